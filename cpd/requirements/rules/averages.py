"""Sums that may be averaged: over the year, if regular; or over the best years of several."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

from cpd.requirements.rules import days
from cpd.requirements.rules.answers import Credit, Row, Verdict
from cpd.requirements.rules.asking import Asked, asked_of, case_of, if_logged
from cpd.requirements.rules.calendars import DAY
from cpd.requirements.rules.capping import NOTHING, Sums, total
from cpd.requirements.rules.choosing import chosen
from cpd.requirements.rules.entry_words import entry_lines
from cpd.requirements.rules.judging import FINAL, Judged, row_of
from cpd.requirements.rules.kinds import Minimum
from cpd.requirements.rules.packs import PeriodShape, PeriodType
from cpd.requirements.rules.periods import Period, periods
from cpd.requirements.rules.saying import said
from cpd.requirements.rules.scenes import Scene
from cpd.requirements.rules.tallies import Tally, credits_of, tally
from cpd.requirements.rules.touched import touched

YEAR = PeriodShape(type=PeriodType.CALENDAR, unit="year")


def judge_averaged(requirement: Minimum, scene: Scene) -> Judged:
    """Judge whole years: so many periods times what each asks, and no long gap if regular.

    The days before the first session and after the last are gaps too, so that another session
    can only shorten one.
    """
    what = chosen(requirement, scene)
    rows: list[Row] = []
    credits_: list[Credit] = []
    for year in touched(YEAR, scene):
        asked = _asked_of_year(requirement, scene, year)
        asked = if_logged(asked, requirement, scene, year.start)
        there = tally(what, scene, year.start, year.end, asked.amount)
        if requirement.averaging == "regular_mean":
            asked = _regular(asked, requirement, scene, there, year)
        asked = asked.said(*entry_lines(there, scene, year.start, year.end))
        rows.append(row_of(case_of(requirement, scene, year, asked, there)))
        credits_.extend(credits_of(requirement.id, year.start, there))
    return Judged(rows=tuple(rows), credits=tuple(credits_))


def _parts(requirement: Minimum, scene: Scene, year: Period) -> tuple[Period, ...]:
    shape = requirement.period or PeriodShape(type=PeriodType.CALENDAR, unit="month")
    found = periods(shape, scene.pack.calendar, scene.log.member, year.start, year.last)
    joined = scene.log.member.joined
    return tuple(one for one in found if joined is None or one.end > joined)


def _asked_of_year(requirement: Minimum, scene: Scene, year: Period) -> Asked:
    parts = [asked_of(requirement, scene, part) for part in _parts(requirement, scene, year)]
    due = [part for part in parts if part.settled not in FINAL]
    unsure = next((part for part in due if part.settled is not None), None)
    settled = unsure.settled if unsure else None
    if not due and parts:
        settled = parts[0].settled
    required = total(part.amount for part in due)
    unit = requirement.period.unit if requirement.period else "month"
    asks = f"{days.counted(len(due), unit or 'period')} ask{'s' if len(due) == 1 else ''} for"
    lines = [f"The time may be averaged over the year: {asks} {said(required)}."]
    for part in parts:
        lines.extend(part.lines)
    return Asked(
        required=required,
        end=year.end,
        closes=year.end,
        until=year.end,
        settled=settled,
        lines=tuple(dict.fromkeys(lines)),
    )


def _regular(asked: Asked, requirement: Minimum, scene: Scene, there: Tally, year: Period) -> Asked:
    """Look for a gap of more than twice a period, leave taken off; the mean alone is not enough."""
    if asked.settled is not None or there.sums.claimed < asked.amount:
        return asked
    longest = _twice(requirement, scene, year)
    due = _due(year, scene)
    on = sorted({due.start, due.last, *(one.on for one in there.pile.items if one.most > 0)})
    gaps = [(_days_between(one, other, scene), one, other) for one, other in pairwise(on)]
    wide = [gap for gap in gaps if gap[0] > longest]
    if not wide:
        return asked
    number, first, last = max(wide)
    line = (
        f"The average holds, but it is not regular: {days.counted(number, 'day')} passed between "
        f"{days.said(first)} and {days.said(last)}, and no more than {longest} are regular."
    )
    # What counts is enough, so that the verdict would be met: nothing but a person can say so.
    return replace(
        asked, settled=Verdict.NEEDS_REVIEW, at_once=True, required_most=there.sums.claimed + 1
    ).said(line)


def _due(year: Period, scene: Scene) -> Period:
    """Return the days of the year that sessions can be regular in: served, and not to come."""
    start = max(year.start, scene.log.member.joined or year.start, scene.begun or year.start)
    return Period(start, max(start, min(year.last, scene.as_of)) + DAY)


def _twice(requirement: Minimum, scene: Scene, year: Period) -> int:
    shape = requirement.period
    if shape is None or (shape.type is PeriodType.CALENDAR and shape.unit == "month"):
        return 61
    return 2 * min((part.days for part in _parts(requirement, scene, year)), default=31)


def _days_between(one: date, other: date, scene: Scene) -> int:
    away = days.merged(scene.log.member.leave, Period(one, other)) if one < other else ()
    return (other - one).days - days.days_in(away)


def judge_best(requirement: Minimum, scene: Scene) -> Judged:
    """Judge the mean of the best of the last periods, at the end of each that is touched."""
    best, of_last = requirement.best or (1, 1)
    shape = requirement.period or YEAR
    what = chosen(requirement, scene)
    due = touched(shape, scene)
    if not due:
        return Judged(rows=())
    every = [*_earlier(shape, scene, due[0], of_last - 1), *due]
    tallies = {one: tally(what, scene, one.start, one.end, NOTHING) for one in every}
    rows: list[Row] = []
    for place in range(len(every) - len(due), len(every)):
        window = every[max(0, place + 1 - of_last) : place + 1]
        asked = _asked_of_window(requirement, scene, window, due[0])
        asked = if_logged(asked, requirement, scene, window[0].start)
        sums = Sums(*(_mean([tallies[one].sums[n] for one in window], best) for n in range(3)))
        for one in window:
            asked = asked.said(f"{days.said_period(one)}: {said(tallies[one].sums.claimed)}.")
        asked = asked.said(f"What counts is the mean of the best {best} of these {len(window)}.")
        there = replace(tallies[window[-1]], sums=sums)
        whole = Period(window[0].start, window[-1].end)
        rows.append(row_of(case_of(requirement, scene, whole, asked, there)))
    credits_: list[Credit] = []
    for one in due:
        credits_.extend(credits_of(requirement.id, rows[-1].start, tallies[one]))
    return Judged(rows=tuple(rows), credits=tuple(credits_))


def _asked_of_window(
    requirement: Minimum, scene: Scene, window: Sequence[Period], first: Period
) -> Asked:
    asked = asked_of(requirement, scene, window[-1])
    best, of_last = requirement.best or (1, 1)
    if asked.settled in FINAL:
        return asked
    if len(window) < best:
        line = f"Fewer than {best} of the {of_last} have been served so far."
        return replace(asked, settled=Verdict.NOT_APPLICABLE).said(line)
    if scene.log.member.joined is None and window[0].start < first.start:
        line = "The log does not reach back over all of this time."
        return replace(asked, settled=Verdict.NEEDS_REVIEW).said(line)
    return asked


def _earlier(shape: PeriodShape, scene: Scene, first: Period, number: int) -> list[Period]:
    """Return so many periods before the first, none that was over when the member joined."""
    member, calendar = scene.log.member, scene.pack.calendar
    found: list[Period] = []
    start = first.start
    while len(found) < number and start > date(1900, 1, 1):
        before = periods(shape, calendar, member, start - DAY, start - DAY)
        if not before or (member.joined is not None and before[-1].end <= member.joined):
            break
        found.insert(0, before[-1])
        start = before[-1].start
    return found


def _mean(amounts: list[Fraction], best: int) -> Fraction:
    return total(sorted(amounts, reverse=True)[:best]) / best
