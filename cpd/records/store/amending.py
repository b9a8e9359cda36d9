from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from cpd.records.models import Entry, EntryVersion
from cpd.records.rules.kinds import Source


def withdrawn_credits(session: Session, person_id: UUID) -> Sequence[tuple[str, dict[str, Any]]]:
    """Return where credited entries that count no more came from, and what stood last."""
    last = and_(EntryVersion.entry_id == Entry.id, EntryVersion.version == Entry.version - 1)
    query = (
        select(Entry.source_ref, EntryVersion.facts)
        .join(EntryVersion, last)
        .where(
            Entry.person_id == person_id,
            Entry.source == Source.MODULE,
            Entry.withdrawn_at.is_not(None),
        )
    )
    return [(str(row.source_ref), row.facts) for row in session.execute(query)]


def by_sources(session: Session, person_id: UUID, refs: Sequence[str]) -> Sequence[Entry]:
    """Return the person's entries that came from these, in the order of their references."""
    query = select(Entry).where(Entry.person_id == person_id, Entry.source_ref.in_(refs))
    return session.scalars(query.order_by(Entry.source_ref)).all()


def was_amended(session: Session, entry_ids: Sequence[UUID], at: datetime) -> bool:
    """Say whether any of these entries was changed at this very instant."""
    query = select(EntryVersion.entry_id).where(
        EntryVersion.entry_id.in_(entry_ids), EntryVersion.replaced_at == at
    )
    return session.scalars(query).first() is not None
