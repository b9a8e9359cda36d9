"""What was signed of how long the log was."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpd.db import insert_into
from cpd.transparency.models import LogCheckpoint, LogCosignature, LogWitness


def newest(session: Session) -> LogCheckpoint | None:
    return session.scalar(select(LogCheckpoint).order_by(LogCheckpoint.size.desc()).limit(1))


def of_size(session: Session, size: int) -> LogCheckpoint | None:
    return session.get(LogCheckpoint, size)


def newest_cosigned(session: Session, position: int) -> LogCheckpoint | None:
    """Return the newest checkpoint with this leaf that a witness of now has cosigned."""
    size = (
        select(func.max(LogCosignature.size))
        .join(LogWitness, LogWitness.name == LogCosignature.witness)
        .where(LogCosignature.size > position, LogWitness.removed_at.is_(None))
    )
    return session.scalar(select(LogCheckpoint).where(LogCheckpoint.size == size.scalar_subquery()))


def after(session: Session, size: int, many: int) -> Sequence[LogCheckpoint]:
    later = select(LogCheckpoint).where(LogCheckpoint.size > size)
    return session.scalars(later.order_by(LogCheckpoint.size).limit(many)).all()


def add(session: Session, row: LogCheckpoint) -> None:
    """Write it; if another process was quicker, its row says the same."""
    values = {column.key: getattr(row, column.key) for column in LogCheckpoint.__table__.columns}
    session.execute(insert_into(session, LogCheckpoint).values(values).on_conflict_do_nothing())


def renew(session: Session, row: LogCheckpoint, note: str, key_id: str, at: datetime) -> None:
    row.note, row.key_id, row.renewed_at = note, key_id, at
    session.flush()
