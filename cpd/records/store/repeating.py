from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.records.models import Entry


def days_held(session: Session, entry: Entry, until: date) -> frozenset[date]:
    """Return the days after it on which the log holds the same: its kind and title."""
    query = select(Entry.done_on).where(
        Entry.person_id == entry.person_id,
        Entry.kind == entry.kind,
        Entry.title == entry.title,
        Entry.withdrawn_at.is_(None),
        Entry.done_on > entry.done_on,
        Entry.done_on <= until,
    )
    return frozenset(session.scalars(query))


def repeated(session: Session, person_id: UUID, batch_id: UUID) -> Sequence[Entry]:
    """Return the entries that one repeating wrote, by day."""
    query = select(Entry).where(
        Entry.person_id == person_id,
        Entry.batch_id == batch_id,
        Entry.source_ref.startswith("repeat:"),
    )
    return session.scalars(query.order_by(Entry.done_on, Entry.id)).all()
