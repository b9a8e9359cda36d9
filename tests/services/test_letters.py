from dataclasses import replace

from sqlalchemy import func, select

from cpd.letters import service, store
from cpd.letters.models import Letter
from cpd.letters.rules import Draft, Phase
from tests.factories.letters import a_letter

DRAFT = Draft(
    key="hello:1",
    person_id=None,
    recipient="ann@example.org",
    subject="Hello",
    text="Hello, Ann.",
    html="<p>Hello, Ann.</p>",
)


def test_a_letter_is_due_from_the_moment_it_is_queued(work):
    letter = service.queue(work, DRAFT)
    assert (letter.phase, letter.queued_at, letter.next_try_at) == (Phase.DUE, work.at, work.at)
    assert letter.text == "Hello, Ann."


def test_queueing_twice_gives_the_first_letter(work):
    first = service.queue(work, DRAFT)
    again = service.queue(work, replace(DRAFT, subject="Another", text="Another"))
    assert again.id == first.id
    assert again.subject == "Hello"
    assert work.session.scalar(select(func.count()).select_from(Letter)) == 1


def test_everything_that_waits_can_be_dropped_and_what_was_sent_stays(work, session):
    waiting = a_letter(session, is_secret=True)
    sent = a_letter(session, phase=Phase.SENT)
    assert service.drop_waiting(work) == 1
    session.expire_all()
    assert (waiting.phase, waiting.text) == (Phase.DROPPED, "")
    assert (sent.phase, sent.text) == (Phase.SENT, "Words.")


def test_the_tally_adds_up(session):
    assert store.tally(session).adds_up
    for phase in (Phase.DUE, Phase.DUE, Phase.UNKNOWN):
        a_letter(session, phase=phase)
    tally = store.tally(session)
    assert (tally.queued, tally.waiting, tally.by_phase[Phase.UNKNOWN]) == (3, 2, 1)
    assert tally.adds_up
