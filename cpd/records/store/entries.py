from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from cpd.attempts.models import Completion
from cpd.db import has_words, insert_into
from cpd.people.models import Person
from cpd.records.models import Entry, EntryVersion
from cpd.records.rules.kinds import EntryKind, PlanState

EXPORTED_AT_ONCE = 500

SHOWN = (
    Entry.id, Entry.title, Entry.kind, Entry.supervision_format, Entry.done_on, Entry.minutes,
    Entry.source, Entry.withdrawn_at, Entry.part, Entry.ended_on, Entry.plan_state,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which of somebody's entries are meant; all of them if nothing is said."""

    kind: EntryKind | None = None
    year: int | None = None
    words: str = ""
    lacks: ColumnElement[bool] | None = None


ALL = Wanted()
SEARCHED = (
    Entry.title, Entry.reflection, Entry.provider, Entry.supervisor, Entry.topic, Entry.setting,
    Entry.planned, Entry.acted, Entry.evaluated, Entry.outcomes,
)  # fmt: skip


def of_person(person_id: UUID, wanted: Wanted = ALL) -> Select[Entry]:
    """Build the query for somebody's entries, withdrawn ones too, newest first."""
    query = select(Entry).where(Entry.person_id == person_id)
    if wanted.kind is not None:
        query = query.where(Entry.kind == wanted.kind)
    if wanted.year is not None:
        first, last = date(wanted.year, 1, 1), date(wanted.year, 12, 31)
        query = query.where(Entry.done_on.between(first, last))
    if wanted.words:
        query = query.where(has_words(wanted.words, *SEARCHED))
    if wanted.lacks is not None:
        query = query.where(wanted.lacks, Entry.withdrawn_at.is_(None))
    return query.order_by(Entry.done_on.desc(), Entry.logged_at.desc(), Entry.id)


def page(session: Session, query: Select[Entry], *, skip: int, most: int) -> Sequence[Any]:
    """Return what a list shows of these entries; reflections are long and stay where they are."""
    return session.execute(query.with_only_columns(*SHOWN).offset(skip).limit(most)).all()


def count(session: Session, query: Select[Entry]) -> int:
    counting = query.with_only_columns(func.count()).order_by(None)
    return session.execute(counting).scalar_one()


def loose_ends(session: Session, person_id: UUID, until: date, most: int) -> Sequence[Any]:
    """Return dilemmas not taken to supervision yet, and plans to be done by that day."""
    is_waiting = and_(Entry.kind == EntryKind.DILEMMA, Entry.taken_to_id.is_(None))
    is_due = and_(Entry.plan_state == PlanState.OPEN, Entry.due_on <= until)
    query = select(
        Entry.id, Entry.title, Entry.kind, Entry.dilemma_sort, Entry.done_on, Entry.due_on
    )
    query = query.where(
        Entry.person_id == person_id, Entry.withdrawn_at.is_(None), or_(is_waiting, is_due)
    )
    return session.execute(query.order_by(Entry.done_on, Entry.id).limit(most)).all()


def plan(session: Session, person_id: UUID, most: int) -> Sequence[Entry]:
    """Return the items of somebody's plan: the next due first, then those without a day."""
    query = select(Entry).where(
        Entry.person_id == person_id,
        Entry.kind == EntryKind.PLAN,
        Entry.withdrawn_at.is_(None),
    )
    by = (Entry.due_on.is_(None), Entry.due_on, Entry.done_on.desc(), Entry.id)
    return session.scalars(query.order_by(*by).limit(most)).all()


def each(session: Session, person_id: UUID) -> Iterator[Entry]:
    """Yield all of somebody's entries, a few hundred in memory at a time."""
    return session.scalars(
        of_person(person_id).execution_options(yield_per=EXPORTED_AT_ONCE)
    ).__iter__()


def mine(session: Session, person_id: UUID, entry_id: UUID) -> Entry | None:
    """Return the person's own entry; somebody else's is not found."""
    return session.scalar(_mine(person_id, entry_id))


def mine_locked(session: Session, person_id: UUID, entry_id: UUID) -> Entry | None:
    """Return the same, fresh, and hold it until the transaction ends."""
    query = _mine(person_id, entry_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def _mine(person_id: UUID, entry_id: UUID) -> Select[Entry]:
    return select(Entry).where(Entry.id == entry_id, Entry.person_id == person_id)


def versions(session: Session, entry_id: UUID) -> Sequence[EntryVersion]:
    """Return what stood before each change, oldest first."""
    query = select(EntryVersion).where(EntryVersion.entry_id == entry_id)
    return session.scalars(query.order_by(EntryVersion.version)).all()


def add_once(session: Session, values: Mapping[str, Any]) -> UUID | None:
    """Write an entry, or return None: one with this source reference is in the log already."""
    insert = insert_into(session, Entry).values(id=uuid4(), version=1, **values)
    once = insert.on_conflict_do_nothing(index_elements=["person_id", "source_ref"])
    return session.scalar(once.returning(Entry.id))


def by_source(session: Session, person_id: UUID, source_ref: str) -> Entry | None:
    query = select(Entry).where(Entry.person_id == person_id, Entry.source_ref == source_ref)
    return session.scalar(query)


def completion(session: Session, completion_id: UUID) -> Completion | None:
    """Return what a passed module was, with the version it was passed in."""
    query = select(Completion).where(Completion.id == completion_id)
    return session.scalar(query.options(joinedload(Completion.module_version)))


def time_zone(session: Session, person_id: UUID) -> str | None:
    return session.scalar(select(Person.time_zone).where(Person.id == person_id))
