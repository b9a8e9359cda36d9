"""From which day to which a dated paper is good, and the days no paper covers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cpd.requirements.rules.calendars import DAY, after
from cpd.requirements.rules.kinds import Document
from cpd.requirements.rules.logs import Paper, Stretch
from cpd.requirements.rules.packs import Calendar
from cpd.requirements.rules.periods import Period


@dataclass(frozen=True, kw_only=True)
class Cover:
    """A paper and the days it is good for, both counting; `last` None: it does not run out."""

    paper: Paper
    first: date
    last: date | None

    @property
    def stretch(self) -> Stretch:
        return Stretch(since=self.first, until=self.last)


def covers(
    requirement: Document, papers: Sequence[Paper], calendar: Calendar, as_of: date
) -> tuple[Cover, ...]:
    """Return the papers of the kind asked for that were there on the day, in order.

    Papers that bear no date are left out: nobody can say what they cover.
    """
    known = [
        (first, paper)
        for paper in papers
        if paper.document == requirement.document
        and (first := _first(requirement, paper)) is not None
        and (paper.issued or (as_of if requirement.continuous else first)) <= as_of
    ]
    known.sort(key=lambda pair: (pair[0], pair[1].last or date.max))
    found: list[Cover] = []
    anchor, due_on = date.min, date.min
    for first, paper in known:
        runs_on = requirement.basis == "previous_expiry" and found and first <= due_on
        anchor = _return(requirement, anchor, calendar) if runs_on else first
        due_on = _last(requirement, anchor, calendar) or date.max
        last = min(due_on, paper.last or date.max)
        found.append(Cover(paper=paper, first=first, last=None if last == date.max else last))
    return tuple(found)


def undated(requirement: Document, papers: Sequence[Paper]) -> int:
    """Count the papers of the kind that bear no date."""
    return sum(
        paper.document == requirement.document and _first(requirement, paper) is None
        for paper in papers
    )


def lapses(found: Sequence[Cover], until: date) -> tuple[Period, ...]:
    """Return the days between one paper and a later one, up to a day, that none covers."""
    holes = []
    reached: date | None = None
    for one in sorted(found, key=lambda cover: cover.first):
        if reached is not None and one.first > reached + DAY:
            holes.append(Period(reached + DAY, min(one.first, until + DAY)))
        last = date.max - DAY if one.last is None else one.last
        reached = last if reached is None else max(reached, last)
    return tuple(hole for hole in holes if hole.start < hole.end)


def _first(requirement: Document, paper: Paper) -> date | None:
    """Return the day a paper begins to count: its issue, or for a cover its first day."""
    return paper.first or paper.issued if requirement.continuous else paper.issued or paper.first


def _return(requirement: Document, anchor: date, calendar: Calendar) -> date:
    if requirement.valid_for is None:
        return anchor
    return after(anchor, requirement.valid_for, calendar.leap_day)


def _last(requirement: Document, anchor: date, calendar: Calendar) -> date | None:
    """Return the last day in time; whether that is the anniversary or the day before is said."""
    if requirement.valid_for is None:
        return None
    found = after(anchor, requirement.valid_for, calendar.leap_day)
    return found - DAY if requirement.last_day == "day_before" else found
