from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from cpd.credentials.models import StatusEntry, StatusList
from cpd.credentials.rules.awards import LIST_BITS, StatusPlace
from cpd.db import insert_into


def count_one(session: Session) -> int | None:
    """Count one more place as given, in the newest list that has room. Holds that list."""
    newest = select(StatusList.number).order_by(StatusList.number.desc()).limit(1)
    counted = (
        update(StatusList)
        .where(
            StatusList.number == newest.scalar_subquery(), StatusList.given * 2 < StatusList.bits
        )
        .values(given=StatusList.given + 1)
        .returning(StatusList.number)
        .execution_options(synchronize_session=False)
    )
    return session.scalar(counted)


def open_list(session: Session, at: datetime) -> None:
    """Open the list after the last full one. If somebody else just did, theirs is the one."""
    full = select(StatusList.number).where(StatusList.given * 2 >= StatusList.bits)
    newest = session.scalar(full.order_by(StatusList.number.desc()).limit(1))
    values = {
        "number": (newest or 0) + 1,
        "bits": LIST_BITS,
        "given": 0,
        "opened_at": at,
        "changed_at": at,
    }
    session.execute(insert_into(session, StatusList).values(values).on_conflict_do_nothing())


def take(session: Session, place: StatusPlace) -> bool:
    """Take a place in one statement; say whether it was still free."""
    insert = insert_into(session, StatusEntry).values(
        list_number=place.list_number, position=place.position
    )
    taken = insert.on_conflict_do_nothing().returning(StatusEntry.position)
    return session.scalar(taken) is not None


def entry_locked(session: Session, place: StatusPlace) -> StatusEntry | None:
    """Return what is noted at a place, fresh, and hold it."""
    query = select(StatusEntry).where(
        StatusEntry.list_number == place.list_number, StatusEntry.position == place.position
    )
    fresh = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(fresh)


def note_change(session: Session, list_number: int, at: datetime) -> None:
    changed = update(StatusList).where(StatusList.number == list_number).values(changed_at=at)
    session.execute(changed.execution_options(synchronize_session=False))


def lists(session: Session) -> Sequence[int]:
    return session.scalars(select(StatusList.number).order_by(StatusList.number)).all()


def positions_on_hold(session: Session, list_number: int) -> Sequence[int]:
    query = select(StatusEntry.position).where(
        StatusEntry.list_number == list_number,
        StatusEntry.suspended_at.is_not(None),
        StatusEntry.revoked_at.is_(None),
    )
    return session.scalars(query.order_by(StatusEntry.position)).all()


def positions_not_accepted(session: Session, list_number: int) -> Sequence[int]:
    """Return the places of what is withdrawn or on hold."""
    query = select(StatusEntry.position).where(
        StatusEntry.list_number == list_number,
        or_(StatusEntry.revoked_at.is_not(None), StatusEntry.suspended_at.is_not(None)),
    )
    return session.scalars(query.order_by(StatusEntry.position)).all()
