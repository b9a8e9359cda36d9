import socket
import ssl
import subprocess
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from cpd.letters import sending, service, store
from cpd.letters.mail import Office
from cpd.letters.models import Letter
from cpd.letters.rules import LEASE, MOST_TRIES, Draft, Ending, InDoubt, Phase
from cpd.work import Work, transaction
from tests.mail_servers import DROP, HANG, LONGEST_SILENCE, a_faulty_server, a_mail_server, only

DRAFT = Draft(
    key="hello:1",
    person_id=None,
    recipient="ann@example.org",
    subject="Grüße aus Tartu",
    text="Hello, Õnne.\n.\nA line with a dot stood above.\n" + "long " * 300 + "\n",
    html="<p>Hello, Õnne.</p>",
)


def an_office(port, **given):
    usual = {
        "host": "127.0.0.1",
        "port": port,
        "our_name": "cpd.example",
        "sender": "CPD <cpd@cpd.example>",
        "patience": timedelta(seconds=60),
        "longest": timedelta(seconds=120),
    }
    return Office(**(usual | given))


@pytest.fixture
def begin(session, clock):
    @contextmanager
    def begun():
        with transaction(Work(session, "job:send-letters", clock.now(), {})) as work:
            yield work

    return begun


def queued(begin, **given):
    with begin() as work:
        return service.queue(work, replace(DRAFT, **given)).id


def letter(session, letter_id):
    session.expire_all()
    return session.get(Letter, letter_id)


def drained(begin, office, **given):
    return sending.drain(begin, office, sending.Batch(**given))


def test_a_letter_arrives_whole_in_both_forms(begin, session):
    letter_id = queued(begin)
    with a_mail_server() as server:
        assert drained(begin, an_office(server.port)) == 1
    [envelope] = server.messages
    message = message_from_bytes(envelope.content, policy=default)
    assert envelope.rcpt_tos == ["ann@example.org"]
    assert envelope.mail_from == "cpd@cpd.example"
    assert message["Subject"] == "Grüße aus Tartu"
    assert message["Message-ID"] == f"<letter-{letter_id}@cpd.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime is not None
    assert message.get_body(("plain",)).get_content().splitlines() == DRAFT.text.splitlines()
    assert message.get_body(("html",)).get_content().strip() == DRAFT.html
    assert max(map(len, envelope.content.splitlines())) <= 998
    sent = letter(session, letter_id)
    assert (sent.phase, sent.tries) == (Phase.SENT, 1)
    assert sent.last_answer == "The mail server answered after the whole letter: 250 taken"
    assert store.tally(session).adds_up


IN_A_HURRY = {"patience": timedelta(seconds=1), "longest": timedelta(seconds=3)}
FAULTS = [
    pytest.param({"connect": "421 too busy"}, (Phase.DUE, Phase.DUE), 0, 0, id="421 at the door"),
    pytest.param({"connect": "554 no"}, (Phase.DUE, Phase.DUE), 0, 0, id="554 at the door"),
    pytest.param({"connect": DROP}, (Phase.DUE, Phase.DUE), 0, 0, id="no banner"),
    pytest.param({"connect": HANG}, (Phase.DUE, Phase.DUE), 0, 0, id="silent at the door"),
    pytest.param({"connect": "drip"}, (Phase.DUE, Phase.DUE), 0, 0, id="a byte at a time"),
    pytest.param({"ehlo": HANG}, (Phase.DUE, Phase.DUE), 0, 0, id="silent at the greeting"),
    pytest.param({"mail": HANG}, (Phase.DUE, Phase.DUE), 1, 0, id="silent at the sender"),
    pytest.param({"mail": "452 full"}, (Phase.DUE, Phase.DUE), 1, 0, id="452 at the sender"),
    pytest.param({"mail": "550 no"}, (Phase.DUE, Phase.DUE), 1, 0, id="550 at the sender"),
    pytest.param({"rcpt": "450 later"}, (Phase.DUE, Phase.DUE), 1, 0, id="450 at the recipient"),
    pytest.param({"rcpt": "452 full"}, (Phase.DUE, Phase.DUE), 1, 0, id="452 at the recipient"),
    pytest.param({"rcpt": "550 who"}, (Phase.REFUSED, Phase.REFUSED), 1, 0, id="550 at recipient"),
    pytest.param({"rcpt": HANG}, (Phase.DUE, Phase.DUE), 1, 0, id="silent at the recipient"),
    pytest.param({"data": "451 later"}, (Phase.DUE, Phase.DUE), 1, 0, id="451 at data"),
    pytest.param({"data": "554 no"}, (Phase.REFUSED, Phase.REFUSED), 1, 0, id="554 at data"),
    pytest.param({"data": HANG}, (Phase.DUE, Phase.DUE), 1, 0, id="silent at data"),
    pytest.param({"data": DROP}, (Phase.DUE, Phase.DUE), 1, 0, id="gone before the dot"),
    pytest.param({"dot": "451 later"}, (Phase.DUE, Phase.DUE), 1, 0, id="451 at the dot"),
    pytest.param({"dot": "554 no"}, (Phase.REFUSED, Phase.REFUSED), 1, 0, id="554 at the dot"),
    pytest.param({"dot": DROP}, (Phase.DUE, Phase.UNKNOWN), 1, 1, id="taken, its answer lost"),
    pytest.param({"dot": HANG}, (Phase.DUE, Phase.UNKNOWN), 1, 1, id="taken, then silent"),
    pytest.param({"dot": "garbage"}, (Phase.DUE, Phase.UNKNOWN), 1, 1, id="taken, then nonsense"),
    pytest.param({"quit": HANG}, (Phase.SENT, Phase.SENT), 1, 1, id="silent at the goodbye"),
]


@pytest.mark.parametrize(("faults", "phases", "tries", "accepted"), FAULTS)
def test_a_fault_ends_in_its_phase(begin, session, faults, phases, tries, accepted):
    ids = [queued(begin, key=policy, in_doubt=policy) for policy in (InDoubt.RESEND, InDoubt.ASK)]
    hurry = IN_A_HURRY if {HANG, "drip"} & set(faults.values()) else {}
    with a_faulty_server(**faults) as server:
        began = time.monotonic()
        for _ in ids:
            sending.send(begin, an_office(server.port, **hurry), sending.take(begin))
        assert time.monotonic() - began < LONGEST_SILENCE
    found = [letter(session, one) for one in ids]
    assert [one.phase for one in found] == list(phases)
    assert [one.tries for one in found] == [tries, tries]
    assert len(server.accepted) == 2 * accepted
    assert all(one.last_answer and one.owner is None for one in found)
    assert store.tally(session).adds_up


def test_a_server_that_is_not_there_costs_no_try_and_ends_the_run(begin, session, clock):
    ids = [queued(begin, key=f"k{n}") for n in range(3)]
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert drained(begin, an_office(port)) == 1
    waiting = [letter(session, one) for one in ids]
    assert {one.phase for one in waiting} == {Phase.DUE}
    assert sum(one.tries for one in waiting) == 0


def test_three_days_without_a_server_expire_nothing(begin, session, clock):
    ids = [queued(begin, key=f"k{n}") for n in range(5)]
    for _ in range(3 * 24):
        clock.instant += timedelta(hours=1)
        with a_faulty_server(connect="421 closed") as server:
            drained(begin, an_office(server.port))
    clock.instant += timedelta(minutes=2)
    with a_mail_server() as server:
        assert drained(begin, an_office(server.port), most=4) == 4
        assert drained(begin, an_office(server.port)) == 1
    assert {letter(session, one).phase for one in ids} == {Phase.SENT}


def test_a_letter_put_off_too_often_is_refused_in_the_end(begin, session, clock):
    letter_id = queued(begin)
    with a_faulty_server(rcpt="450 greylisted") as server:
        for _ in range(MOST_TRIES + 3):
            drained(begin, an_office(server.port))
            clock.instant += timedelta(hours=7)
    assert server.calls == MOST_TRIES
    assert letter(session, letter_id).phase is Phase.REFUSED


def test_a_waiting_letter_is_not_tried_before_its_time(begin, session, clock):
    queued(begin)
    with a_faulty_server(rcpt="450 greylisted") as server:
        assert drained(begin, an_office(server.port)) == 1
        clock.instant += timedelta(seconds=59)
        assert drained(begin, an_office(server.port)) == 0
        clock.instant += timedelta(seconds=1)
        assert drained(begin, an_office(server.port)) == 1


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("who@" + "õ" * 80 + ".example", id="a domain that cannot be"),
        pytest.param("who@", id="no domain"),
    ],
)
def test_one_bad_address_does_not_hold_up_the_others(begin, session, address):
    bad = queued(begin, key="bad", recipient=address)
    good = queued(begin, key="good")
    with a_mail_server() as server:
        drained(begin, an_office(server.port))
    assert letter(session, bad).phase is Phase.REFUSED
    assert letter(session, good).phase is Phase.SENT


def test_no_address_stands_in_the_log(begin, caplog):
    queued(begin)
    with a_faulty_server(rcpt=f"550 {DRAFT.recipient} is not known here") as server:
        drained(begin, an_office(server.port))
    assert "refused, at recipient" in caplog.text
    assert DRAFT.recipient not in caplog.text


def test_an_address_in_another_script_is_sent_where_the_server_takes_it(begin, session):
    letter_id = queued(begin, recipient="õnne@näide.example")
    with a_mail_server(enable_SMTPUTF8=True) as server:
        drained(begin, an_office(server.port))
    assert server.messages[0].rcpt_tos == ["õnne@xn--nide-loa.example"]
    assert letter(session, letter_id).phase is Phase.SENT


def test_an_address_in_another_script_is_refused_in_words_elsewhere(begin, session):
    letter_id = queued(begin, recipient="õnne@example.org")
    with a_faulty_server() as server:
        drained(begin, an_office(server.port))
    refused = letter(session, letter_id)
    assert refused.phase is Phase.REFUSED
    assert "no address in this script" in refused.last_answer


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize(("password", "phase"), [("right", Phase.SENT), ("wrong", Phase.DUE)])
def test_we_sign_in_to_servers_that_ask(begin, session, password, phase):
    letter_id = queued(begin)
    with a_mail_server(**only("cpd", "right")) as server:
        drained(begin, an_office(server.port, user="cpd", password=password))
    assert letter(session, letter_id).phase is phase


@pytest.mark.parametrize(
    ("faults", "phase", "is_forgotten"),
    [
        pytest.param({}, Phase.SENT, True, id="sent"),
        pytest.param({"rcpt": "550 who"}, Phase.REFUSED, True, id="refused"),
        pytest.param({"rcpt": "450 later"}, Phase.DUE, False, id="tried again later"),
        pytest.param({"dot": DROP}, Phase.UNKNOWN, False, id="in doubt"),
    ],
)
def test_a_secret_letter_is_forgotten_once_it_is_settled(
    begin, session, faults, phase, is_forgotten
):
    letter_id = queued(begin, is_secret=True, in_doubt=InDoubt.ASK)
    with a_faulty_server(**faults) as server:
        drained(begin, an_office(server.port))
    found = letter(session, letter_id)
    assert (found.phase, found.is_forgotten) == (phase, is_forgotten)
    assert ((found.text, found.html) == ("", "")) == is_forgotten


def test_two_workers_take_different_letters_oldest_first(begin, clock):
    first = queued(begin, key="1")
    clock.instant += timedelta(seconds=1)
    second = queued(begin, key="2")
    claims = [sending.take(begin) for _ in range(3)]
    assert [claim and claim.words.letter_id for claim in claims] == [first, second, None]
    assert claims[0].owner != claims[1].owner


def test_a_dead_workers_claim_is_given_back_after_its_lease(begin, session, clock):
    letter_id = queued(begin, in_doubt=InDoubt.ASK)
    sending.take(begin)
    with begin() as work:
        assert sending.recover(work) == 0
    clock.instant += LEASE
    with begin() as work:
        assert sending.recover(work) == 1
    assert letter(session, letter_id).phase is Phase.DUE


@pytest.mark.parametrize(
    ("policy", "phase"), [(InDoubt.RESEND, Phase.DUE), (InDoubt.ASK, Phase.UNKNOWN)]
)
def test_a_worker_that_died_at_the_dot_leaves_a_doubt(begin, session, clock, policy, phase):
    letter_id = queued(begin, in_doubt=policy)
    claim = sending.take(begin)
    with begin() as work:
        assert store.hand_over(work.session, letter_id, claim.owner, work.at)
    clock.instant += LEASE
    with begin() as work:
        assert sending.recover(work) == 1
    found = letter(session, letter_id)
    assert found.phase is phase
    assert store.tally(session).adds_up


def test_a_frozen_worker_that_wakes_sends_nothing_it_no_longer_owns(begin, session, clock):
    letter_id = queued(begin)
    frozen = sending.take(begin)
    clock.instant += LEASE + timedelta(seconds=1)
    with begin() as work:
        sending.recover(work)
    with a_mail_server() as server:
        assert drained(begin, an_office(server.port)) == 1
        assert sending.send(begin, an_office(server.port), frozen) is Ending.LOST
    assert len(server.messages) == 1
    assert letter(session, letter_id).phase is Phase.SENT


def test_a_frozen_worker_sends_nothing_after_its_lease_even_if_nobody_else_did(begin, clock):
    queued(begin)
    frozen = sending.take(begin)
    clock.instant += LEASE
    with a_mail_server() as server:
        assert sending.send(begin, an_office(server.port), frozen) is Ending.LOST
    assert server.messages == []


def test_an_answer_that_comes_late_settles_the_doubt(begin, session, clock):
    letter_id = queued(begin, in_doubt=InDoubt.ASK)
    claim = sending.take(begin)

    @contextmanager
    def slow():
        with begin() as work:
            yield work
        clock.instant += LEASE
        with begin() as work:
            sending.recover(work)

    with a_mail_server() as server:
        assert sending.send(slow, an_office(server.port), claim) is Ending.SENT
    assert letter(session, letter_id).phase is Phase.SENT


def test_a_letter_dropped_while_it_was_on_its_way_is_not_handed_over(begin, session):
    letter_id = queued(begin)
    claim = sending.take(begin)
    with begin() as work:
        assert len(service.drop(work, [DRAFT.key])) == 1
    with a_mail_server() as server:
        assert sending.send(begin, an_office(server.port), claim) is Ending.LOST
    assert server.messages == []
    assert letter(session, letter_id).phase is Phase.DROPPED


def test_a_clock_that_went_back_does_not_strand_a_letter(begin, session, clock):
    clock.instant += timedelta(days=400)
    waiting, claimed = queued(begin, key="1"), queued(begin, key="2")
    sending.take(begin)
    clock.instant -= timedelta(days=400)
    with begin() as work:
        assert sending.recover(work) == 2
    assert {letter(session, one).next_try_at for one in (waiting, claimed)} == {clock.now()}


def test_a_stop_is_heard_between_two_letters(begin, session):
    for n in range(3):
        queued(begin, key=f"k{n}")
    with a_mail_server() as server:
        assert drained(begin, an_office(server.port), goes_on=lambda: not server.messages) == 1
    assert store.tally(session).by_phase[Phase.SENT] == 1


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A throw-away certificate for 127.0.0.1, made by the openssl command."""
    folder = tmp_path_factory.mktemp("tls")
    key, proof = folder / "key.pem", folder / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(
        [*command, *subject, "-keyout", key, "-out", proof], check=True, capture_output=True
    )
    return key, proof


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
@pytest.mark.parametrize("is_known", [True, False])
def test_only_a_server_that_proves_its_name_gets_letters(
    begin, session, certificate, scheme, is_known
):
    key, proof = certificate
    here = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    here.load_cert_chain(proof, key)
    trust = ssl.create_default_context(cafile=proof) if is_known else None
    name = "ssl_context" if scheme == "smtps" else "tls_context"
    letter_id = queued(begin)
    with a_mail_server(**{name: here}) as server:
        drained(begin, an_office(server.port, scheme=scheme, trust=trust))
    assert len(server.messages) == is_known
    assert letter(session, letter_id).phase is (Phase.SENT if is_known else Phase.DUE)
