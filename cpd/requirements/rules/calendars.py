"""Counting on the calendar: so many days, months or years on or back."""

from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import lru_cache

from cpd.kernel.periods import months_after
from cpd.requirements.rules.amounts import Length

DAY = timedelta(days=1)


def after(day: date, length: Length, leap_day: str = "feb28") -> date:
    """Return the day that lies so long after: a month's end that is missing falls on its last day.

    With `mar1`, 29 February falls on 1 March in a common year.
    """
    return anniversary(day, length, 1, leap_day)


def before(day: date, length: Length, leap_day: str = "feb28") -> date:
    return anniversary(day, length, -1, leap_day)


@lru_cache(maxsize=4096)
def anniversary(anchor: date, length: Length, n: int, leap_day: str = "feb28") -> date:
    """Return the n-th return of a day, counted from the day itself, so that 29 February comes back.

    What would lie outside the years a date can name is the first or the last day there is.
    """
    if length.days:
        return _days_on(anchor, n * length.days)
    months = n * length.months
    year = (anchor.year * 12 + anchor.month - 1 + months) // 12
    if not MINYEAR <= year <= MAXYEAR:
        return date.max if months > 0 else date.min
    found = months_after(anchor, months)
    fell_short = (anchor.month, anchor.day) == (2, 29) and (found.month, found.day) == (2, 28)
    return found + DAY if fell_short and leap_day == "mar1" else found


def _days_on(day: date, days: int) -> date:
    ordinal = day.toordinal() + days
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))
