"""Which periods of a requirement a log touches, and what holds in one that is not enough."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cpd.requirements.rules.answers import Row, Verdict
from cpd.requirements.rules.kinds import Common
from cpd.requirements.rules.logs import LogEntry
from cpd.requirements.rules.matching import counting_day, matches, shut_out, size_of
from cpd.requirements.rules.packs import Match, PeriodShape, PeriodType
from cpd.requirements.rules.periods import Period, missing_anchor, periods
from cpd.requirements.rules.scenes import Scene

WHOLE = PeriodShape(type=PeriodType.WHOLE)


@dataclass(frozen=True, kw_only=True)
class Found:
    """An entry that is what a requirement asks for. `is_sure`: it says all that decides it."""

    on: date
    entry: LogEntry
    is_sure: bool


def touched(shape: PeriodShape | None, scene: Scene) -> tuple[Period, ...]:
    """Return the periods from the first thing in the log to the day asked about.

    Those that were over when the member joined, or when the first version of the pack began, are
    left out.
    """
    member = scene.log.member
    found = periods(
        shape or WHOLE, scene.pack.calendar, member, min(scene.first, scene.as_of), scene.as_of
    )
    since = max(member.joined or date.min, scene.begun or date.min)
    return tuple(one for one in found if one.end > since)


def unplaced(requirement: Common, kind: str, shape: PeriodShape, scene: Scene) -> tuple[Row, ...]:
    """Return the row that says that the day is missing which the periods are counted from."""
    line = missing_anchor(shape, scene.log.member, scene.pack.anchors)
    if not line:
        return ()
    return (
        Row(
            requirement=requirement.id,
            kind=kind,
            start=None,
            end=None,
            verdict=Verdict.NEEDS_REVIEW,
            explanation=(line,),
        ),
    )


def matching_entries(requirement: Common, select: Match, scene: Scene) -> tuple[Found, ...]:
    """Return what matches up to the day asked about, in order; drafts and the like do not."""
    basis = requirement.date_basis or scene.pack.calendar.entry_date
    found = []
    for entry in scene.log.entries:
        on = counting_day(entry, basis)
        fits = matches(select, entry, size_of(entry, "contracted"))
        if on <= scene.as_of and fits is not False and not shut_out(scene.pack, entry):
            found.append(Found(on=on, entry=entry, is_sure=fits is True))
    return tuple(sorted(found, key=lambda one: (one.on, one.entry.title, one.entry.id)))


def inside(found: Sequence[Found], start: date, end: date) -> Sequence[Found]:
    """Return what lies on the days of `[start, end)`; `found` is in order of day."""
    return found[bisect_left(found, start, key=_on) : bisect_left(found, end, key=_on)]


def _on(one: Found) -> date:
    return one.on
