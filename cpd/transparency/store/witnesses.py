"""Who watches the log, and what they put under its checkpoints."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from cpd.db import insert_into
from cpd.transparency.models import LogCheckpoint, LogCosignature, LogWitness


class Watching(NamedTuple):
    """A witness, how long the log was and when it was that they last cosigned it."""

    witness: LogWitness
    latest_at: datetime | None
    size: int | None


def by_name(session: Session, name: str) -> LogWitness | None:
    return session.get(LogWitness, name)


def present(session: Session) -> Sequence[LogWitness]:
    """Return those who watch now, by name."""
    here = select(LogWitness).where(LogWitness.removed_at.is_(None))
    return session.scalars(here.order_by(LogWitness.name)).all()


def watching(session: Session) -> list[Watching]:
    """Return those who watch now, each with the last that was heard of them."""
    last = (
        select(
            LogCosignature.witness,
            func.max(LogCosignature.latest_at).label("at"),
            func.max(LogCosignature.size).label("size"),
        )
        .group_by(LogCosignature.witness)
        .subquery()
    )
    rows = session.execute(
        select(LogWitness, last.c.at, last.c.size)
        .outerjoin(last, last.c.witness == LogWitness.name)
        .where(LogWitness.removed_at.is_(None))
        .order_by(LogWitness.name)
    )
    return [Watching(*row) for row in rows]


def add(session: Session, witness: LogWitness) -> None:
    session.add(witness)
    session.flush()


def cosignature(session: Session, size: int, name: str) -> LogCosignature | None:
    return session.get(LogCosignature, (size, name))


def cosign(session: Session, row: LogCosignature) -> None:
    """Write it; if the witness sent it twice at once, the first one stands."""
    values = {column.key: getattr(row, column.key) for column in LogCosignature.__table__.columns}
    session.execute(insert_into(session, LogCosignature).values(values).on_conflict_do_nothing())


def under(session: Session, size: int) -> Sequence[LogCosignature]:
    """Return what witnesses of now put under the checkpoint of this size."""
    here = and_(LogCosignature.witness == LogWitness.name, LogWitness.removed_at.is_(None))
    rows = select(LogCosignature).join(LogWitness, here).where(LogCosignature.size == size)
    return session.scalars(rows.order_by(LogCosignature.witness)).all()


def evidence(
    session: Session, position: int, before: datetime
) -> Sequence[tuple[LogCosignature, LogWitness, LogCheckpoint]]:
    """Return a few cosignatures over this leaf that were made before an instant, earliest first."""
    rows = session.execute(
        select(LogCosignature, LogWitness, LogCheckpoint)
        .join(LogWitness, LogWitness.name == LogCosignature.witness)
        .join(LogCheckpoint, LogCheckpoint.size == LogCosignature.size)
        .where(LogCosignature.size > position, LogCosignature.signed_at < before)
        .order_by(LogCosignature.signed_at, LogCosignature.witness)
        .limit(10)
    )
    return [(row[0], row[1], row[2]) for row in rows]
