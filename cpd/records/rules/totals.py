"""How the time in a log adds up: by month, by year, and since the last supervision had."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cpd.records.rules.kinds import EntryKind, Part


class Column(StrEnum):
    """What is added up apart: an hour with a client is no hour of learning."""

    LEARNING = "cpd"
    SUPERVISION = "supervision"
    GIVEN = "given"
    PRACTICE = "practice"


COLUMN_TITLES = {
    Column.LEARNING: "CPD activity",
    Column.SUPERVISION: "Supervision",
    Column.GIVEN: "Supervision given",
    Column.PRACTICE: "Practice",
}
COLUMNS = {
    EntryKind.ACTIVITY: Column.LEARNING,
    EntryKind.SUPERVISION: Column.SUPERVISION,
    EntryKind.PRACTICE: Column.PRACTICE,
}


@dataclass(frozen=True, kw_only=True)
class Heap:
    """The entries of one kind in one month, those that count or those that are withdrawn."""

    year: int
    month: int
    kind: EntryKind
    part: Part | None = None
    withdrawn: bool
    entries: int
    minutes: int
    last_on: date

    @property
    def column(self) -> Column | None:
        """Where its time is added up; none for what takes no time of its own."""
        if self.kind is EntryKind.SUPERVISION and self.part is Part.DELIVERED:
            return Column.GIVEN
        return COLUMNS.get(self.kind)


@dataclass(frozen=True)
class Total:
    """Minutes by column, of a month (1 to 12) or of a year."""

    place: int
    by_column: Mapping[Column, int]

    @property
    def learning(self) -> int:
        """Minutes of CPD and of supervision received, the two that are for oneself."""
        return self.by_column[Column.LEARNING] + self.by_column[Column.SUPERVISION]


def counting(heaps: Sequence[Heap]) -> list[Heap]:
    """Return those that count. A withdrawn entry stays in the log and adds to nothing."""
    return [heap for heap in heaps if not heap.withdrawn]


def total(place: int, heaps: Sequence[Heap]) -> Total:
    by_column = dict.fromkeys(Column, 0)
    for heap in counting(heaps):
        if heap.column is not None:
            by_column[heap.column] += heap.minutes
    return Total(place, by_column)


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
    days = [heap.last_on for heap in counting(heaps) if heap.column is Column.SUPERVISION]
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
    def columns(self) -> tuple[Column, ...]:
        """Return the columns to show: the first two always, the others once they hold time."""
        always = (Column.LEARNING, Column.SUPERVISION)
        return tuple(
            column
            for column in Column
            if column in always or any(one.by_column[column] for one in self.by_year)
        )

    @property
    def in_year(self) -> Total:
        return next(one for one in self.by_year if one.place == self.year)

    def bars(self, names: Sequence[str]) -> tuple[Bar, ...]:
        """Return the year's months as a chart shows them, each by the start of its name."""
        return tuple(Bar(names[one.place - 1][:3], one.learning) for one in self.months)


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
