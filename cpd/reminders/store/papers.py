"""Finds the papers whose holders may be owed a letter."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from cpd.db import insert_into
from cpd.documents.models import Paper
from cpd.letters.models import Letter
from cpd.letters.rules import UNSETTLED
from cpd.people.models import Person
from cpd.reminders.models import PaperReminder
from cpd.reminders.rules.ladder import LADDER, LATEST
from cpd.reminders.rules.papers import Held, Span

ONE_DAY = timedelta(days=1)
Step = tuple[date, int]  # the last day it is about, and how many days before


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A paper that may run out soon, and whose it is."""

    paper_id: UUID
    title: str
    person_id: UUID
    name: str
    email: str
    time_zone: str


def candidates(
    session: Session, utc_day: date, spans: Iterable[Span], *, after: UUID | None, most: int
) -> Sequence[Candidate]:
    """Return papers for which a step may have come round, by id; rules have the last word."""
    ends = Paper.last_on.between(
        utc_day - LATEST - ONE_DAY, utc_day + timedelta(days=LADDER[0]) + ONE_DAY
    )
    asked = (
        and_(Paper.document == span.document, Paper.issued_on.between(span.since, span.until))
        for span in spans
    )
    query = (
        select(Paper.id, Paper.title, Person.id, Person.name, Person.email, Person.time_zone)
        .join(Person, Person.id == Paper.person_id)
        .where(Paper.withdrawn_at.is_(None), or_(ends, *asked))
        .order_by(Paper.id)
        .limit(most)
    )
    if after is not None:
        query = query.where(Paper.id > after)
    return [
        Candidate(
            paper_id=paper_id, title=title, person_id=person_id, name=name, email=email,
            time_zone=zone,
        )
        for paper_id, title, person_id, name, email, zone in session.execute(query)
    ]  # fmt: skip


def held(session: Session, person_ids: Collection[UUID]) -> Mapping[UUID, list[Held]]:
    """Return the papers of these people that are not withdrawn."""
    query = select(Paper).where(Paper.person_id.in_(person_ids), Paper.withdrawn_at.is_(None))
    found: dict[UUID, list[Held]] = {one: [] for one in person_ids}
    for row in session.scalars(query.order_by(Paper.added_at, Paper.id)):
        found[row.person_id].append(
            Held(
                id=row.id,
                document=row.document,
                country=row.country,
                issued_on=row.issued_on,
                first_on=row.first_on,
                last_on=row.last_on,
                added_at=row.added_at,
            )
        )
    return found


def steps_sent(session: Session, paper_ids: Collection[UUID]) -> Mapping[UUID, set[Step]]:
    columns = (PaperReminder.paper_id, PaperReminder.last_on, PaperReminder.days_before)
    sent: dict[UUID, set[Step]] = {one: set() for one in paper_ids}
    for paper_id, last_on, days_before in session.execute(
        select(*columns).where(PaperReminder.paper_id.in_(paper_ids))
    ):
        sent[paper_id].add((last_on, days_before))
    return sent


def add_once(session: Session, paper_id: UUID, step: Step, letter_id: UUID, at: datetime) -> bool:
    """Note the step as sent; False if it was noted before."""
    last_on, days_before = step
    insert = insert_into(session, PaperReminder).values(
        paper_id=paper_id,
        last_on=last_on,
        days_before=days_before,
        letter_id=letter_id,
        queued_at=at,
    )
    added = insert.on_conflict_do_nothing().returning(PaperReminder.days_before)
    return session.scalar(added) is not None


def waiting(session: Session, person_id: UUID) -> Sequence[tuple[str, UUID, date]]:
    """Return the letters about somebody's papers that are not sent: key, paper, last day."""
    query = (
        select(Letter.key, PaperReminder.paper_id, PaperReminder.last_on)
        .join(PaperReminder, PaperReminder.letter_id == Letter.id)
        .where(Letter.person_id == person_id, Letter.phase.in_(UNSETTLED))
    )
    return [(key, paper_id, last_on) for key, paper_id, last_on in session.execute(query)]


def forget_steps(session: Session, letter_ids: Collection[UUID]) -> None:
    """Forget that these steps were sent: their letters were dropped before they went out."""
    steps = delete(PaperReminder).where(PaperReminder.letter_id.in_(letter_ids))
    session.execute(steps.execution_options(synchronize_session=False))
