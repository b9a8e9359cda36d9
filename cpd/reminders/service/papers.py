"""Owes people letters about papers that run out, each step once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from cpd.documents.service import PaperAdded, PaperCorrected, PaperRestored, PaperWithdrawn
from cpd.kernel.clock import local_date
from cpd.kernel.events import Event
from cpd.letters import service as letters
from cpd.reminders.mail.papers import About, paper_expiring
from cpd.reminders.rules.ladder import Queued, step_due
from cpd.reminders.rules.papers import (
    Asked,
    Held,
    asked_by,
    end_of,
    newest,
    spans,
    valid_for_in_words,
)
from cpd.reminders.store import papers as store
from cpd.reminders.store.papers import Candidate, Step
from cpd.standings.service import current, offered
from cpd.standings.service.members import packs_followed_by
from cpd.work import Work, apart

BATCH = 200  # papers in one transaction


@dataclass(frozen=True, kw_only=True)
class PaperReminderQueued(Event):
    kind: ClassVar[str] = "paper.reminder-queued"

    paper: UUID
    days_before: int


@dataclass(frozen=True)
class Known:
    """What is known of a paper's holder: all papers, what bodies ask; and what was sent."""

    papers: Sequence[Held]
    asked: Sequence[Asked]
    sent: set[Step]


def queue_due_papers(work: Work, *, after: UUID | None = None, most: int = BATCH) -> Queued:
    """Owe the reminders that have come round where their holders live, one batch at a time."""
    day = work.at.astimezone(UTC).date()
    asked = {pack_id: asked_by(current(pack_id, day)) for pack_id in offered()}
    wanted = spans((wish for wishes in asked.values() for wish in wishes), day)
    found = store.candidates(work.session, day, wanted, after=after, most=most)
    known = known_of(work, found, asked)
    owed = 0
    for one in found:
        with apart(work, f"reminding of paper {one.paper_id}"):
            owed += remind(work, one, known[one.paper_id])
    return Queued(owed, found[-1].paper_id if len(found) == most else None)


def known_of(
    work: Work, found: Sequence[Candidate], asked: Mapping[str, Sequence[Asked]]
) -> Mapping[UUID, Known]:
    people = {one.person_id for one in found}
    papers = store.held(work.session, people)
    followed = packs_followed_by(work.session, people)
    sent = store.steps_sent(work.session, [one.paper_id for one in found])
    wishes = {
        person: [wish for pack in followed.get(person, ()) for wish in asked.get(pack, ())]
        for person in people
    }
    return {
        one.paper_id: Known(papers[one.person_id], wishes[one.person_id], sent[one.paper_id])
        for one in found
    }


def remind(work: Work, one: Candidate, known: Known) -> bool:
    """Owe the letter of one step and note the step, together; True if it was not owed before."""
    zone = ZoneInfo(one.time_zone)
    local_now = work.at.astimezone(zone)
    paper = newest(known.papers).get(one.paper_id)
    if paper is None:
        return False
    end = end_of(paper, known.papers, known.asked, local_now.date())
    if end is None:
        return False
    sent = {step for last_on, step in known.sent if last_on == end.last_on}
    step = step_due(end.last_on, entered_on(paper, zone), local_now, sent)
    if step is None:
        return False
    about = About(
        paper_id=paper.id,
        document=paper.document,
        title=one.title,
        person_id=one.person_id,
        name=one.name,
        email=one.email,
        end=end,
        every=valid_for_in_words(known.asked, end.bodies, paper.document),
    )
    draft = paper_expiring(about, step, local_now.date())
    letter = letters.queue(work, draft)
    if not store.add_once(work.session, paper.id, (end.last_on, step), letter.id, work.at):
        return False
    letters.take_up(work, draft)
    work.announce(PaperReminderQueued(paper=paper.id, days_before=step))
    return True


def entered_on(paper: Held, zone: ZoneInfo) -> date:
    return local_date(paper.added_at, zone)


PaperChanged = PaperAdded | PaperCorrected | PaperWithdrawn | PaperRestored


def drop_outdated(work: Work, event: PaperChanged) -> None:
    """Drop what waits to be sent of papers that are withdrawn, corrected or renewed since.

    Their steps stay due: should the paper stand again, what has not gone out is sent.
    """
    waiting = store.waiting(work.session, event.person)
    if not waiting:
        return
    work.session.flush()
    stand = newest(store.held(work.session, {event.person})[event.person])
    keys = [
        key
        for key, paper_id, last_on in waiting
        if paper_id not in stand or is_corrected(event, stand[paper_id], last_on)
    ]
    store.forget_steps(work.session, letters.drop(work, keys))


def is_corrected(event: PaperChanged, paper: Held, last_on: date) -> bool:
    """Say whether a letter named another last day, or may do so: the next run writes anew."""
    if not isinstance(event, PaperCorrected) or event.paper != paper.id:
        return False
    return paper.last_on != last_on
