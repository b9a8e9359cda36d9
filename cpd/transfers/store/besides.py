"""What somebody has here beside the log, and what of it an import brought."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from cpd.documents.models import DeclarationMade, Paper
from cpd.documents.rules.declarations import Declared
from cpd.documents.rules.papers import Written
from cpd.people.models import Person
from cpd.records.models import ClosedMonth, Entry
from cpd.records.rules.kinds import EntryKind
from cpd.records.rules.months import Closed, between
from cpd.standings.models import Absence
from cpd.standings.rules.following import Away
from cpd.transfers.models import ImportBatch
from cpd.transfers.rules.besides import SeenBesides, Sort, What

Row = Paper | DeclarationMade | Absence
Kind = TypeVar("Kind", Written, Away)
MODELS: dict[Sort, type[Paper] | type[DeclarationMade] | type[Absence]] = {
    Sort.PAPER: Paper,
    Sort.DECLARATION: DeclarationMade,
    Sort.ABSENCE: Absence,
}


def seen_besides(session: Session, person_id: UUID) -> SeenBesides:
    """Return what stands and what is withdrawn, in the words of a file."""
    rows: list[Row] = [
        *session.scalars(select(Paper).where(Paper.person_id == person_id)),
        *session.scalars(select(DeclarationMade).where(DeclarationMade.person_id == person_id)),
        *session.scalars(select(Absence).where(Absence.person_id == person_id)),
    ]
    standing = [row for row in rows if row.withdrawn_at is None]
    withdrawn = [row for row in rows if row.withdrawn_at is not None]
    return SeenBesides(
        ids=frozenset(row.id for row in standing),
        standing=frozenset(map(as_written, standing)) | closed(session, person_id),
        withdrawn=frozenset(map(as_written, withdrawn)),
        withdrawn_ids=frozenset(row.id for row in withdrawn),
        practised=practised(session, person_id),
    )


def closed(session: Session, person_id: UUID) -> frozenset[What]:
    """Return what an import may not say of the months that are closed here, which is either."""
    months = session.scalars(select(ClosedMonth.month).where(ClosedMonth.person_id == person_id))
    return frozenset(Closed(month, is_none) for month in months for is_none in (True, False))


def practised(session: Session, person_id: UUID) -> frozenset[date]:
    query = select(Entry.done_on, func.coalesce(Entry.ended_on, Entry.done_on)).where(
        Entry.person_id == person_id,
        Entry.kind == EntryKind.PRACTICE,
        Entry.withdrawn_at.is_(None),
    )
    return frozenset(
        month for first, last in session.execute(query) for month in between(first, last)
    )


def as_written(row: Row) -> What:
    match row:
        case Paper():
            return filled(Written, row)
        case Absence():
            return filled(Away, row)
        case DeclarationMade():
            parts = (row.pack_id, row.requirement)
            return Declared(
                declaration=row.declaration,
                happened_on=row.happened_on,
                declared_on=row.declared_on,
                declared_to=row.declared_to,
                requirement="/".join(part for part in parts if part) or None,
                minutes=row.minutes,
                verdict=row.verdict,
                note=row.note,
            )


def filled(kind: type[Kind], row: Row) -> Kind:
    return kind(**{one.name: getattr(row, one.name) for one in fields(kind)})


def time_zone(session: Session, person_id: UUID) -> str:
    return session.execute(select(Person.time_zone).where(Person.id == person_id)).scalar_one()


# What has become of an import


@dataclass(frozen=True)
class Brought:
    """How many of a sort an import brought that stand."""

    sort: Sort
    number: int


def prefix(batch_id: UUID) -> str:
    return f"import:{batch_id}:"


def _of(sort: Sort, person_id: UUID, batch_id: UUID) -> tuple[ColumnElement[bool], ...]:
    model = MODELS[sort]
    ref: InstrumentedAttribute[str | None] = model.source_ref
    withdrawn_at: InstrumentedAttribute[datetime | None] = model.withdrawn_at
    return (
        model.person_id == person_id,
        ref.startswith(prefix(batch_id), autoescape=True),
        withdrawn_at.is_(None),
    )


def brought(session: Session, person_id: UUID, batch_id: UUID) -> list[Brought]:
    """Count what an import brought beside entries and what stands of it, sort by sort."""
    counts = (
        Brought(sort, session.scalar(select(func.count(model.id)).where(
            *_of(sort, person_id, batch_id))) or 0)
        for sort, model in MODELS.items()
    )  # fmt: skip
    months = Brought(Sort.MONTH, len(closed_by(session, person_id, batch_id)))
    return [one for one in (*counts, months) if one.number]


def closed_by(session: Session, person_id: UUID, batch_id: UUID) -> Sequence[date]:
    """Return the months that an import closed, known by its instant, and nobody changed since."""
    imported_at = select(ImportBatch.imported_at).where(ImportBatch.id == batch_id)
    query = select(ClosedMonth.month).where(
        ClosedMonth.person_id == person_id, ClosedMonth.closed_at == imported_at.scalar_subquery()
    )
    return session.scalars(query.order_by(ClosedMonth.month)).all()


def ids(session: Session, sort: Sort, person_id: UUID, batch_id: UUID) -> Sequence[UUID]:
    model = MODELS[sort]
    query = select(model.id).where(*_of(sort, person_id, batch_id))
    return session.scalars(query.order_by(model.id)).all()


def changed_papers(session: Session, person_id: UUID, batch_id: UUID) -> Sequence[Any]:
    """Return the papers of an import that were corrected since, or given a copy."""
    query = select(Paper.id, Paper.title, Paper.first_on, Paper.issued_on).where(
        *_of(Sort.PAPER, person_id, batch_id), (Paper.version > 1) | Paper.sha256.is_not(None)
    )
    return session.execute(query.order_by(Paper.title, Paper.id)).all()
