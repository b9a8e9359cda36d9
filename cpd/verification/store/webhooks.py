"""Finds addresses of bodies, what is to be told to them, and what they want to hear of."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CursorResult, Update, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from cpd.certificates.models import Certificate
from cpd.db import insert_into
from cpd.people.models import Membership
from cpd.people.rules import Role
from cpd.verification.models import WatchedCertificate, Webhook, WebhookDelivery
from cpd.verification.rules.webhooks import SECRET_PREFIX

IS_OPEN = and_(WebhookDelivery.delivered_at.is_(None), WebhookDelivery.given_up_at.is_(None))
MEMBERS = (Role.TRAINEE, Role.PRACTITIONER)


def of(session: Session, organisations: Collection[UUID]) -> Sequence[Webhook]:
    query = select(Webhook).where(
        Webhook.organisation_id.in_(organisations), Webhook.removed_at.is_(None)
    )
    return session.scalars(query.order_by(Webhook.created_at, Webhook.id)).all()


def one_of(session: Session, organisations: Collection[UUID], webhook_id: UUID) -> Webhook | None:
    query = select(Webhook).where(
        Webhook.id == webhook_id,
        Webhook.organisation_id.in_(organisations),
        Webhook.removed_at.is_(None),
    )
    return session.scalar(query)


def left_open(session: Session) -> Sequence[Webhook]:
    """Return the addresses whose secret lies there as it is, removed ones too."""
    return session.scalars(select(Webhook).where(Webhook.secret.startswith(SECRET_PREFIX))).all()


def secrets(session: Session) -> Sequence[tuple[UUID, str]]:
    """Return each address in use with its secret as it is kept."""
    query = select(Webhook.id, Webhook.secret).where(Webhook.removed_at.is_(None))
    return [(row[0], row[1]) for row in session.execute(query.order_by(Webhook.id))]


def that_hear_of(session: Session, certificate: Certificate) -> Sequence[UUID]:
    """Return the addresses of who watches a certificate, or of whose member its holder is."""
    watchers = select(WatchedCertificate.organisation_id).where(
        WatchedCertificate.certificate_id == certificate.id
    )
    bodies = select(Membership.organisation_id).where(
        Membership.person_id == certificate.person_id,
        Membership.role.in_(MEMBERS),
        Membership.ended_on.is_(None),
    )
    theirs = or_(
        Webhook.organisation_id.in_(watchers),
        and_(Webhook.of_members.is_(True), Webhook.organisation_id.in_(bodies)),
    )
    return session.scalars(select(Webhook.id).where(theirs, Webhook.removed_at.is_(None))).all()


def queue(session: Session, webhook_id: UUID, event_id: str, body: str, at: datetime) -> None:
    """Put a message into the queue, unless this one is there already."""
    values = {
        "id": uuid4(),
        "webhook_id": webhook_id,
        "event_id": event_id,
        "body": body,
        "queued_at": at,
        "tries": 0,
        "next_try_at": at,
    }
    insert = insert_into(session, WebhookDelivery).values(**values)
    session.execute(insert.on_conflict_do_nothing(index_elements=["webhook_id", "event_id"]))


def claim(
    session: Session, at: datetime, until: datetime, but: Collection[UUID]
) -> tuple[WebhookDelivery, Webhook] | None:
    """Take the oldest message that is due, for an address that is not in hand already."""
    free = or_(WebhookDelivery.claimed_until.is_(None), WebhookDelivery.claimed_until <= at)
    oldest = (
        select(WebhookDelivery.id)
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .where(IS_OPEN, free, WebhookDelivery.next_try_at <= at, Webhook.removed_at.is_(None),
               Webhook.id.not_in(but))
        .order_by(WebhookDelivery.next_try_at, WebhookDelivery.queued_at, WebhookDelivery.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=WebhookDelivery)
    )  # fmt: skip
    taken = session.scalar(
        update(WebhookDelivery)
        .where(WebhookDelivery.id == oldest.scalar_subquery(), IS_OPEN, free)
        .values(claimed_until=until, tries=WebhookDelivery.tries + 1)
        .returning(WebhookDelivery)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    if taken is None:
        return None
    return taken, session.get_one(Webhook, taken.webhook_id)


def close_try(session: Session, delivery_id: UUID, tries: int, values: dict[str, Any]) -> bool:
    """Write down how a try ended, unless somebody else has taken it up since."""
    mine = (WebhookDelivery.id == delivery_id, WebhookDelivery.tries == tries, IS_OPEN)
    return changed(
        session, update(WebhookDelivery).where(*mine).values(claimed_until=None, **values)
    )


def note_health(session: Session, webhook_id: UUID, failing_since: datetime | None) -> None:
    """Note since when an address does not take what is sent; the first failure counts."""
    change = update(Webhook).where(Webhook.id == webhook_id)
    if failing_since is not None:
        change = change.where(Webhook.failing_since.is_(None))
    session.execute(change.values(failing_since=failing_since))


def deliveries(
    session: Session, webhook_id: UUID, page: int, per_page: int
) -> tuple[Sequence[WebhookDelivery], int]:
    mine = WebhookDelivery.webhook_id == webhook_id
    count = session.scalar(select(func.count()).select_from(WebhookDelivery).where(mine)) or 0
    newest = (WebhookDelivery.queued_at.desc(), WebhookDelivery.id)
    query = select(WebhookDelivery).where(mine).order_by(*newest)
    return session.scalars(query.limit(per_page).offset((page - 1) * per_page)).all(), count


def delivery_of(session: Session, webhook_id: UUID, delivery_id: UUID) -> WebhookDelivery | None:
    query = select(WebhookDelivery).where(
        WebhookDelivery.id == delivery_id, WebhookDelivery.webhook_id == webhook_id
    )
    return session.scalar(query.with_for_update())


def forget_ended_before(session: Session, instant: datetime) -> int:
    """Delete messages that were taken, or given up, before this; return how many."""
    ended = or_(WebhookDelivery.delivered_at < instant, WebhookDelivery.given_up_at < instant)
    gone = session.execute(delete(WebhookDelivery).where(ended))
    return gone.rowcount if isinstance(gone, CursorResult) else 0


def waiting(session: Session, webhook_ids: Collection[UUID]) -> dict[UUID, int]:
    """Count what waits to be taken at each address."""
    query = (
        select(WebhookDelivery.webhook_id, func.count())
        .where(WebhookDelivery.webhook_id.in_(webhook_ids), IS_OPEN)
        .group_by(WebhookDelivery.webhook_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def watch(session: Session, organisation_id: UUID, ids: Collection[UUID], at: datetime) -> None:
    """Remember that a body wants to hear of these. Twice is once."""
    if not ids:
        return
    rows = [{"organisation_id": organisation_id, "certificate_id": one, "since": at} for one in ids]
    insert = insert_into(session, WatchedCertificate)
    session.execute(insert.on_conflict_do_nothing(), rows)


def unwatch(session: Session, organisations: Collection[UUID], serial: str) -> bool:
    """Hear no more of a certificate; False if none of these organisations did."""
    named = select(Certificate.id).where(Certificate.serial == serial).scalar_subquery()
    gone = session.execute(
        delete(WatchedCertificate).where(
            WatchedCertificate.organisation_id.in_(organisations),
            WatchedCertificate.certificate_id == named,
        )
    )
    return isinstance(gone, CursorResult) and gone.rowcount > 0


def watched(
    session: Session, organisations: Collection[UUID], page: int, per_page: int
) -> tuple[Sequence[tuple[WatchedCertificate, Certificate]], int]:
    mine = WatchedCertificate.organisation_id.in_(organisations)
    count = session.scalar(select(func.count()).select_from(WatchedCertificate).where(mine)) or 0
    query = (
        select(WatchedCertificate, Certificate)
        .join(Certificate, Certificate.id == WatchedCertificate.certificate_id)
        .where(mine)
        .order_by(WatchedCertificate.since.desc(), Certificate.serial)
    )
    rows = session.execute(query.limit(per_page).offset((page - 1) * per_page))
    return [(row[0], row[1]) for row in rows], count


def certificate(session: Session, certificate_id: UUID) -> Certificate:
    return session.get_one(Certificate, certificate_id)


def changed(session: Session, statement: Update) -> bool:
    done = session.execute(statement.execution_options(synchronize_session=False))
    return isinstance(done, CursorResult) and done.rowcount == 1
