"""The log as the rules read it: a fixed number of queries, for one member or for a batch."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from cpd.attestations.store import agreed
from cpd.documents.models import DeclarationMade
from cpd.documents.models import Paper as PaperRow
from cpd.evidence.models import Evidence
from cpd.records.models import ClosedMonth, Entry
from cpd.records.models import Supervisor as SupervisorRow
from cpd.records.rules.kinds import EntryKind, Mode, Source
from cpd.requirements.rules.logs import (
    Declaration,
    LogEntry,
    Paper,
    Size,
    Stretch,
    Supervisor,
)
from cpd.standings.models import Absence
from cpd.standings.rules.following import Away
from cpd.standings.rules.keeping import Declared, Kept

Zones = Mapping[UUID, str]  # the members whose logs are read, and where each of them lives
Value = TypeVar("Value")
AnyQuery: TypeAlias = Select[*tuple[Any, ...]]
AnyRow: TypeAlias = Row[*tuple[Any, ...]]

_HAS_EVIDENCE = exists().where(Evidence.entry_id == Entry.id, Evidence.removed_at.is_(None))
_HAS_REFLECTION = or_(
    Entry.reflection != "", Entry.planned != "", Entry.acted != "", Entry.evaluated != ""
)
_ENTRY = (
    Entry.person_id, Entry.id, Entry.kind, Entry.done_on, Entry.ended_on, Entry.begins, Entry.ends,
    Entry.minutes, Entry.own_minutes, Entry.title, Entry.provider, Entry.category,
    Entry.categories, Entry.tags, Entry.topic, Entry.mode, Entry.part, Entry.setting,
    Entry.supervision_format, Entry.contracted, Entry.attended, Entry.facilitated,
    Entry.supervisor_id, Entry.clauses, Entry.counts_for, Entry.source, Entry.version,
    Entry.logged_at, _HAS_EVIDENCE.label("has_evidence"), _HAS_REFLECTION.label("has_reflection"),
)  # fmt: skip
_MODES: Mapping[Mode, str] = {Mode.LIVE_ONLINE: "live"}


def kept(session: Session, zones: Zones) -> Mapping[UUID, Kept]:
    """Return each member's log. Eight queries, however many members and entries."""
    entries, away = _entries(session, zones), _away(session, zones)
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


def _grouped(found: Iterator[tuple[UUID, Value]]) -> Mapping[UUID, tuple[Value, ...]]:
    heaps: defaultdict[UUID, list[Value]] = defaultdict(list)
    for person_id, value in found:
        heaps[person_id].append(value)
    return defaultdict(tuple, {person_id: tuple(heap) for person_id, heap in heaps.items()})


def _of(query: AnyQuery, person: InstrumentedAttribute[UUID], zones: Zones) -> AnyQuery:
    if len(zones) == 1:
        return query.where(person == next(iter(zones)))
    return query.where(person.in_(zones))


def _entries(session: Session, zones: Zones) -> Mapping[UUID, tuple[LogEntry, ...]]:
    attested = agreed(session, zones)
    query = _of(select(*_ENTRY), Entry.person_id, zones).where(Entry.withdrawn_at.is_(None))
    rows = session.execute(query.order_by(Entry.person_id, Entry.done_on, Entry.id))
    places = {name: ZoneInfo(name) for name in set(zones.values())}
    return _grouped(
        (row.person_id, _entry(row, places[zones[row.person_id]], is_attested=row.id in attested))
        for row in rows
    )


def _entry(row: AnyRow, zone: ZoneInfo, *, is_attested: bool) -> LogEntry:
    last = row.ended_on or row.done_on
    is_timed = row.begins is not None and row.ends is not None
    is_supervision = row.kind is EntryKind.SUPERVISION
    return LogEntry(
        id=str(row.id),
        kind=row.kind.value,
        start_on=row.done_on,
        end_on=last,
        minutes=row.minutes,
        starts_at=datetime.combine(row.done_on, row.begins) if is_timed else None,
        ends_at=datetime.combine(last, row.ends) if is_timed else None,
        recorded_on=row.logged_at.astimezone(zone).date(),
        own_minutes=row.own_minutes,
        title=row.title,
        category=row.category,
        categories=row.categories,
        tags=frozenset(row.tags),
        topic=row.topic,
        mode=_MODES.get(row.mode, row.mode.value) if row.mode else None,
        format=row.supervision_format.value if row.supervision_format else None,
        size=Size(
            contracted=row.contracted, attended=row.attended, facilitated=bool(row.facilitated)
        ),
        role=row.part.value if row.part else "received" if is_supervision else None,
        setting=row.setting,
        provider=row.provider,
        supervisor_id=str(row.supervisor_id) if row.supervisor_id else None,
        has_evidence=row.has_evidence or row.source is Source.MODULE,
        has_reflection=row.has_reflection,
        is_attested=is_attested,
        clauses=tuple(row.clauses),
        counts_for=None if row.counts_for is None else frozenset(row.counts_for),
    )


def _away(session: Session, zones: Zones) -> Mapping[UUID, tuple[Away, ...]]:
    columns = (Absence.person_id, Absence.kind, Absence.since, Absence.until)
    query = _of(select(*columns), Absence.person_id, zones).where(Absence.withdrawn_at.is_(None))
    rows = session.execute(query.order_by(Absence.since, Absence.id))
    return _grouped(
        (row.person_id, Away(kind=row.kind, since=row.since, until=row.until)) for row in rows
    )


def _closed(session: Session, zones: Zones) -> Mapping[UUID, tuple[date, ...]]:
    query = _of(select(ClosedMonth.person_id, ClosedMonth.month), ClosedMonth.person_id, zones)
    rows = session.execute(query.order_by(ClosedMonth.month))
    return _grouped((row.person_id, row.month) for row in rows)


def _supervisors(session: Session, zones: Zones) -> Mapping[UUID, tuple[Supervisor, ...]]:
    columns = (
        SupervisorRow.person_id, SupervisorRow.id, SupervisorRow.accredited,
        SupervisorRow.relations,
    )  # fmt: skip
    rows = session.execute(_of(select(*columns), SupervisorRow.person_id, zones))
    return _grouped((row.person_id, _supervisor(row)) for row in rows)


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
    query = _of(select(*columns), PaperRow.person_id, zones)
    rows = session.execute(query.where(PaperRow.withdrawn_at.is_(None)).order_by(PaperRow.added_at))
    return _grouped(
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
    query = _of(select(*columns), DeclarationMade.person_id, zones)
    query = query.where(DeclarationMade.withdrawn_at.is_(None)).order_by(DeclarationMade.made_at)
    return _grouped((row.person_id, _declared(row)) for row in session.execute(query))


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
