"""On which days an entry is written again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cpd.kernel.errors import RuleError
from cpd.kernel.periods import months_after
from cpd.records.rules.entries import Logged
from cpd.records.rules.kinds import TIMED, Source

MOST_DAYS = 60


class Every(StrEnum):
    WEEK = "week"
    TWO_WEEKS = "2-weeks"
    FOUR_WEEKS = "4-weeks"
    MONTH = "month"


EVERY_WORDS = {
    Every.WEEK: "Every week",
    Every.TWO_WEEKS: "Every 2 weeks",
    Every.FOUR_WEEKS: "Every 4 weeks",
    Every.MONTH: "Every month",
}
WEEKS = {Every.WEEK: 1, Every.TWO_WEEKS: 2, Every.FOUR_WEEKS: 4}


@dataclass(frozen=True)
class Day:
    """One day of the series; `is_held` says that the same entry stands there already."""

    on: date
    is_held: bool


@dataclass(frozen=True)
class Series:
    """The days that have come, and how many of those asked for are still to come."""

    days: tuple[Day, ...]
    to_come: int


def nth_day(first: date, every: Every, number: int) -> date:
    """Return the day a number of steps after the first; the 31st is the last day of a month."""
    if every is Every.MONTH:
        return months_after(first, number)
    return first + timedelta(weeks=WEEKS[every] * number)


def series(line: Logged, every: Every, until: date, today: date, held: Collection[date]) -> Series:
    """Return the days after the entry's own, up to and with `until`; what is to come is counted."""
    if until <= line.done_on:
        raise RuleError("Choose a last day after that of the entry itself.")
    days: list[date] = []
    to_come = 0
    length = line.last_on - line.done_on
    for number in range(1, MOST_DAYS + 2):
        day = nth_day(line.done_on, every, number)
        if day > until:
            break
        if number > MOST_DAYS:
            raise RuleError(f"That is more than {MOST_DAYS} days. Choose an earlier last day.")
        if day + length > today:
            to_come += 1
        else:
            days.append(day)
    return Series(tuple(Day(day, day in held) for day in days), to_come)


def checked_days(
    line: Logged, every: Every, days: Collection[date], today: date
) -> tuple[date, ...]:
    """Return the chosen days in order, each one of the series and none in the future."""
    known = {nth_day(line.done_on, every, number) for number in range(1, MOST_DAYS + 1)}
    length = line.last_on - line.done_on
    chosen = tuple(sorted(set(days)))
    if not chosen:
        raise RuleError("Tick at least one day.")
    if not set(chosen) <= known:
        raise RuleError("These days are not of this series. Please choose them again.")
    if chosen[-1] + length > today:
        raise RuleError("A day that is still to come cannot be logged. Log it when it is done.")
    return chosen


def is_repeatable(line: Logged, source: Source) -> bool:
    return line.kind in TIMED and source is not Source.MODULE


def refuse_unrepeatable(line: Logged, source: Source) -> None:
    if source is Source.MODULE:
        raise RuleError("A module is credited once for each time it is passed.")
    if line.kind not in TIMED:
        raise RuleError("Only CPD, supervision and practice can be repeated.")
