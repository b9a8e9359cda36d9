"""Whole months: which ones an entry touches, and when one may be called complete."""

from dataclasses import dataclass
from datetime import date, timedelta

from cpd.kernel.errors import RuleError
from cpd.kernel.periods import months_after
from cpd.records.rules.entries import Logged

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Closed:
    """Somebody's word that the practice of a month, named by its first day, is all there was."""

    month: date
    is_none: bool


def month_of(day: date) -> date:
    return day.replace(day=1)


def last_of(month: date) -> date:
    return months_after(month, 1) - timedelta(days=1)


def named(month: date) -> str:
    return f"{MONTHS[month.month - 1]} {month.year}"


def touched(line: Logged) -> tuple[date, ...]:
    """Return the months an entry lies in, by their first days."""
    return between(line.done_on, line.last_on)


def between(day: date, last_day: date) -> tuple[date, ...]:
    """Return the months from one day to another, both with them, by their first days."""
    first, last = month_of(day), month_of(last_day)
    many = (last.year - first.year) * 12 + last.month - first.month
    return tuple(months_after(first, n) for n in range(many + 1))


def hours(line: Logged) -> tuple[date, date, int]:
    """Return what of an entry the word about a month rests on."""
    return (line.done_on, line.last_on, line.minutes)


def refuse_closing(month: date, today: date) -> None:
    """Refuse to call a month complete that has days left."""
    if month > today:
        raise RuleError(f"{named(month)} is still to come. It can be closed once it is over.")
    if last_of(month) >= today:
        raise RuleError(
            f"{named(month)} is not over yet. It can be closed from 1 "
            f"{named(months_after(month, 1))} on."
        )
