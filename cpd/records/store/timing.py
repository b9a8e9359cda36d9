from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cpd.db import insert_into
from cpd.records.models import Timer


def timer(session: Session, person_id: UUID) -> Timer | None:
    return session.scalar(select(Timer).where(Timer.person_id == person_id))


def timer_locked(session: Session, person_id: UUID) -> Timer | None:
    """Return the same, fresh, and hold it until the transaction ends."""
    query = select(Timer).where(Timer.person_id == person_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def start_timer_once(session: Session, values: Mapping[str, Any]) -> bool:
    """Start a timer, unless there is one: say whether it was started."""
    insert = insert_into(session, Timer).values(**values)
    once = insert.on_conflict_do_nothing(index_elements=["person_id"])
    return session.scalar(once.returning(Timer.person_id)) is not None


def drop_timer(session: Session, person_id: UUID) -> None:
    session.execute(delete(Timer).where(Timer.person_id == person_id))
