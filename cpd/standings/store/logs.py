"""The log as the rules read it: a fixed number of queries, for one member or for a batch."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.documents.models import DeclarationMade
from cpd.documents.models import Paper as PaperRow
from cpd.records.models import ClosedMonth
from cpd.records.models import Supervisor as SupervisorRow
from cpd.requirements.rules.logs import Declaration, Paper, Stretch, Supervisor
from cpd.standings.models import Absence
from cpd.standings.rules.answering import Said
from cpd.standings.rules.following import Away
from cpd.standings.rules.keeping import Declared, Kept
from cpd.standings.store.entries import AnyRow, Zones, each_entry, grouped, of_members


def kept(session: Session, zones: Zones) -> Mapping[UUID, Kept]:
    """Return each member's log. Nine queries, however many members and entries."""
    entries, away = grouped(each_entry(session, zones)), _away(session, zones)
    closed, supervisors = _closed(session, zones), _supervisors(session, zones)
    documents, declarations = _documents(session, zones), _declarations(session, zones)
    return {
        person_id: Kept(
            time_zone=zone,
            entries=entries[person_id],
            away=away[person_id],
            closed=closed[person_id],
            supervisors={one.id: one for one in supervisors[person_id]},
            documents=documents[person_id],
            declarations=declarations[person_id],
        )
        for person_id, zone in zones.items()
    }


def _away(session: Session, zones: Zones) -> Mapping[UUID, tuple[Away, ...]]:
    columns = (Absence.person_id, Absence.kind, Absence.since, Absence.until)
    query = of_members(select(*columns), Absence.person_id, zones).where(
        Absence.withdrawn_at.is_(None)
    )
    rows = session.execute(query.order_by(Absence.since, Absence.id))
    return grouped(
        (row.person_id, Away(kind=row.kind, since=row.since, until=row.until)) for row in rows
    )


def _closed(session: Session, zones: Zones) -> Mapping[UUID, tuple[date, ...]]:
    query = of_members(
        select(ClosedMonth.person_id, ClosedMonth.month), ClosedMonth.person_id, zones
    )
    rows = session.execute(query.order_by(ClosedMonth.month))
    return grouped((row.person_id, row.month) for row in rows)


def _supervisors(session: Session, zones: Zones) -> Mapping[UUID, tuple[Supervisor, ...]]:
    columns = (
        SupervisorRow.person_id, SupervisorRow.id, SupervisorRow.accredited,
        SupervisorRow.relations,
    )  # fmt: skip
    rows = session.execute(of_members(select(*columns), SupervisorRow.person_id, zones))
    return grouped((row.person_id, _supervisor(row)) for row in rows)


def _supervisor(row: AnyRow) -> Supervisor:
    return Supervisor(
        id=str(row.id),
        accredited=tuple(_stretch(one, "body") for one in row.accredited),
        relations=tuple(_stretch(one, "relation") for one in row.relations),
    )


def _stretch(one: Mapping[str, Any], name: str) -> Stretch:
    """Read days of a supervisor; without a first day it was ever so."""
    first, last = one.get("from"), one.get("to")
    return Stretch(
        since=date.fromisoformat(first) if first else date.min,
        until=date.fromisoformat(last) if last else None,
        kind=one[name],
    )


def _documents(session: Session, zones: Zones) -> Mapping[UUID, tuple[Paper, ...]]:
    columns = (
        PaperRow.person_id, PaperRow.document, PaperRow.issued_on, PaperRow.first_on,
        PaperRow.last_on, PaperRow.version_of,
    )  # fmt: skip
    query = of_members(select(*columns), PaperRow.person_id, zones)
    rows = session.execute(query.where(PaperRow.withdrawn_at.is_(None)).order_by(PaperRow.added_at))
    return grouped(
        (
            row.person_id,
            Paper(
                document=row.document,
                issued=row.issued_on,
                first=row.first_on,
                last=row.last_on,
                version=row.version_of,
            ),
        )
        for row in rows
    )


def _declarations(session: Session, zones: Zones) -> Mapping[UUID, tuple[Declared, ...]]:
    columns = (
        DeclarationMade.person_id, DeclarationMade.pack_id, DeclarationMade.declaration,
        DeclarationMade.happened_on, DeclarationMade.declared_on, DeclarationMade.requirement,
        DeclarationMade.minutes, DeclarationMade.verdict,
    )  # fmt: skip
    query = of_members(select(*columns), DeclarationMade.person_id, zones)
    query = query.where(DeclarationMade.withdrawn_at.is_(None)).order_by(DeclarationMade.made_at)
    return grouped((row.person_id, _declared(row)) for row in session.execute(query))


def words_of(session: Session, person_id: UUID, pack_id: str) -> list[Said]:
    """Return what a body has said, as its member wrote it down, the latest first."""
    query = select(DeclarationMade).where(
        DeclarationMade.person_id == person_id,
        DeclarationMade.pack_id == pack_id,
        DeclarationMade.verdict.is_not(None),
        DeclarationMade.requirement.is_not(None),
        DeclarationMade.withdrawn_at.is_(None),
    )
    rows = session.scalars(query.order_by(DeclarationMade.made_at.desc(), DeclarationMade.id))
    return [_said(one) for one in rows]


def _said(one: DeclarationMade) -> Said:
    about = one.happened_on or one.declared_on or one.made_at.date()
    return Said(
        id=one.id,
        requirement=one.requirement or "",
        about=about,
        on=one.declared_on or about,
        verdict=one.verdict or "",
        note=one.note,
    )


def _declared(row: AnyRow) -> Declared:
    declaration = Declaration(
        declaration=row.declaration,
        happened_on=row.happened_on,
        declared_on=row.declared_on,
        requirement=row.requirement,
        minutes=row.minutes,
        verdict=row.verdict,
    )
    return Declared(pack_id=row.pack_id, declaration=declaration)
