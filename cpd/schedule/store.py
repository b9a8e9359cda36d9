from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cpd.db import insert_into
from cpd.schedule.models import JobDue


def due_times(session: Session) -> Mapping[str, datetime]:
    return dict(session.execute(select(JobDue.name, JobDue.due_at)).all())


def due_at(session: Session, name: str) -> datetime | None:
    return session.scalar(select(JobDue.due_at).where(JobDue.name == name))


def runs(session: Session) -> Sequence[JobDue]:
    """Return how every job stands, by name."""
    return session.scalars(select(JobDue).order_by(JobDue.name)).all()


def add_once(session: Session, name: str, **values: object) -> bool:
    """Write the first run of a job; False if somebody else did."""
    insert = insert_into(session, JobDue).values(name=name, **values)
    return session.scalar(insert.on_conflict_do_nothing().returning(JobDue.name)) is not None


def move_on(session: Session, name: str, seen: datetime, **values: object) -> bool:
    """Move a job on from the time it was seen at; False if somebody else was quicker."""
    moved = update(JobDue).where(JobDue.name == name, JobDue.due_at == seen).values(**values)
    return session.scalar(moved.returning(JobDue.name)) is not None


def end(session: Session, name: str, began_at: datetime, **values: object) -> None:
    """Write down how a run ended, unless a later one began meanwhile."""
    run = update(JobDue).where(JobDue.name == name, JobDue.began_at == began_at)
    session.execute(run.values(**values))
