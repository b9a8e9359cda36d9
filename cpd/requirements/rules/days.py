"""Days in words, and runs of days put together."""

from collections.abc import Iterable, Sequence
from datetime import date

from cpd.requirements.rules.calendars import DAY
from cpd.requirements.rules.logs import Stretch
from cpd.requirements.rules.periods import Period

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def said(day: date) -> str:
    """Write 30 April 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def said_run(first: date, last: date) -> str:
    """Write what stands after “from”: 15 to 19 January 2026; one day stands alone."""
    if first == last:
        return said(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {said(last)}"
    if first.year == last.year:
        return f"{first.day} {_MONTHS[first.month - 1]} to {said(last)}"
    return f"{said(first)} to {said(last)}"


def said_period(period: Period) -> str:
    """Name a period as a person would: October 2026, 2026, or its first and last day."""
    start, last = period.start, period.last
    whole_months = start.day == 1 and period.end.day == 1
    if whole_months and (start.year, start.month) == (last.year, last.month):
        return f"{_MONTHS[start.month - 1]} {start.year}"
    if whole_months and start.month == 1 and last.month == 12 and start.year == last.year:
        return str(start.year)
    return said_run(start, last)


def counted(number: int, word: str, several: str = "") -> str:
    """Write 1 day, 5 days."""
    return f"{number:,} {word if number == 1 else several or word + 's'}"


def listed(words: Sequence[str], joint: str = "and") -> str:
    """Write a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def merged(stretches: Iterable[Stretch], within: Period) -> tuple[Period, ...]:
    """Return the days of all the stretches inside a period, as runs that do not touch."""
    runs: list[Period] = []
    for one in sorted(stretches, key=lambda stretch: stretch.since):
        start = max(one.since, within.start)
        end = within.end if one.until is None else min(one.until, within.last) + DAY
        if start >= end:
            continue
        if runs and start <= runs[-1].end:
            runs[-1] = Period(runs[-1].start, max(end, runs[-1].end))
            continue
        runs.append(Period(start, end))
    return tuple(runs)


def days_in(runs: Iterable[Period]) -> int:
    return sum(run.days for run in runs)
