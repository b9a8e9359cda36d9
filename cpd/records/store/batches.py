"""Many lines at once: how an import is written, and how it is taken back."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cpd.db import insert_into
from cpd.records.models import Entry, Supervisor
from cpd.records.rules.kinds import EntryKind

AT_ONCE = 5000


def add_all_once(session: Session, rows: Sequence[Mapping[str, Any]]) -> int:
    """Write entries; one whose source reference is in the log already is left as it is."""
    insert = insert_into(session, Entry)
    once = insert.on_conflict_do_nothing(index_elements=["person_id", "source_ref"])
    before = count(session, rows[0]) if rows else 0
    for some in pieces(rows, AT_ONCE):  # without RETURNING, which takes several times as long
        session.connection().execute(once, some)
    return (count(session, rows[0]) if rows else 0) - before


def count(session: Session, row: Mapping[str, Any]) -> int:
    query = select(func.count(Entry.id)).where(
        Entry.person_id == row["person_id"], Entry.batch_id == row["batch_id"]
    )
    return session.execute(query).scalar_one()


def pieces(rows: Sequence[Mapping[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    walking = iter(rows)
    while some := [dict(row) for row in islice(walking, size)]:
        yield some


def withdraw_batch(
    session: Session, person_id: UUID, batch_id: UUID, at: datetime, keep: Collection[UUID]
) -> list[UUID]:
    """Withdraw what an import brought and still stands, save what is kept."""
    stands = update(Entry).where(
        Entry.person_id == person_id,
        Entry.batch_id == batch_id,
        Entry.withdrawn_at.is_(None),
        Entry.id.not_in(keep),
    )
    done = stands.values(withdrawn_at=at).returning(Entry.id)
    return list(session.scalars(done.execution_options(synchronize_session=False)))


def supervisor_ids(session: Session, person_id: UUID) -> Mapping[UUID, str]:
    """Return somebody's supervisors by id, with how they are called now."""
    query = select(Supervisor.id, Supervisor.name).where(Supervisor.person_id == person_id)
    return {row.id: row.name for row in session.execute(query)}


def session_ids(session: Session, person_id: UUID) -> frozenset[UUID]:
    """Return every supervision session in somebody's log."""
    query = select(Entry.id).where(
        Entry.person_id == person_id, Entry.kind == EntryKind.SUPERVISION
    )
    return frozenset(session.scalars(query))
