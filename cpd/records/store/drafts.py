from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, delete, func, or_, select
from sqlalchemy.orm import Session

from cpd.db import insert_into
from cpd.records.models import Draft

KEY = ("person_id", "place")


def draft(session: Session, person_id: UUID, place: str) -> Draft | None:
    """Return the person's own draft, fresh, also one that was thrown away."""
    query = select(Draft).where(Draft.person_id == person_id, Draft.place == place)
    return session.scalar(query.execution_options(populate_existing=True))


def drafts(session: Session, person_id: UUID, thrown_since: datetime) -> Sequence[Draft]:
    """Return somebody's drafts, newest first, with those thrown away since then."""
    is_here = or_(Draft.thrown_away_at.is_(None), Draft.thrown_away_at > thrown_since)
    query = select(Draft).where(Draft.person_id == person_id, is_here)
    return session.scalars(query.order_by(Draft.saved_at.desc(), Draft.place)).all()


def drafts_of_entry(session: Session, person_id: UUID, entry_id: UUID) -> Sequence[Draft]:
    query = select(Draft).where(
        Draft.person_id == person_id, Draft.entry_id == entry_id, Draft.thrown_away_at.is_(None)
    )
    return session.scalars(query.order_by(Draft.saved_at.desc())).all()


def count_drafts(session: Session, person_id: UUID) -> int:
    query = select(func.count()).select_from(Draft)
    query = query.where(Draft.person_id == person_id, Draft.thrown_away_at.is_(None))
    return session.execute(query).scalar_one()


def put_draft(session: Session, values: Mapping[str, Any]) -> None:
    """Keep a draft in one statement; a newer one that is there already stays."""
    insert = insert_into(session, Draft).values(**values)
    news = {name: insert.excluded[name] for name in values if name not in KEY}
    session.execute(
        insert.on_conflict_do_update(
            index_elements=list(KEY), set_=news, where=Draft.seq < insert.excluded.seq
        )
    )


def drop_draft(session: Session, person_id: UUID, place: str) -> None:
    session.execute(delete(Draft).where(Draft.person_id == person_id, Draft.place == place))


def drop_drafts(session: Session, *, saved_before: datetime, thrown_before: datetime) -> int:
    """Drop what nobody came back to, and return how many that were."""
    is_old = or_(Draft.saved_at < saved_before, Draft.thrown_away_at < thrown_before)
    done = session.execute(delete(Draft).where(is_old))
    return done.rowcount if isinstance(done, CursorResult) else 0
