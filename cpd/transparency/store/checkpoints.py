"""What was signed of how long the log was."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from cpd.db import insert_into
from cpd.transparency.models import LogCheckpoint, LogCosignature, LogWitness


def newest(session: Session) -> LogCheckpoint | None:
    return session.scalar(select(LogCheckpoint).order_by(LogCheckpoint.size.desc()).limit(1))


def of_size(session: Session, size: int) -> LogCheckpoint | None:
    return session.get(LogCheckpoint, size)


def covering(session: Session, position: int) -> LogCheckpoint | None:
    """Return the first checkpoint of a log that had this leaf."""
    later = select(LogCheckpoint).where(LogCheckpoint.size > position)
    return session.scalar(later.order_by(LogCheckpoint.size).limit(1))


def newest_cosigned(session: Session, position: int) -> LogCheckpoint | None:
    """Return the newest checkpoint with this leaf that a witness of now has cosigned."""
    by_one_of_now = exists().where(
        LogCosignature.size == LogCheckpoint.size,
        LogCosignature.witness == LogWitness.name,
        LogWitness.removed_at.is_(None),
    )
    cosigned = select(LogCheckpoint).where(LogCheckpoint.size > position, by_one_of_now)
    return session.scalar(cosigned.order_by(LogCheckpoint.size.desc()).limit(1))


def after(session: Session, size: int, many: int) -> Sequence[LogCheckpoint]:
    later = select(LogCheckpoint).where(LogCheckpoint.size > size)
    return session.scalars(later.order_by(LogCheckpoint.size).limit(many)).all()


def many(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(LogCheckpoint)) or 0


def add(session: Session, row: LogCheckpoint) -> None:
    """Write it; if another process was quicker, its row says the same."""
    values = {column.key: getattr(row, column.key) for column in LogCheckpoint.__table__.columns}
    session.execute(insert_into(session, LogCheckpoint).values(values).on_conflict_do_nothing())


def renew(session: Session, row: LogCheckpoint, note: str, key_id: str, at: datetime) -> None:
    row.note, row.key_id, row.renewed_at = note, key_id, at
    session.flush()
