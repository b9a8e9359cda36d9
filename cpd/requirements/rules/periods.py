"""The periods in which things are due: stretches of days that follow from a shape."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, pairwise, takewhile

from cpd.kernel.errors import RuleError
from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.calendars import DAY, anniversary, before
from cpd.requirements.rules.logs import Member
from cpd.requirements.rules.packs import Calendar, PeriodShape, PeriodType

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, order=True)
class Period:
    """Days from `start` up to, but without, `end`."""

    start: date
    end: date

    @property
    def last(self) -> date:
        return self.end - DAY

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    def holds(self, day: date) -> bool:
        return self.start <= day < self.end


def periods(
    shape: PeriodShape, calendar: Calendar, member: Member, first: date, last: date
) -> tuple[Period, ...]:
    """Return the periods that hold any of the days from `first` to `last`, both counting.

    None where the day they are counted from is not known: `missing_anchor` says so. Rolling
    windows overlap: one for each step that is met, or the one that ends on `last`.
    """
    found: tuple[Period, ...]
    match shape.type:
        case PeriodType.CALENDAR:
            found = _on_the_calendar(shape.unit, calendar, first, last)
        case PeriodType.FIXED:
            found = _fixed(shape, calendar, first, last)
        case PeriodType.ANNIVERSARY:
            found = _anniversaries(shape, calendar, member, first, last)
        case PeriodType.ROLLING:
            found = _rolling(shape, calendar, first, last)
        case PeriodType.EXPLICIT:
            found = _explicit(shape, calendar, first, last)
        case PeriodType.WHOLE:
            found = (Period(first, last + DAY),)
    return found if first <= last else ()


def missing_anchor(
    shape: PeriodShape, member: Member, words: Mapping[str, str] | None = None
) -> str:
    """Say which day is not known that the periods are counted from, or nothing."""
    if shape.type is not PeriodType.ANNIVERSARY or _anchor(shape, member) is not None:
        return ""
    return f"The periods are counted from the {anchor_name(shape.of, words)}, which is not known."


def anchor_name(of: str, words: Mapping[str, str] | None = None) -> str:
    """Name a day of a member's in the words of the pack, as they stand after “the”."""
    said = (words or {}).get(of, "Day you joined" if of == "joined" else "")
    return f"{said[:1].lower()}{said[1:]}" if said else f"day “{of.replace('_', ' ')}”"


def window(day: date, length: Length, leap_day: str = "feb28") -> Period:
    """Return the rolling window that ends on a day: what is exactly so long ago has dropped out."""
    return Period(before(day, length, leap_day) + DAY, day + DAY)


def length_of(shape: PeriodShape) -> Length:
    if shape.length is None or shape.length == Length():
        raise RuleError(f"Periods of the type “{shape.type}” need a length.")
    return shape.length


def _anchor(shape: PeriodShape, member: Member) -> date | None:
    return member.anchors.get(shape.of, member.joined if shape.of == "joined" else None)


def _on_the_calendar(unit: str, calendar: Calendar, first: date, last: date) -> tuple[Period, ...]:
    if unit == "week":
        monday = date(2001, 1, 1)
        anchor = monday + timedelta(days=calendar.week_start)
        return _counted(anchor, Length(days=7), calendar.leap_day, first, last)
    if unit not in _MONTHS:
        raise RuleError(f"{unit!r} is no period of the calendar. Write week, month, quarter, year.")
    return _counted(date(2000, 1, 1), Length(months=_MONTHS[unit]), calendar.leap_day, first, last)


def _fixed(shape: PeriodShape, calendar: Calendar, first: date, last: date) -> tuple[Period, ...]:
    """Return the periods about an anchor, before it too."""
    if shape.anchor is None:
        raise RuleError("Fixed periods need an anchor, the day on which one of them begins.")
    return _counted(shape.anchor, length_of(shape), calendar.leap_day, first, last)


def _anniversaries(
    shape: PeriodShape, calendar: Calendar, member: Member, first: date, last: date
) -> tuple[Period, ...]:
    """Return the periods since something happened. Before it there are none."""
    anchor = _anchor(shape, member)
    if anchor is None or last < anchor:
        return ()
    return _counted(anchor, length_of(shape), calendar.leap_day, max(first, anchor), last)


def _rolling(shape: PeriodShape, calendar: Calendar, first: date, last: date) -> tuple[Period, ...]:
    length = length_of(shape)
    if shape.check == "as_of" or not shape.step:
        return (window(last, length, calendar.leap_day),)
    steps = _on_the_calendar(shape.step, calendar, first, last)
    return tuple(window(step.last, length, calendar.leap_day) for step in steps)


def _explicit(
    shape: PeriodShape, calendar: Calendar, first: date, last: date
) -> tuple[Period, ...]:
    """Return the periods that are listed; with a length, more of that length follow them."""
    listed = tuple(Period(start, end) for start, end in pairwise(shape.starts))
    met = tuple(one for one in listed if one.start <= last and first < one.end)
    if shape.length is None or not shape.starts or last < shape.starts[-1]:
        return met
    end = shape.starts[-1]
    return met + _counted(end, length_of(shape), calendar.leap_day, max(first, end), last)


def _counted(
    anchor: date, length: Length, leap_day: str, first: date, last: date
) -> tuple[Period, ...]:
    """Return the periods counted from an anchor, either way, that meet the days."""
    starts = (
        anniversary(anchor, length, n, leap_day) for n in count(_first_count(anchor, length, first))
    )
    bounds = pairwise(starts)
    found = (Period(*bound) for bound in bounds)
    met = takewhile(lambda one: one.start <= last and one.start < one.end, found)
    return tuple(one for one in met if first < one.end)


def _first_count(anchor: date, length: Length, day: date) -> int:
    """Return a count whose period is that of the day or one or two earlier."""
    if length.days:
        return (day - anchor).days // length.days
    months = (day.year - anchor.year) * 12 + day.month - anchor.month
    return months // length.months - 1
