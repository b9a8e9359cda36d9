"""What a log file says of days: civil dates and times of the member, and runs of days."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cpd.requirements.rules.logs import Stretch
from cpd.requirements.validating import moment

Fields = Mapping[str, Any]  # an object that the schema has found right


def day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def local(value: str, zone: ZoneInfo) -> date | datetime:
    """Read a day or a time of the member's; one with an offset is put into their zone first."""
    found = moment(value)
    if isinstance(found, datetime) and found.tzinfo is not None:
        return found.astimezone(zone).replace(tzinfo=None)
    return found


def day_of(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def elapsed(start: datetime, end: datetime, zone: ZoneInfo) -> timedelta:
    """Return the longest time between two local times, as clocks are put forward and back."""
    utc = ZoneInfo("UTC")
    begun = start.replace(tzinfo=zone, fold=0).astimezone(utc)
    return end.replace(tzinfo=zone, fold=1).astimezone(utc) - begun


def month(text: str) -> tuple[date, date]:
    """Return the first and the last day of `2026-02`."""
    first = date.fromisoformat(f"{text}-01")
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, following - timedelta(days=1)


def stretch(value: str | Fields) -> Stretch:
    if isinstance(value, str):
        first, last = month(value)
        return Stretch(since=first, until=last)
    kind = value.get("kind") or ""
    if "month" in value:
        first, last = month(value["month"])
        return Stretch(since=first, until=last, kind=kind)
    return Stretch(since=date.fromisoformat(value["from"]), until=day(value.get("to")), kind=kind)


def named_stretch(value: str | Fields, *keys: str) -> Stretch:
    """Read what held for a while, or for ever, by its name under one of the keys."""
    if isinstance(value, str):
        return Stretch(since=date.min, until=None, kind=value)
    kind = next((value[key] for key in keys if value.get(key)), "")
    since = day(value.get("from")) or date.min
    return Stretch(since=since, until=day(value.get("to")), kind=kind)
