from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cpd.certificates.models import Certificate
from cpd.db import insert_into
from cpd.documents.models import Paper
from cpd.people.models import Person
from cpd.transfers.models import CalendarEvent, CalendarFeed
from cpd.transfers.rules.calendars import Deadline, Shown

CURRENT = CalendarFeed.revoked_at.is_(None)


def feed(session: Session, person_id: UUID) -> CalendarFeed | None:
    """Return the address somebody has now, if any."""
    return session.scalar(select(CalendarFeed).where(CalendarFeed.person_id == person_id, CURRENT))


def feed_locked(session: Session, person_id: UUID) -> CalendarFeed | None:
    query = select(CalendarFeed).where(CalendarFeed.person_id == person_id, CURRENT)
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def hold(session: Session, person_id: UUID) -> str:
    """Let nobody else change this person's calendar meanwhile; return where they live."""
    query = select(Person.time_zone).where(Person.id == person_id).with_for_update()
    return session.execute(query).scalar_one()


def by_token(session: Session, token_sha256: str) -> CalendarFeed | None:
    query = select(CalendarFeed).where(CalendarFeed.token_sha256 == token_sha256, CURRENT)
    return session.scalar(query)


def stale(session: Session, before: datetime, most: int) -> Sequence[UUID]:
    """Return whose calendars were not refreshed since then, those that wait longest first."""
    query = select(CalendarFeed.person_id).where(CURRENT, CalendarFeed.refreshed_at < before)
    return session.scalars(query.order_by(CalendarFeed.refreshed_at).limit(most)).all()


def events(session: Session, person_id: UUID, since: date) -> Sequence[CalendarEvent]:
    """Return what a calendar shows from that day on, in order."""
    query = select(CalendarEvent).where(
        CalendarEvent.person_id == person_id, CalendarEvent.due_on >= since
    )
    return session.scalars(query.order_by(CalendarEvent.due_on, CalendarEvent.key)).all()


def shown(session: Session, person_id: UUID) -> Mapping[str, Shown]:
    query = select(CalendarEvent).where(CalendarEvent.person_id == person_id)
    return {
        one.key: Shown(
            Deadline(one.key, one.title, one.due_on),
            one.sequence,
            is_cancelled=one.cancelled_at is not None,
        )
        for one in session.scalars(query)
    }


def write(session: Session, person_id: UUID, told: Sequence[Shown], at: datetime) -> None:
    for one in told:
        values: dict[str, Any] = {
            "title": one.deadline.title,
            "due_on": one.deadline.due_on,
            "sequence": one.sequence,
            "changed_at": at,
            "cancelled_at": at if one.is_cancelled else None,
        }
        insert = insert_into(session, CalendarEvent).values(
            person_id=person_id, key=one.deadline.key, **values
        )
        session.execute(
            insert.on_conflict_do_update(index_elements=["person_id", "key"], set_=values)
        )


def papers(session: Session, person_id: UUID) -> Sequence[Any]:
    """Return the papers that run out one day: what they are, and that day."""
    query = select(Paper.id, Paper.document, Paper.title, Paper.last_on).where(
        Paper.person_id == person_id, Paper.withdrawn_at.is_(None), Paper.last_on.is_not(None)
    )
    return session.execute(query).all()


def certificates(session: Session, person_id: UUID) -> Sequence[Any]:
    """Return the certificates that hold: their module, their name, and their last day."""
    query = select(
        Certificate.serial, Certificate.module_key, Certificate.title, Certificate.expires_on
    ).where(
        Certificate.person_id == person_id,
        Certificate.issued_at.is_not(None),
        Certificate.withdrawn_at.is_(None),
        Certificate.replaced_at.is_(None),
        Certificate.suspended_at.is_(None),
        Certificate.erased_at.is_(None),
    )
    return session.execute(query).all()


def blank(session: Session, key: str, title: str, at: datetime) -> None:
    """Cancel a deadline wherever it is shown, and say no more what it was about."""
    shown = update(CalendarEvent).where(CalendarEvent.key == key)
    session.execute(
        shown.values(
            title=title, sequence=CalendarEvent.sequence + 1, changed_at=at, cancelled_at=at
        ).execution_options(synchronize_session=False)
    )
