"""How the time in a log adds up: by month, by year, and since the last supervision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cpd.records.rules.kinds import EntryKind


@dataclass(frozen=True, kw_only=True)
class Heap:
    """The entries of one kind in one month, those that count or those that are withdrawn."""

    year: int
    month: int
    kind: EntryKind
    withdrawn: bool
    entries: int
    minutes: int
    last_on: date


@dataclass(frozen=True)
class Total:
    """Minutes by kind, of a month (1 to 12) or of a year."""

    place: int
    by_kind: Mapping[EntryKind, int]

    @property
    def minutes(self) -> int:
        return sum(self.by_kind.values())


def counting(heaps: Sequence[Heap]) -> list[Heap]:
    """Return those that count. A withdrawn entry stays in the log and adds to nothing."""
    return [heap for heap in heaps if not heap.withdrawn]


def total(place: int, heaps: Sequence[Heap]) -> Total:
    by_kind = dict.fromkeys(EntryKind, 0)
    for heap in counting(heaps):
        by_kind[heap.kind] += heap.minutes
    return Total(place, by_kind)


def of_year(heaps: Sequence[Heap], year: int) -> Total:
    return total(year, [heap for heap in heaps if heap.year == year])


def of_month(heaps: Sequence[Heap], year: int, month: int) -> Total:
    return total(month, [heap for heap in heaps if (heap.year, heap.month) == (year, month)])


def year_table(heaps: Sequence[Heap], year: int) -> tuple[Total, ...]:
    """Return the twelve months of a year, empty ones too."""
    in_year = [heap for heap in heaps if heap.year == year]
    return tuple(of_month(in_year, year, month) for month in range(1, 13))


def years(heaps: Sequence[Heap], today: date) -> tuple[int, ...]:
    """Return the years somebody has entries in, and this one, newest first."""
    return tuple(sorted({heap.year for heap in heaps} | {today.year}, reverse=True))


def how_many(heaps: Sequence[Heap], kind: EntryKind | None, year: int | None) -> int:
    """Return the number of entries the list shows, withdrawn ones too."""
    return sum(
        heap.entries
        for heap in heaps
        if (kind is None or heap.kind is kind) and (year is None or heap.year == year)
    )


def last_supervision(heaps: Sequence[Heap]) -> date | None:
    days = [heap.last_on for heap in counting(heaps) if heap.kind is EntryKind.SUPERVISION]
    return max(days, default=None)


@dataclass(frozen=True)
class Bar:
    label: str
    value: int


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What stands above the list: now, one year by months, and every year."""

    year: int
    this_year: Total
    this_month: Total
    months: tuple[Total, ...]
    by_year: tuple[Total, ...]
    supervised_on: date | None
    since_supervision: str

    @property
    def in_year(self) -> Total:
        return next(one for one in self.by_year if one.place == self.year)

    def bars(self, names: Sequence[str]) -> tuple[Bar, ...]:
        """Return the year's months as a chart shows them, each by the start of its name."""
        return tuple(Bar(names[one.place - 1][:3], one.minutes) for one in self.months)


def overview(heaps: Sequence[Heap], today: date, year: int) -> Overview:
    supervised_on = last_supervision(heaps)
    return Overview(
        year=year,
        this_year=of_year(heaps, today.year),
        this_month=of_month(heaps, today.year, today.month),
        months=year_table(heaps, year),
        by_year=tuple(of_year(heaps, one) for one in sorted({year, *years(heaps, today)})[::-1]),
        supervised_on=supervised_on,
        since_supervision=time_since(supervised_on, today),
    )


def time_since(day: date | None, today: date) -> str:
    """Say how long ago a day was, to the day; a log without one says “never”."""
    if day is None:
        return "never"
    days = (today - day).days
    if days <= 0:
        return "today"
    return "1 day" if days == 1 else f"{days:,} days"
