"""When something began and ended, read as people write it, and how long that was."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cpd.kernel.errors import RuleError
from cpd.kernel.hours import DAY, plainly, spoken
from cpd.records.rules.entries import Logged

CLOCK_HELP = "Write it like 19:00 or 7pm."
LONGEST_CLOCK = 40
_CLOCK = re.compile(
    r"(?:at |kl\.? ?|klo )?(?P<hour>\d{1,2})(?: ?[:.h] ?(?P<minute>\d\d))? ?(?:h|hrs|uhr|o'clock)?"
    r"(?: ?(?P<half>[ap])\.? ?m)?"
)
_BARE = re.compile(r"(?P<hour>[01]\d|2[0-4])(?P<minute>[0-5]\d)")
_WORDS = {"noon": time(12), "midday": time(12), "midnight": time(0)}


def parse_clock(text: str) -> time:
    """Read a time of day: 19:00, 7pm, 7.30 pm, 19h30, 1900. 24:00 is midnight."""
    plain = plainly(text) if len(text) <= LONGEST_CLOCK else ""
    if plain in _WORDS:
        return _WORDS[plain]
    found = _BARE.fullmatch(plain) or _CLOCK.fullmatch(plain)
    if found is None:
        raise RuleError(f"That could not be understood as a time of day. {CLOCK_HELP}")
    parts = found.groupdict(default="0")
    hour, minute, half = int(parts["hour"]), int(parts["minute"]), parts.get("half", "0")
    if half != "0":
        if not 1 <= hour <= 12:
            raise RuleError(f"Before am or pm stands a number from 1 to 12. {CLOCK_HELP}")
        hour = hour % 12 + (12 if half == "p" else 0)
    if (hour, minute) == (24, 0):
        hour = 0
    if hour > 23 or minute > 59:
        raise RuleError(f"No clock shows that. {CLOCK_HELP}")
    return time(hour, minute)


def clock(at: time) -> str:
    return f"{at:%H:%M}"


def elapsed(first: datetime, last: datetime, zone: ZoneInfo) -> int:
    """Return the minutes that pass between two readings of a clock on the wall in this zone."""
    between = last.replace(tzinfo=zone).astimezone(UTC) - first.replace(tzinfo=zone).astimezone(UTC)
    return int(between.total_seconds()) // 60


def next_day(day: date) -> date:
    return day + timedelta(days=1)


def with_clock(line: Logged, zone: ZoneInfo) -> Logged:
    """Return the line with what follows from its times of day: the day it ended, the minutes.

    It ended the next day if the clock went past midnight. A beginning and a length give an end.
    """
    if line.begins is None and line.ends is None:
        return line
    if line.begins is None:
        raise RuleError("Write when it began as well, or leave both times out.")
    if line.ends is None:
        return with_end(line, line.begins, zone)
    first = datetime.combine(line.done_on, line.begins)
    last_on = line.ended_on or line.done_on
    if last_on == line.done_on and line.ends <= line.begins:
        last_on = next_day(line.done_on)
    last = datetime.combine(last_on, line.ends)
    whole = elapsed(first, last, zone)
    is_long = whole > DAY
    if not line.minutes and is_long:
        raise RuleError("It went on for several days: write how much time it took in all.")
    if line.minutes > whole:
        raise RuleError(
            f"From {clock(line.begins)} to {clock(line.ends)} is {spoken(whole)}, "
            f"and the time is {spoken(line.minutes)}. Which is right?"
        )
    return replace(
        line, minutes=line.minutes or whole, ended_on=last_on if last_on != line.done_on else None
    )


def is_one_night(line: Logged) -> bool:
    """Say whether the last day follows from the clock alone: it went past midnight."""
    if line.begins is None or line.ends is None or line.ends > line.begins:
        return False
    return line.ended_on == next_day(line.done_on)


def with_end(line: Logged, begins: time, zone: ZoneInfo) -> Logged:
    """Return a line that says when it began, and how long it took, with when it ended."""
    if line.ended_on not in {None, line.done_on} or not 0 < line.minutes < DAY:
        raise RuleError("Write when it ended as well, or leave both times out.")
    first = datetime.combine(line.done_on, begins, zone).astimezone(UTC)
    last = (first + timedelta(minutes=line.minutes)).astimezone(zone)
    ended_on = last.date() if last.date() != line.done_on else None
    return replace(line, ends=last.time(), ended_on=ended_on)
