"""What a log file says of days: civil dates and times of the member, and runs of days."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from cpd.requirements.rules.logs import Stretch
from cpd.requirements.spelling import key
from cpd.requirements.validating import moment

Fields = Mapping[str, Any]  # an object that the schema has found right


def day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def local_day(value: str | None, zone: ZoneInfo) -> date | None:
    """Read the member's day of a date or a time, where there is one."""
    return None if value is None else day_of(local(value, zone))


def local(value: str, zone: ZoneInfo) -> date | datetime:
    """Read a day or a time of the member's; one with an offset is put into their zone first."""
    found = moment(value)
    if isinstance(found, datetime) and found.tzinfo is not None:
        return found.astimezone(zone).replace(tzinfo=None)
    return found


def day_of(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def longest(start: str, end: str, zone: ZoneInfo) -> timedelta | None:
    """Return the longest time between two clock times; None where one of them is a day."""
    begun, ended = _instant(start, zone, fold=0), _instant(end, zone, fold=1)
    return None if begun is None or ended is None else ended - begun


def elapsed(start: str, end: str, zone: ZoneInfo) -> timedelta | None:
    """Return the time between two clock times; None where one of them is a day.

    In the hour that clocks show twice, an end is in the first one that comes after the start.
    """
    begun = _instant(start, zone, fold=0)
    ended = _instant(end, zone, fold=0), _instant(end, zone, fold=1)
    if begun is None:
        return None
    return min(
        (one - begun for one in ended if one and one > begun), default=longest(start, end, zone)
    )


def _instant(value: str, zone: ZoneInfo, *, fold: Literal[0, 1]) -> datetime | None:
    found = moment(value)
    if not isinstance(found, datetime):
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=zone, fold=fold)
    return found.astimezone(ZoneInfo("UTC"))


def minutes_of(entry: Fields, zone: ZoneInfo) -> int:
    """Return the minutes that are said, or else those from one clock time to another."""
    said: int | None = entry.get("minutes")
    if said is not None:
        return said
    runs = elapsed(entry["start"], entry["end"], zone) if entry.get("end") else None
    return 0 if runs is None else runs // timedelta(minutes=1)


def month(text: str) -> tuple[date, date]:
    """Return the first and the last day of `2026-02`."""
    first = date.fromisoformat(f"{text}-01")
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, following - timedelta(days=1)


def stretch(value: str | Fields) -> Stretch:
    if isinstance(value, str):
        first, last = month(value)
        return Stretch(since=first, until=last)
    kind = key(value.get("kind") or "")
    if value.get("month"):
        first, last = month(value["month"])
        return Stretch(since=first, until=last, kind=kind)
    return Stretch(since=date.fromisoformat(value["from"]), until=day(value.get("to")), kind=kind)


def named_stretch(value: str | Fields, *names: str) -> Stretch:
    """Read what held for a while, or for ever, by what stands under one of the names."""
    if isinstance(value, str):
        return Stretch(since=date.min, until=None, kind=value)
    kind = next((value[name] for name in names if value.get(name)), "")
    since = day(value.get("from")) or date.min
    return Stretch(since=since, until=day(value.get("to")), kind=kind)
