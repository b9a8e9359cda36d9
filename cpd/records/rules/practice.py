"""Practice hours in bulk: what a row of the year says, and what has to be done about it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from cpd.kernel.errors import RuleError
from cpd.kernel.hours import DAY, parse_duration, plainly, short, spoken
from cpd.records.rules.months import last_of, named, refuse_closing
from cpd.records.rules.texts import checked_short

REF = "practice"
NOTHING = re.compile(r"0+(?:[.,:h]0*)? ?(?:h|hrs?|hours?|m|mins?|minutes?)?|none|nil|nothing")
WEEK = timedelta(days=7)


class By(StrEnum):
    MONTH = "month"
    WEEK = "week"


class Closing(StrEnum):
    """What somebody says of a month: nothing yet, that its hours are complete, that it had none."""

    OPEN = "open"
    COMPLETE = "complete"
    NONE = "none"


@dataclass(frozen=True)
class Period:
    """A month or a week; both ends count. `key` is how it is called in a form and a reference."""

    key: str
    first: date
    last: date

    @property
    def name(self) -> str:
        """Its words: “March 2026”, “week 10 of 2026”."""
        year, _, week = self.key.partition("-W")
        return f"week {int(week)} of {year}" if week else named(self.first)

    @property
    def reference(self) -> str:
        return f"{REF}:{self.key}:"

    def begun(self, today: date) -> int:
        """Return how many of its days have come."""
        return (min(self.last, today) - self.first).days + 1


def periods(year: int, by: By, today: date) -> tuple[Period, ...]:
    """Return the months or weeks of a year that have begun, newest first."""
    found = months(year) if by is By.MONTH else weeks(year)
    return tuple(one for one in reversed(found) if one.first <= today)


def months(year: int) -> list[Period]:
    firsts = [date(year, month, 1) for month in range(1, 13)]
    return [Period(f"{first:%Y-%m}", first, last_of(first)) for first in firsts]


def weeks(year: int) -> list[Period]:
    """Return the weeks, Monday to Sunday, whose Monday lies in the year."""
    first = date(year, 1, 1)
    monday = first + timedelta(days=-first.weekday() % 7)
    mondays = [monday + n * WEEK for n in range(53)]
    return [
        Period(f"{one:%G-W%V}", one, one + timedelta(days=6)) for one in mondays if one.year == year
    ]


@dataclass(frozen=True)
class Heap:
    """Practice time that began on one day and ended on another."""

    first: date
    last: date
    minutes: int


@dataclass(frozen=True)
class Bulk:
    """The one entry that holds a period's time in bulk."""

    entry_id: UUID
    version: int
    minutes: int
    setting: str


@dataclass(frozen=True, kw_only=True)
class Stands:
    """What the log holds for a period."""

    period: Period
    minutes: int
    bulk: Bulk | None = None
    closing: Closing = Closing.OPEN

    @property
    def time(self) -> str:
        return short(self.minutes) if self.minutes else ""

    @property
    def setting(self) -> str:
        return self.bulk.setting if self.bulk else ""

    @property
    def others(self) -> int:
        """Minutes of single entries in the same period."""
        return self.minutes - (self.bulk.minutes if self.bulk else 0)


def minutes_in(period: Period, by: By, heaps: Sequence[Heap]) -> int:
    """Add up a period. Time counts on its first day; a week leaves out what reaches beyond it."""
    return sum(
        heap.minutes
        for heap in heaps
        if period.first <= heap.first <= period.last
        and (by is By.MONTH or heap.last <= period.last)
    )


@dataclass(frozen=True, kw_only=True)
class Row:
    """What was typed for a period, and what stood there when it was."""

    key: str
    time: str
    setting: str
    closing: Closing
    was_minutes: int
    was_setting: str
    was_closing: Closing

    @property
    def is_time_changed(self) -> bool:
        return self.time != (short(self.was_minutes) if self.was_minutes else "")

    @property
    def is_setting_changed(self) -> bool:
        return self.setting != self.was_setting

    @property
    def is_changed(self) -> bool:
        return (
            self.is_time_changed or self.is_setting_changed or self.closing is not self.was_closing
        )


@dataclass(frozen=True)
class Deed:
    """What is to be done: the minutes and setting the bulk entry gets, and how the month stands."""

    minutes: int
    setting: str
    closing: Closing


def wanted(row: Row, period: Period, today: date) -> int:
    """Read the time of a row: `12h` sets it, `+2h` adds to what stood there, `0` is none."""
    if not row.is_time_changed:
        return row.was_minutes
    plain = plainly(row.time)
    if not plain:
        raise RuleError("Write 0 if there was none.")
    if NOTHING.fullmatch(plain):
        return 0
    most = period.begun(today) * DAY
    more = parse_duration(plain.removeprefix("+").strip(), most)
    total = row.was_minutes + more if plain.startswith("+") else more
    if total > most:
        raise RuleError(f"That comes to {spoken(total)}: more hours than these days have.")
    return total


def deed(row: Row, stands: Stands, today: date) -> Deed:
    """Say what a changed row asks for, or refuse it in words for beside the row."""
    total = wanted(row, stands.period, today)
    if row.is_time_changed and stands.minutes not in {row.was_minutes, total}:
        raise RuleError(
            f"Meanwhile {spoken(stands.minutes)} are logged here, not {spoken(row.was_minutes)}. "
            "Load the page again before you change it."
        )
    if not row.is_time_changed:
        total = stands.minutes
    if total < stands.others:
        raise RuleError(
            f"Single entries alone come to {spoken(stands.others)} here. Change those in your log."
        )
    minutes = total - stands.others
    if row.is_setting_changed and not minutes:
        raise RuleError("A setting goes with the hours logged here in bulk; there are none.")
    setting = row.setting if row.is_setting_changed else stands.setting
    closing = row.closing if row.is_changed else stands.closing
    if closing is not stands.closing or total != stands.minutes:
        check_closing(closing, stands.period, total, today)
    return Deed(minutes, checked_short(setting) or "", closing)


def check_closing(closing: Closing, period: Period, total: int, today: date) -> None:
    if closing is Closing.OPEN:
        return
    refuse_closing(period.first, today)
    if closing is Closing.NONE and total:
        raise RuleError(f"{spoken(total)} are logged in {named(period.first)}: that is not none.")
    if closing is Closing.COMPLETE and not total:
        raise RuleError(
            f"Nothing is logged in {named(period.first)}. If that is so, say that there was none."
        )
