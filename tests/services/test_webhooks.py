import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from cpd.certificates.rules.validity import ReasonClass
from cpd.certificates.service import (
    CertificateErased,
    CertificateReinstated,
    CertificateReplaced,
    CertificateSuspended,
    CertificateWithdrawn,
)
from cpd.followers import FOLLOWERS
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.people.rules import Role
from cpd.verification.lockbox import Lockbox
from cpd.verification.models import Webhook, WebhookDelivery
from cpd.verification.rules.webhooks import Wanted, signature
from cpd.verification.service import webhook_deliveries, webhooks
from cpd.verification.service.webhook_deliveries import Office
from cpd.work import Work, transaction
from tests.conftest import TODAY
from tests.factories.bodies import (
    SECRET,
    SITE_KEY,
    a_body,
    a_member,
    a_webhook,
    an_assessor,
    watch,
)
from tests.factories.certificates import a_certificate
from tests.hook_servers import a_hook_server

LOCKBOX = Lockbox(SITE_KEY)
OFFICE = Office(local_too=True, user_agent="cpd test", lockbox=LOCKBOX, timeout=2)


@pytest.fixture
def body(session):
    return a_body(session)


@pytest.fixture
def begin(session, clock):
    @contextmanager
    def begun():
        with transaction(Work(session, "job:deliver-webhooks", clock.now(), FOLLOWERS)) as work:
            yield work

    return begun


def deliver(begin, office=OFFICE) -> int:
    return webhook_deliveries.deliver(begin, office, lambda: True)


def withdrawn(work, certificate):
    """Withdraw a certificate; of all that follows, only messages to bodies."""
    certificate.withdrawn_at, certificate.reason_class = work.at, ReasonClass.CONDUCT
    work.session.flush()
    replace(work, followers={CertificateWithdrawn: (webhooks.tell_of,)}).announce(
        CertificateWithdrawn(
            certificate=certificate.id,
            serial=certificate.serial,
            reason_class=ReasonClass.CONDUCT,
        )
    )
    work.session.commit()


def queued(session) -> list[WebhookDelivery]:
    session.expire_all()
    return list(session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.queued_at)))


def a_watched_change(work, session, body, url="https://body.example/hooks"):
    certificate = a_certificate(session)
    webhook = a_webhook(session, body, url)
    watch(session, body, certificate)
    withdrawn(work, certificate)
    return certificate, webhook


# --- who hears of what


def test_a_change_of_a_watched_certificate_is_queued_without_a_name(work, session, body):
    certificate, _ = a_watched_change(work, session, body)
    (message,) = queued(session)
    assert json.loads(message.body) == {
        "type": "certificate.status_changed",
        "timestamp": "2026-03-02T09:00:00Z",
        "data": {
            "serial": certificate.serial,
            "path": f"/v/{certificate.token}",
            "verdict": "withdrawn",
            "at": "2026-03-02T09:00:00Z",
        },
    }


@pytest.mark.parametrize(
    "change",
    [
        lambda one: CertificateWithdrawn(certificate=one.id, serial=one.serial,
                                         reason_class=ReasonClass.CONDUCT),
        lambda one: CertificateReplaced(certificate=one.id, serial=one.serial, by_serial="X"),
        lambda one: CertificateSuspended(certificate=one.id, serial=one.serial),
        lambda one: CertificateReinstated(certificate=one.id, serial=one.serial),
        lambda one: CertificateErased(certificate=one.id, serial=one.serial),
    ],
    ids=["withdrawn", "replaced", "suspended", "reinstated", "erased"],
)  # fmt: skip
def test_every_change_of_status_is_told(session, work, body, change):
    certificate = a_certificate(session)
    a_webhook(session, body)
    watch(session, body, certificate)
    follower = replace(work, followers={type(change(certificate)): (webhooks.tell_of,)})
    follower.announce(change(certificate))
    assert len(queued(session)) == 1
    assert webhooks.tell_of in FOLLOWERS[type(change(certificate))]


def test_nobody_hears_of_what_they_neither_watch_nor_share(work, session, body):
    a_webhook(session, body)
    other = a_body(session)
    a_webhook(session, other, of_members=True)
    withdrawn(work, a_certificate(session))
    assert queued(session) == []


def test_a_body_hears_of_its_members_only_where_it_asked_to(work, session, body):
    certificate = a_certificate(session, person=a_member(session, body))
    a_webhook(session, body, "https://body.example/watched")
    wanted = a_webhook(session, body, "https://body.example/members", of_members=True)
    withdrawn(work, certificate)
    assert [one.webhook_id for one in queued(session)] == [wanted.id]


def test_what_fails_with_the_change_tells_nobody(work, session, body):
    certificate = a_certificate(session)
    a_webhook(session, body)
    watch(session, body, certificate)
    work.session.begin_nested()
    certificate.withdrawn_at, certificate.reason_class = work.at, ReasonClass.CONDUCT
    webhooks.tell_of(
        work,
        CertificateWithdrawn(
            certificate=certificate.id, serial=certificate.serial, reason_class=ReasonClass.CONDUCT
        ),
    )
    work.session.rollback()
    assert queued(session) == []


# --- how it is handed in, to a server of its own


def is_signed(came) -> bool:
    _, head, text = came
    head = {name.lower(): value for name, value in head.items()}
    signed = signature(SECRET, head["webhook-id"], int(head["webhook-timestamp"]), text)
    return head["webhook-signature"] == signed


def test_a_message_arrives_once_signed_and_is_not_sent_again(work, session, body, begin):
    with a_hook_server() as hooks:
        a_watched_change(work, session, body, hooks.url)
        assert [deliver(begin), deliver(begin)] == [1, 0]
    ((path, head, text),) = hooks.came
    assert path == "/hooks"
    assert is_signed((path, head, text))
    (message,) = queued(session)
    assert (message.delivered_at, message.last_answer) == (TODAY, "204 No Content")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param(500, "500 Internal Server Error", id="a fault of theirs"),
        pytest.param(302, "redirects are not followed", id="a redirect"),
        pytest.param("slow", "no answer within", id="too slow"),
        pytest.param("drip", "no answer within", id="a byte now and then"),
        pytest.param("broken", "not HTTP", id="no HTTP"),
    ],
)
def test_what_is_not_taken_is_tried_again_later(work, session, body, begin, clock, answer, words):
    with a_hook_server(answer) as hooks:
        _, webhook = a_watched_change(work, session, body, hooks.url)
        assert [deliver(begin), deliver(begin)] == [1, 0]
        (message,) = queued(session)
        assert words in message.last_answer
        assert message.delivered_at is None
        assert session.get(Webhook, webhook.id).failing_since == TODAY
        clock.instant = TODAY + timedelta(seconds=6)
        assert deliver(begin) == 1
    assert [path for path, *_ in hooks.came] == ["/hooks", "/hooks"]
    ids = {name.lower(): value for _, head, _ in hooks.came for name, value in head.items()}
    assert queued(session)[0].event_id == ids["webhook-id"]
    assert queued(session)[0].delivered_at == clock.instant
    assert session.get(Webhook, webhook.id).failing_since is None


def test_where_nobody_listens_it_is_given_up_after_three_days(work, session, body, begin, clock):
    with a_hook_server() as hooks:
        url = hooks.url
    a_watched_change(work, session, body, url)
    tries = 0
    for _ in range(60):
        tries += deliver(begin)
        (message,) = queued(session)
        if message.given_up_at:
            break
        clock.instant = message.next_try_at
    assert message.given_up_at - TODAY == timedelta(days=3)
    assert 8 < tries < 30
    assert message.last_answer == "nobody listens at that address"
    clock.instant += timedelta(days=1)
    assert deliver(begin) == 0


def test_one_address_that_fails_holds_up_no_other(work, session, body, begin):
    certificates = [a_certificate(session) for _ in range(3)]
    with a_hook_server("slow", "slow", "slow") as bad, a_hook_server() as good:
        for url in (bad.url, good.url):
            a_webhook(session, body, url)
        for one in certificates:
            watch(session, body, one)
            withdrawn(work, one)
        deliver(begin)
    assert (len(good.came), len(bad.came)) == (3, 1)


def test_a_name_that_leads_inside_by_now_gets_nothing(work, session, body, begin):
    """The address was public when it was added; what it means is asked anew each time."""
    asked = []

    def inward(host, port):
        asked.append(host)
        return ["8.8.8.8", "10.0.0.7"]

    a_watched_change(work, session, body, "https://body.example/hooks")
    deliver(begin, replace(OFFICE, local_too=False, resolve=inward))
    assert asked == ["body.example"]
    assert "not an address of the public internet" in queued(session)[0].last_answer


def test_a_plain_or_local_address_gets_nothing_on_a_real_site(work, session, body, begin):
    with a_hook_server() as hooks:
        a_watched_change(work, session, body, hooks.url)
        deliver(begin, replace(OFFICE, local_too=False))
    assert hooks.came == []


def test_what_a_dead_worker_left_is_taken_up(work, session, body, begin, clock):
    with a_hook_server() as hooks:
        a_watched_change(work, session, body, hooks.url)
        webhook_deliveries.take(begin, set())
        assert deliver(begin) == 0
        clock.instant = TODAY + webhook_deliveries.LEASE
        assert deliver(begin) == 1
    assert len(hooks.came) == 1


def test_messages_are_kept_for_a_month_after_they_were_taken(work, session, body, begin, clock):
    with a_hook_server() as hooks:
        a_watched_change(work, session, body, hooks.url)
        deliver(begin)
    for days, left in ((29, 1), (31, 0)):
        webhook_deliveries.clear(replace(work, at=TODAY + timedelta(days=days)))
        assert len(queued(session)) == left


def test_two_workers_never_take_the_same(work, session, body, begin):
    a_watched_change(work, session, body)
    assert [len(webhook_deliveries.take(begin, set())) for _ in range(2)] == [1, 0]


# --- what assessors do


class Assessor:
    def __init__(self, person, body):
        self.id, self.where = person.id, body.id

    def organisations(self, *roles):
        return frozenset({self.where}) if Role.ASSESSOR in roles else frozenset()


@pytest.fixture
def me(session, body):
    return Assessor(an_assessor(session, body), body)


def test_an_address_is_there_once_and_its_secret_its_own(work, me, body):
    one, other = (
        Wanted(body.id, f"https://{name}.example/", of_members=False) for name in ("a", "b")
    )
    _, first = webhooks.add(work, me, one, LOCKBOX)
    _, second = webhooks.add(work, me, other, LOCKBOX)
    assert first != second
    with pytest.raises(RuleError, match="already"):
        webhooks.add(work, me, replace(one, of_members=True), LOCKBOX)


def test_an_address_of_another_body_is_not_there(work, session, me):
    theirs = a_webhook(session, a_body(session))
    for act in (webhooks.remove, webhooks.send_test):
        with pytest.raises(NotFoundError):
            act(work, me, theirs.id)


def test_to_a_removed_address_nothing_goes_not_even_what_waits(work, session, me, body, begin):
    with a_hook_server() as hooks:
        _, webhook = a_watched_change(work, session, body, hooks.url)
        webhooks.remove(work, me, webhook.id)
        session.commit()
        assert deliver(begin) == 0
    assert hooks.came == []


def test_a_message_can_be_sent_again_with_its_old_id(work, session, me, body, begin):
    with a_hook_server() as hooks:
        _, webhook = a_watched_change(work, session, body, hooks.url)
        deliver(begin)
        webhooks.send_again(work, me, webhook.id, queued(session)[0].id)
        session.commit()
        assert deliver(begin) == 1
    ids = [head.get("webhook-id") or head.get("Webhook-Id") for _, head, _ in hooks.came]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_a_test_says_that_it_is_one(work, session, me, body, begin):
    with a_hook_server() as hooks:
        webhook = a_webhook(session, body, hooks.url)
        webhooks.send_test(work, me, webhook.id)
        session.commit()
        deliver(begin)
    assert json.loads(hooks.came[0][2])["type"] == "webhook.test"


# --- how secrets are kept


def test_a_secret_stands_nowhere_in_the_database(work, session, me, body):
    wanted = Wanted(body.id, "https://a.example/", of_members=False)
    webhook, secret = webhooks.add(work, me, wanted, LOCKBOX)
    kept = session.scalar(select(Webhook.secret).where(Webhook.id == webhook.id))
    assert secret.removeprefix("whsec_") not in kept
    assert len(kept) <= 200
    assert LOCKBOX.opened(kept, webhook.id) == secret


def test_a_secret_of_an_older_release_still_signs_and_is_locked(work, session, me, body, begin):
    with a_hook_server() as hooks:
        _, webhook = a_watched_change(work, session, body, hooks.url)
        gone = a_webhook(session, body, secret=SECRET, removed_at=TODAY)
        webhook.secret = SECRET
        session.commit()
        deliver(begin)
        session.expire_all()
        assert (webhook.secret[:6], gone.secret) == ("gAAAAA", "")
        webhooks.send_test(work, me, webhook.id)
        session.commit()
        deliver(begin)
    assert [is_signed(one) for one in hooks.came] == [True, True]


def test_after_the_site_s_key_was_changed_the_address_says_so_and_nothing_breaks(
    work, session, body, begin, clock
):
    with a_hook_server() as hooks:
        a_watched_change(work, session, body, hooks.url)
        deliver(begin, replace(OFFICE, lockbox=Lockbox("another key")))
        assert hooks.came == []
        assert "the key of this site was changed" in queued(session)[0].last_answer
        clock.instant = queued(session)[0].next_try_at
        deliver(begin)  # the old key was put back
    assert len(hooks.came) == 1


def test_a_removed_address_keeps_no_secret(work, session, me, body):
    webhook = a_webhook(session, body)
    webhooks.remove(work, me, webhook.id)
    session.flush()
    assert session.scalar(select(Webhook.secret).where(Webhook.id == webhook.id)) == ""
