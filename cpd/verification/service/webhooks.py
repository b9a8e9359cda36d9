"""The addresses at which bodies hear of a change: added, tried, removed; and what is queued."""

import json
import secrets
from uuid import UUID, uuid4

from cpd.certificates.models import Certificate
from cpd.certificates.rules.validity import issuer_day
from cpd.certificates.service import (
    CertificateErased,
    CertificateReinstated,
    CertificateReplaced,
    CertificateSuspended,
    CertificateWithdrawn,
)
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.people.rules import Role
from cpd.verification.lockbox import Lockbox
from cpd.verification.models import Webhook, WebhookDelivery
from cpd.verification.rules.webhooks import (
    SECRET_BYTES,
    STATUS_CHANGED,
    TEST,
    Wanted,
    refuse_inward,
    secret_from,
    target_of,
)
from cpd.verification.sending import Resolver, resolved
from cpd.verification.service.api_events import WebhookAdded, WebhookRemoved
from cpd.verification.service.api_keys import mine
from cpd.verification.store import webhooks as store
from cpd.web.access import Me
from cpd.work import Work

MOST_WEBHOOKS = 10


def refuse_address(url: str, *, local_too: bool, resolve: Resolver = resolved) -> None:
    """Refuse an address that nothing would be sent to. Asks the name service."""
    target = target_of(url, local_too=local_too)
    refuse_inward(target, resolve(target.host, target.port), local_too=local_too)


def add(work: Work, me: Me, wanted: Wanted, lockbox: Lockbox) -> tuple[Webhook, str]:
    """Keep an address that `refuse_address` let pass; return it and its secret, this one time."""
    organisation = wanted.organisation_id
    mine(me, organisation)
    there = store.of(work.session, {organisation})
    if len(there) >= MOST_WEBHOOKS:
        raise RuleError(f"An organisation has at most {MOST_WEBHOOKS} addresses. Remove one first.")
    if any(one.url == wanted.url for one in there):
        raise RuleError("This address is there already.")
    secret = secret_from(secrets.token_bytes(SECRET_BYTES))
    webhook_id = uuid4()
    row = Webhook(
        id=webhook_id,
        organisation_id=organisation,
        url=wanted.url,
        secret=lockbox.locked(secret, webhook_id),
        of_members=wanted.of_members,
        created_by=me.id,
        created_at=work.at,
    )
    work.session.add(row)
    work.session.flush()
    work.announce(
        WebhookAdded(webhook=row.id, organisation=organisation, of_members=row.of_members)
    )
    return row, secret


def remove(work: Work, me: Me, webhook_id: UUID) -> Webhook:
    """Send nothing there any more, not even what waits, and forget the secret."""
    webhook = held(work, me, webhook_id)
    webhook.removed_at, webhook.secret = work.at, ""
    work.announce(WebhookRemoved(webhook=webhook.id, organisation=webhook.organisation_id))
    return webhook


def lock_up(work: Work, lockbox: Lockbox) -> None:
    """Lock what an older release left open, and forget what nobody needs."""
    for webhook in store.left_open(work.session):
        is_gone = webhook.removed_at is not None
        webhook.secret = "" if is_gone else lockbox.locked(webhook.secret, webhook.id)


def held(work: Work, me: Me, webhook_id: UUID) -> Webhook:
    webhook = store.one_of(work.session, me.organisations(Role.ASSESSOR), webhook_id)
    if webhook is None:
        raise NotFoundError("There is no such address among yours.")
    return webhook


def send_test(work: Work, me: Me, webhook_id: UUID) -> None:
    """Queue a message that says nothing but that it is a test."""
    webhook = held(work, me, webhook_id)
    body = message(TEST, work, {"about": "This is a test. No certificate has changed."})
    store.queue(work.session, webhook.id, message_id(), body, work.at)


def send_again(work: Work, me: Me, webhook_id: UUID, delivery_id: UUID) -> WebhookDelivery:
    """Queue a message once more, with its old id: who has it already can tell."""
    webhook = held(work, me, webhook_id)
    delivery = store.delivery_of(work.session, webhook.id, delivery_id)
    if delivery is None:
        raise NotFoundError("There is no such message.")
    if delivery.delivered_at is None and delivery.given_up_at is None:
        delivery.next_try_at = work.at
        return delivery
    delivery.delivered_at = delivery.given_up_at = delivery.claimed_until = None
    delivery.queued_at = delivery.next_try_at = work.at
    delivery.tries = 0
    return delivery


def stop_watching(work: Work, me: Me, serial: str) -> None:
    if not store.unwatch(work.session, me.organisations(Role.ASSESSOR), serial):
        raise NotFoundError("This certificate is not watched.")


Change = (
    CertificateWithdrawn
    | CertificateReplaced
    | CertificateSuspended
    | CertificateReinstated
    | CertificateErased
)


def tell_of(work: Work, change: Change) -> None:
    """Queue, in the transaction of the change, what the bodies hear that want to hear of it."""
    certificate = store.certificate(work.session, change.certificate)
    hearers = store.that_hear_of(work.session, certificate)
    if not hearers:
        return
    body = message(STATUS_CHANGED, work, said_of(work, certificate))
    event = message_id()
    for webhook_id in hearers:
        store.queue(work.session, webhook_id, event, body, work.at)


def said_of(work: Work, certificate: Certificate) -> dict[str, str]:
    """Return what a message says: which certificate and how it stands. Never whose it is."""
    return {
        "serial": certificate.serial,
        "path": f"/v/{certificate.token}",
        "verdict": certificate.validity.verdict(issuer_day(work.at)).value,
        "at": instant(work),
    }


def message(kind: str, work: Work, data: dict[str, str]) -> str:
    whole = {"type": kind, "timestamp": instant(work), "data": data}
    return json.dumps(whole, ensure_ascii=True, separators=(",", ":"))


def instant(work: Work) -> str:
    return work.at.strftime("%Y-%m-%dT%H:%M:%SZ")


def message_id() -> str:
    return f"msg_{uuid4().hex}"
