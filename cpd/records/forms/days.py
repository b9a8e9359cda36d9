"""How days, times and numbers are typed into the log's forms."""

import re
from datetime import date, time

from wtforms import StringField
from wtforms.widgets import DateInput

from cpd.kernel.errors import RuleError
from cpd.kernel.hours import DAY, parse_duration
from cpd.records.rules.checking import LONGEST_ACTIVITY, checked_size
from cpd.records.rules.times import parse_clock

MOST_MINUTES = LONGEST_ACTIVITY * DAY


class DateField(StringField):
    """A calendar, or plain text where it has to show what no calendar can."""

    widget = DateInput()

    @property
    def shown_as(self) -> str:
        """The kind of input that can show the day as it was typed."""
        return "date" if re.fullmatch(r"(\d{4}-\d\d-\d\d)?", self.data or "") else "text"


def parse_day(text: str) -> date:
    """Read a day as the browser's calendar sends it; never guess which number is the month."""
    text = text.strip()
    if not text:
        raise RuleError("Enter the day.")
    written = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text, re.ASCII)
    if written is None:
        raise RuleError("Write the day as year, month and day with dashes, like 2026-03-02.")
    try:
        return date(*(int(part) for part in written.groups()))
    except ValueError as error:
        raise RuleError("There is no such day. Please look at the calendar again.") from error


def maybe_day(text: str) -> date | None:
    return parse_day(text) if text.strip() else None


def maybe_clock(text: str) -> time | None:
    return parse_clock(text) if text.strip() else None


def maybe_minutes(text: str) -> int | None:
    return parse_duration(text, MOST_MINUTES) if text.strip() else None


def maybe_size(text: str) -> int | None:
    """Read how many there were, in figures of any script."""
    text = text.strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > 6:
        raise RuleError("Write a number, like 5.")
    return checked_size(int(text))
