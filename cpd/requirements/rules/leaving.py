"""What leave takes off, or puts off. Leave is read per requirement: bodies differ."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import ceil

from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.answers import Verdict
from cpd.requirements.rules.calendars import DAY, after, anniversary
from cpd.requirements.rules.days import (
    counted,
    days_in,
    listed,
    merged,
    said,
    said_period,
    said_run,
)
from cpd.requirements.rules.logs import Member, Stretch
from cpd.requirements.rules.packs import Calendar
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.targets import Target, Words, months_between
from cpd.requirements.rules.terms import Leave

QUARTER_HOUR = Fraction(15)
YEAR = Length(months=12)


def leave_of(member: Member, leave: Leave) -> tuple[Stretch, ...]:
    """Return the stretches of leave that a requirement takes notice of."""
    return tuple(one for one in member.leave if not leave.kinds or one.kind in leave.kinds)


def for_leave(
    target: Target,
    leave: Leave,
    there: Period,
    member: Member,
    calendar: Calendar,
    words: Words,
) -> Target:
    stretches = leave_of(member, leave)
    away = merged(stretches, there)
    if not away:
        return target
    match leave.method:
        case "exempt_whole_periods":
            return _exempt(target, away, there)
        case "prorate":
            counts = limited(away, leave, calendar)
            if counts != away:
                line = f"{_away(away)}. No more than {leave.limit} of leave counts."
                target = target.changed(target.required, line)
            return _prorated(target, leave, counts, there, words)
        case "extend_due_date":
            return _extended(target, leave, stretches, there, calendar)
        case "none":
            return target.changed(target.required, f"{_away(away)}. Leave changes nothing here.")
        case _:
            return target


def _away(runs: Sequence[Period]) -> str:
    spells = listed([said_run(run.start, run.last) for run in runs])
    return f"On leave {spells}, {counted(days_in(runs), 'day')} of this period"


def limited(away: Sequence[Period], leave: Leave, calendar: Calendar) -> tuple[Period, ...]:
    """Return the leave up to the most that a body takes notice of, the earliest days first."""
    if leave.limit is None or not away:
        return tuple(away)
    start = away[0].start
    left = (after(start, leave.limit, calendar.leap_day) - start).days
    kept = []
    for run in away:
        days = min(run.days, left)
        if days:
            kept.append(Period(run.start, date.fromordinal(run.start.toordinal() + days)))
        left -= days
    return tuple(kept)


def _exempt(target: Target, away: Sequence[Period], there: Period) -> Target:
    if days_in(away) == there.days:
        line = f"On leave for the whole of {said_period(there)}: nothing is asked."
        return target.judged(Verdict.EXEMPT, line)
    line = f"{_away(away)}. Only a period wholly on leave is let off, so all of it is asked."
    return target.changed(target.required, line)


def _prorated(
    target: Target, leave: Leave, away: Sequence[Period], there: Period, words: Words
) -> Target:
    if leave.by == "whole_months":
        whole = max(1, months_between(there.start, there.end))
        gone = min(whole, sum(_whole_months(run) for run in away))
        part = f"{gone} of {counted(whole, 'month')} wholly on leave"
    else:
        whole, gone = there.days, days_in(away)
        part = f"{gone:,} of {counted(whole, 'day')} on leave"
    if gone == whole:
        line = f"On leave for the whole of {said_period(there)}: nothing is asked."
        return target.judged(Verdict.EXEMPT, line)
    required = target.required * (whole - gone) / whole
    line = f"{_away(away)}. {part[0].upper()}{part[1:]} leave {words(required)} to do."
    if leave.round == "up_to_15min" and required % QUARTER_HOUR:
        required = ceil(required / QUARTER_HOUR) * QUARTER_HOUR
        line = f"{line[:-1]}, rounded up to {words(required)}."
    return target.changed(required, line)


def _whole_months(run: Period) -> int:
    """Count the months of the calendar that lie wholly inside."""
    begins_late = run.start.day != 1
    return max(0, months_between(run.start, run.end) - begins_late)


def _extended(
    target: Target, leave: Leave, stretches: Sequence[Stretch], there: Period, calendar: Calendar
) -> Target:
    """Move the end by the leave that begins before it, also by leave that goes beyond it."""
    latest = date.max if leave.limit is None else after(there.end, leave.limit, calendar.leap_day)
    runs = merged(stretches, Period(there.start, date.max))
    end, days = there.end, 0
    for run in runs:
        if run.start < end:
            days += run.days
            end = date.fromordinal(min(end.toordinal() + run.days, latest.toordinal()))
    if end == date.max:
        line = "The leave has not ended. By when this is due is known once it has."
        return target.judged(Verdict.OPEN, line)
    if leave.by == "whole_years":
        end = min(latest, _year_that_holds(there.end, end, calendar))
    bound = f" (never by more than {leave.limit})" if end == latest and leave.limit else ""
    line = (
        f"{counted(days, 'day').capitalize()} on leave move the last day from "
        f"{said(there.last)} to {said(end - DAY)}{bound}."
    )
    return replace(target, end=end, lines=(*target.lines, line))


def _year_that_holds(end: date, wanted: date, calendar: Calendar) -> date:
    years = max(1, wanted.year - end.year)
    found = anniversary(end, YEAR, years, calendar.leap_day)
    return found if found >= wanted else anniversary(end, YEAR, years + 1, calendar.leap_day)


class Running:
    """Which period leave lets run on, by whole years, so that it takes the place of the next."""

    def __init__(self) -> None:
        self.until = date.min

    def on(self, leave: Leave, period: Period, end: date) -> None:
        """Note that leave has moved the end of a period."""
        if leave.method == "extend_due_date" and leave.by == "whole_years" and end > period.end:
            self.until = end

    def over(self, period: Period) -> str:
        """Say that the period lies wholly in one that runs on; empty if it does not."""
        if period.end > self.until:
            return ""
        until = said(self.until - DAY)
        return f"Because of leave the period before runs on to {until}, in place of this one."
