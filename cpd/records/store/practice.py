from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from cpd.db import insert_into
from cpd.people.models import Person
from cpd.records.models import ClosedMonth, Entry
from cpd.records.rules.kinds import EntryKind
from cpd.records.rules.practice import REF, Heap


def practice_heaps(session: Session, person_id: UUID, first: date, last: date) -> list[Heap]:
    """Return the practice time that counts and begins within these days, by its days."""
    query = select(Entry.done_on, Entry.ended_on, func.sum(Entry.minutes)).where(
        Entry.person_id == person_id,
        Entry.kind == EntryKind.PRACTICE,
        Entry.withdrawn_at.is_(None),
        Entry.done_on.between(first, last),
    )
    rows = session.execute(query.group_by(Entry.done_on, Entry.ended_on))
    return [Heap(row[0], row[1] or row[0], int(row[2])) for row in rows]


def bulk_entries(session: Session, person_id: UUID, first: date, last: date) -> Sequence[Entry]:
    """Return the entries that hold a period's practice in bulk, oldest first."""
    query = select(Entry).where(
        Entry.person_id == person_id,
        Entry.source_ref.startswith(f"{REF}:"),
        Entry.withdrawn_at.is_(None),
        Entry.done_on.between(first, last),
    )
    return session.scalars(query.order_by(Entry.logged_at, Entry.id)).all()


def practice_years(session: Session, person_id: UUID) -> tuple[int, ...]:
    """Return the first and last year somebody has practice in; nothing without any."""
    query = select(func.min(Entry.done_on), func.max(Entry.done_on)).where(
        Entry.person_id == person_id, Entry.kind == EntryKind.PRACTICE
    )
    row = session.execute(query).one()
    return tuple(day.year for day in row if day is not None)


def closed_months(
    session: Session, person_id: UUID, among: Collection[date]
) -> Sequence[ClosedMonth]:
    query = select(ClosedMonth).where(
        ClosedMonth.person_id == person_id, ClosedMonth.month.in_(among)
    )
    return session.scalars(query.order_by(ClosedMonth.month)).all()


def put_closed(
    session: Session, person_id: UUID, month: date, at: datetime, *, is_none: bool
) -> None:
    insert = insert_into(session, ClosedMonth).values(
        person_id=person_id, month=month, is_none=is_none, closed_at=at
    )
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["person_id", "month"],
            set_={"is_none": insert.excluded.is_none, "closed_at": insert.excluded.closed_at},
        )
    )


def drop_closed(session: Session, person_id: UUID, among: Collection[date]) -> Sequence[date]:
    """Open months again, and return those that were closed."""
    gone = delete(ClosedMonth).where(
        ClosedMonth.person_id == person_id, ClosedMonth.month.in_(among)
    )
    return session.scalars(
        gone.returning(ClosedMonth.month).execution_options(synchronize_session=False)
    ).all()


def hold(session: Session, person_id: UUID) -> None:
    """Let nobody else change this member's hours in bulk until the transaction ends."""
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
