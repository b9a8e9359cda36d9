"""Hands in what is queued for bodies: at once where it can, for three days where it cannot."""

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from cpd.kernel.errors import RuleError
from cpd.settings import Settings
from cpd.verification.lockbox import Lockbox
from cpd.verification.rules.webhooks import next_try_at, signature
from cpd.verification.sending import TIMEOUT, Resolver, Sent, post, resolved
from cpd.verification.service.webhooks import lock_up
from cpd.verification.store import webhooks as store
from cpd.work import Work

JOB = "deliver-webhooks"
AT_ONCE = 8
LEASE = timedelta(minutes=2)
KEPT_FOR = timedelta(days=30)
LONGEST_RUN = timedelta(seconds=25)
log = logging.getLogger(__name__)

Begin = Callable[[], AbstractContextManager[Work]]


@dataclass(frozen=True)
class Claim:
    """A message in our hands, apart from any transaction."""

    delivery_id: UUID
    webhook_id: UUID
    url: str
    kept_secret: str
    event_id: str
    body: str
    tries: int
    queued_at: datetime
    at: datetime


@dataclass(frozen=True)
class Office:
    """How messages leave: by which names, signed with what, and, for a demonstration, to here."""

    local_too: bool
    user_agent: str
    lockbox: Lockbox
    resolve: Resolver = resolved
    timeout: float = TIMEOUT


def office_of(settings: Settings) -> Office:
    return Office(
        local_too=settings.demo or settings.testing,
        user_agent=f"cpd ({settings.host})",
        lockbox=Lockbox(settings.secret_key),
    )


def deliver(begin: Begin, office: Office, goes_on: Callable[[], bool]) -> int:
    """Hand in what is due, a few at a time and one for each address, and return how many.

    An address that fails is left alone for the rest of the run.
    """
    with begin() as work:
        lock_up(work, office.lockbox)
    tried, began_at, failing = 0, None, set[UUID]()
    while goes_on():
        claims = take(begin, failing)
        if not claims:
            break
        began_at = began_at or claims[0].at
        for claim, sent in zip(claims, hand_in(claims, office), strict=True):
            close(begin, claim, sent)
            if not sent.taken:
                failing.add(claim.webhook_id)
        tried += len(claims)
        if claims[0].at - began_at > LONGEST_RUN:
            break
    return tried


def clear(work: Work) -> int:
    """Delete what was taken or given up a month ago: which certificate it told of is nobody's."""
    return store.forget_ended_before(work.session, work.at - KEPT_FOR)


def take(begin: Begin, failing: set[UUID]) -> list[Claim]:
    claims: list[Claim] = []
    while len(claims) < AT_ONCE:
        with begin() as work:
            busy = failing | {one.webhook_id for one in claims}
            found = store.claim(work.session, work.at, work.at + LEASE, busy)
            if found is None:
                break
            delivery, webhook = found
            claims.append(
                Claim(
                    delivery_id=delivery.id,
                    webhook_id=webhook.id,
                    url=webhook.url,
                    kept_secret=webhook.secret,
                    event_id=delivery.event_id,
                    body=delivery.body,
                    tries=delivery.tries,
                    queued_at=delivery.queued_at,
                    at=work.at,
                )
            )
    return claims


def hand_in(claims: list[Claim], office: Office) -> list[Sent]:
    """Send these side by side; nobody's slowness is waited for longer than anybody's."""
    ends: dict[int, Sent] = {}

    def send(place: int, claim: Claim) -> None:
        ends[place] = sent(claim, office)

    threads = [
        threading.Thread(target=partial(send, n, claim), daemon=True)
        for n, claim in enumerate(claims)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join(office.timeout + 2)
    late = Sent(taken=False, answer=f"no answer within {office.timeout:g} seconds")
    return [ends.get(place, late) for place in range(len(claims))]


def sent(claim: Claim, office: Office) -> Sent:
    at = int(claim.at.timestamp())
    try:
        secret = office.lockbox.opened(claim.kept_secret, claim.webhook_id)
    except RuleError as error:
        return Sent(taken=False, answer=str(error))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": office.user_agent,
        "webhook-id": claim.event_id,
        "webhook-timestamp": str(at),
        "webhook-signature": signature(secret, claim.event_id, at, claim.body),
    }
    try:
        return post(
            claim.url,
            claim.body,
            headers,
            local_too=office.local_too,
            resolve=office.resolve,
            timeout=office.timeout,
        )
    except Exception:  # a fault of ours holds up nobody else's message
        log.exception("message %s cannot be sent", claim.event_id)
        return Sent(taken=False, answer="a fault on our side; it is tried again")


def close(begin: Begin, claim: Claim, end: Sent) -> None:
    """Write down how the try ended: taken, to be tried again, or given up."""
    with begin() as work:
        if end.taken:
            values: dict[str, Any] = {"delivered_at": work.at, "last_answer": end.answer}
        else:
            again = next_try_at(claim.tries, claim.queued_at, work.at)
            values = {"last_answer": end.answer[:300]}
            values |= {"next_try_at": again} if again else {"given_up_at": work.at}
        if store.close_try(work.session, claim.delivery_id, claim.tries, values):
            failing_since = None if end.taken else work.at
            store.note_health(work.session, claim.webhook_id, failing_since)
