"""Finds the certificates whose holders may be owed a letter."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from cpd.certificates.models import Certificate
from cpd.db import insert_into
from cpd.letters.models import Letter
from cpd.reminders.models import Reminder
from cpd.reminders.rules.ladder import LADDER, window

ONE_DAY = timedelta(days=1)
# A certificate with a corrected name takes over what was sent about the one it replaces.
_ABOUT_IT = or_(
    Reminder.certificate_id == Certificate.id,
    Reminder.certificate_id == Certificate.replaces_id,
)


def candidates(
    session: Session, utc_day: date, *, after: UUID | None, most: int
) -> Sequence[Certificate]:
    """Return certificates for which a step may have come round, with their holders, by id.

    Somewhere it is still yesterday and somewhere tomorrow: rules have the last word on each.
    """
    newer = aliased(Certificate)
    renewed = (
        select(newer.id)
        .where(
            newer.person_id == Certificate.person_id,
            newer.module_key == Certificate.module_key,
            newer.expires_on > Certificate.expires_on,
            newer.issued_at.is_not(None),
            newer.withdrawn_at.is_(None),
            newer.suspended_at.is_(None),
            newer.erased_at.is_(None),
        )
        .exists()
    )
    query = (
        select(Certificate)
        .where(
            Certificate.issued_at.is_not(None),
            Certificate.withdrawn_at.is_(None),
            Certificate.replaced_at.is_(None),
            Certificate.suspended_at.is_(None),
            Certificate.erased_at.is_(None),
            or_(*(_unsent(step, utc_day) for step in LADDER)),
            ~renewed,
        )
        .options(joinedload(Certificate.person))
        .order_by(Certificate.id)
        .limit(most)
    )
    if after is not None:
        query = query.where(Certificate.id > after)
    return session.scalars(query).all()


def _unsent(step: int, utc_day: date) -> ColumnElement[bool]:
    """Say that this step is the latest come round, a day more or less, and was not sent."""
    least, most = window(step)
    sent = select(Reminder.certificate_id).where(_ABOUT_IT, Reminder.days_before == step)
    return and_(
        Certificate.expires_on >= utc_day + timedelta(days=least) - ONE_DAY,
        Certificate.expires_on <= utc_day + timedelta(days=most) + ONE_DAY,
        ~sent.correlate(Certificate).exists(),
    )


def steps_sent(session: Session, certificate_ids: Sequence[UUID]) -> dict[UUID, set[int]]:
    query = (
        select(Certificate.id, Reminder.days_before)
        .join(Reminder, _ABOUT_IT)
        .where(Certificate.id.in_(certificate_ids))
    )
    sent: dict[UUID, set[int]] = {one: set() for one in certificate_ids}
    for certificate_id, days_before in session.execute(query):
        sent[certificate_id].add(days_before)
    return sent


def add_once(
    session: Session, certificate_id: UUID, days_before: int, letter_id: UUID, at: datetime
) -> bool:
    """Note the step as sent; False if it was noted before."""
    insert = insert_into(session, Reminder).values(
        certificate_id=certificate_id, days_before=days_before, letter_id=letter_id, queued_at=at
    )
    added = insert.on_conflict_do_nothing().returning(Reminder.days_before)
    return session.scalar(added) is not None


def forget_steps(session: Session, letter_ids: Collection[UUID]) -> None:
    """Forget that these steps were sent: their letters were dropped before they went out."""
    steps = delete(Reminder).where(Reminder.letter_id.in_(letter_ids))
    session.execute(steps.execution_options(synchronize_session=False))


def of_person(session: Session, certificate_id: UUID) -> Certificate | None:
    """Return a certificate with its holder."""
    query = select(Certificate).where(Certificate.id == certificate_id)
    return session.scalar(query.options(joinedload(Certificate.person)))


def earlier(session: Session, newer: Certificate) -> Sequence[UUID]:
    """Return the holder's other certificates of the module that run out before this one.

    Without a module nothing tells that two are about the same, so none is.
    """
    if newer.module_key is None:
        return []
    query = select(Certificate.id).where(
        Certificate.person_id == newer.person_id,
        Certificate.module_key == newer.module_key,
        Certificate.expires_on < newer.expires_on,
    )
    return session.scalars(query).all()


def keys_about(session: Session, certificate: Certificate) -> Sequence[str]:
    """Return the keys of every letter that was ever written about a certificate."""
    query = select(Letter.key).where(
        Letter.person_id == certificate.person_id,
        Letter.key.like(f"certificate!_%:{certificate.id}%", escape="!"),
    )
    return session.scalars(query).all()
