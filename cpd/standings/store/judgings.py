from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from cpd.db import insert_into
from cpd.people.models import Person
from cpd.standings.models import Following, Judging, Standing

_CURRENT = Following.ended_at.is_(None)


def unfinished(session: Session, as_of: date) -> Judging | None:
    """Return the run for this day that was begun and not ended, the last one."""
    query = select(Judging).where(Judging.as_of == as_of, Judging.ended_at.is_(None))
    return session.scalars(query.order_by(Judging.began_at.desc()).limit(1)).first()


def run(session: Session, run_id: UUID) -> Judging | None:
    """Return a run as it stands now."""
    return session.get(Judging, run_id, populate_existing=True)


def end_others(session: Session, as_of: date, at: datetime) -> None:
    """End the runs for other days that nobody will take up again."""
    left = update(Judging).where(Judging.as_of != as_of, Judging.ended_at.is_(None))
    session.execute(left.values(ended_at=at))


def runs(session: Session, most: int) -> Sequence[Judging]:
    """Return the last runs, the latest first."""
    return session.scalars(select(Judging).order_by(Judging.began_at.desc()).limit(most)).all()


def members(session: Session) -> int:
    """Count the people who follow any body now."""
    counted = select(func.count(func.distinct(Following.person_id))).where(_CURRENT)
    return session.scalar(counted) or 0


def next_members(session: Session, after: UUID | None, most: int) -> Mapping[UUID, str]:
    """Return the next people who follow a body, in the order of their ids, and their zones."""
    follows = select(Following.person_id).where(_CURRENT)
    query = select(Person.id, Person.time_zone).where(Person.id.in_(follows))
    if after is not None:
        query = query.where(Person.id > after)
    rows = session.execute(query.order_by(Person.id).limit(most))
    return {row.id: row.time_zone for row in rows}


def move_on(session: Session, run_id: UUID, seen: UUID | None, **values: object) -> bool:
    """Write how far a run is; False if another process moved it on from there meanwhile."""
    here = Judging.after.is_(None) if seen is None else Judging.after == seen
    moved = update(Judging).where(Judging.id == run_id, here, Judging.ended_at.is_(None))
    return session.scalar(moved.values(**values).returning(Judging.id)) is not None


def write_standings(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write how everybody in a batch stands, in place of how they stood before."""
    if not rows:
        return
    insert = insert_into(session, Standing)
    told = {name: insert.excluded[name] for name in rows[0] if name != "following_id"}
    session.execute(
        insert.on_conflict_do_update(index_elements=["following_id"], set_=told), list(rows)
    )


def forget_standing(session: Session, following_id: UUID) -> None:
    """Drop how somebody stood towards a body that they follow no longer."""
    session.execute(delete(Standing).where(Standing.following_id == following_id))
