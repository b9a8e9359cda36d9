"""When a paper runs out, by its own words or by those of a body that asks for a fresh one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from cpd.reminders.rules.ladder import LADDER, LATEST
from cpd.requirements.rules.calendars import before
from cpd.requirements.rules.covers import covers
from cpd.requirements.rules.kinds import Document, Pack
from cpd.requirements.rules.logs import Paper
from cpd.requirements.rules.packs import Calendar

A_DAY_OR_SO = timedelta(days=3)  # zones, and months that end early


@dataclass(frozen=True, kw_only=True)
class Held:
    """A paper that stands, as its holder wrote it down."""

    id: UUID
    document: str
    country: str | None = None
    issued_on: date | None = None
    first_on: date | None = None
    last_on: date | None = None
    added_at: datetime

    @property
    def as_rules_read(self) -> Paper:
        return Paper(
            document=self.document, issued=self.issued_on, first=self.first_on, last=self.last_on
        )

    @property
    def reach(self) -> tuple[date, datetime, str]:
        """Return what puts papers of one kind in order, the latest last."""
        day = self.last_on or self.issued_on or self.first_on or date.min
        return (day, self.added_at, str(self.id))


@dataclass(frozen=True)
class Asked:
    """What a body asks of a kind of paper."""

    body: str
    requirement: Document
    calendar: Calendar


@dataclass(frozen=True)
class End:
    """The last day of a paper, and the bodies by whose rules it is that day; none: its own."""

    last_on: date
    bodies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Span:
    """Papers of a kind issued from one day to another may run out just now by a body's rules."""

    document: str
    since: date
    until: date


def asked_by(pack: Pack) -> tuple[Asked, ...]:
    """Return which papers a body wants to be fresh; those it asks for once do not run out."""
    return tuple(
        Asked(pack.body.short, one, pack.calendar)
        for one in pack.requirements
        if isinstance(one, Document) and one.valid_for is not None
    )


def spans(asked: Iterable[Asked], utc_day: date) -> frozenset[Span]:
    """Say which days of issue are to be looked at; the rules have the last word on each."""
    found = set()
    for one in asked:
        valid_for = one.requirement.valid_for
        if valid_for is None:
            continue
        since = before(utc_day - LATEST, valid_for)
        if one.requirement.basis == "previous_expiry":  # an early renewal adds to what was left
            since = before(since, valid_for)
        until = before(utc_day + timedelta(days=LADDER[0]), valid_for)
        found.add(Span(one.requirement.document, since - A_DAY_OR_SO, until + A_DAY_OR_SO))
    return frozenset(found)


def newest(papers: Iterable[Held]) -> dict[UUID, Held]:
    """Return those that no later paper of the same kind has taken the place of."""
    found: dict[UUID, Held] = {}
    for one in sorted(papers, key=lambda paper: paper.reach, reverse=True):
        if not any(is_same_kind(one, later) for later in found.values()):
            found[one.id] = one
    return found


def is_same_kind(one: Held, other: Held) -> bool:
    """Say whether two papers are of one sort; covers for two countries are not."""
    countries = {paper.country.casefold() for paper in (one, other) if paper.country}
    return one.document == other.document and len(countries) < 2


def end_of(one: Held, papers: Sequence[Held], asked: Iterable[Asked], today: date) -> End | None:
    """Return when a paper runs out: at its own end, or earlier if a body says so; None if never."""
    days: dict[date, list[str]] = {} if one.last_on is None else {one.last_on: []}
    for wish in asked:
        last = last_by(wish, one, papers, today)
        if last is not None and wish.body not in days.setdefault(last, []):
            days[last].append(wish.body)
    if not days:
        return None
    first = min(days)
    return End(first, () if first == one.last_on else tuple(days[first]))


def last_by(wish: Asked, one: Held, papers: Sequence[Held], today: date) -> date | None:
    read = [paper.as_rules_read for paper in papers]
    found = covers(wish.requirement, read, wish.calendar, today)
    return next((cover.last for cover in found if cover.paper == one.as_rules_read), None)


def valid_for_in_words(asked: Iterable[Asked], bodies: Sequence[str], document: str) -> str:
    """Say how often the bodies want a new one, like `every 3 years`; nothing where they differ."""
    lengths = {
        str(one.requirement.valid_for)
        for one in asked
        if one.body in bodies and one.requirement.document == document
    }
    return f"every {lengths.pop()}" if len(lengths) == 1 else ""
