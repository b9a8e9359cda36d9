from dataclasses import replace

from sqlalchemy import func, select

from cpd.letters import service
from cpd.letters.models import Letter
from cpd.letters.rules import Draft, Phase

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
