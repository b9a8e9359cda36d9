"""Twelve months at a glance: how each came out, or how much counted in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from cpd.kernel.periods import months_after
from cpd.requirements.rules.answers import Evaluation, Row, Unit, Verdict
from cpd.requirements.rules.days import said_period
from cpd.requirements.rules.logs import LogEntry
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.saying import said

MONTHS_SHOWN = 12


class State(StrEnum):
    """How a month came out, what matters least first."""

    NONE = "none"
    EXEMPT = "exempt"
    MET = "met"
    OPEN = "open"
    REVIEW = "review"
    SHORT = "short"


WORDS: Mapping[State, str] = {
    State.NONE: "not judged",
    State.EXEMPT: "nothing owed",
    State.MET: "met",
    State.OPEN: "still open",
    State.REVIEW: "needs an answer",
    State.SHORT: "short",
}
_STATES: Mapping[Verdict, State] = {
    Verdict.MET: State.MET,
    Verdict.NOT_MET: State.SHORT,
    Verdict.OPEN: State.OPEN,
    Verdict.EXEMPT: State.EXEMPT,
    Verdict.NOT_APPLICABLE: State.EXEMPT,
    Verdict.NEEDS_REVIEW: State.REVIEW,
    Verdict.NEEDS_EXPLANATION: State.REVIEW,
}
_ORDER = {state: place for place, state in enumerate(State)}


@dataclass(frozen=True, kw_only=True)
class Month:
    first: date
    state: State
    figure: str = ""  # what counted, short
    text: str = ""  # the same in a sentence

    @property
    def label(self) -> str:
        return self.name[:3]

    @property
    def word(self) -> str:
        return WORDS[self.state]

    @property
    def name(self) -> str:
        return said_period(Period(self.first, months_after(self.first, 1)))


@dataclass(frozen=True, kw_only=True)
class Strip:
    """`judges`: the body asks for something every month; else the months only show what counted."""

    judges: bool
    months: tuple[Month, ...]

    @property
    def is_blank(self) -> bool:
        return all(month.state is State.NONE for month in self.months)

    @property
    def states(self) -> tuple[State, ...]:
        """Return the states that occur, for a key to the signs."""
        return tuple(state for state in State if any(one.state is state for one in self.months))


def first_shown(as_of: date) -> date:
    """Return the first day of the first of the twelve months that end with this one."""
    return months_after(as_of.replace(day=1), 1 - MONTHS_SHOWN)


def strip(evaluation: Evaluation, entries: Iterable[LogEntry]) -> Strip:
    """Show the last twelve months, this one included."""
    begin = first_shown(evaluation.as_of)
    firsts = [months_after(begin, number) for number in range(MONTHS_SHOWN)]
    rows = _monthly(evaluation.rows)
    if any(first in rows for first in firsts):
        return Strip(judges=True, months=tuple(_judged(first, rows.get(first)) for first in firsts))
    sums = _sums(evaluation, entries, begin)
    return Strip(judges=False, months=tuple(_counted(first, sums.get(first)) for first in firsts))


def _monthly(rows: Iterable[Row]) -> Mapping[date, Row]:
    """Return the row that matters most of each month that is judged by itself."""
    found: dict[date, Row] = {}
    for row in rows:
        if row.start is None or row.end is None or not _is_month(row.start, row.end):
            continue
        there = found.get(row.start)
        if there is None or _rank(row) > _rank(there):
            found[row.start] = row
    return found


def _is_month(start: date, end: date) -> bool:
    return start.day == 1 and end == months_after(start, 1)


def _rank(row: Row) -> tuple[int, bool]:
    return _ORDER[_state(row)], row.unit is Unit.MINUTES


def _state(row: Row) -> State:
    if row.verdict is Verdict.NEEDS_REVIEW and row.kind == "manual":
        return State.NONE
    return _STATES[row.verdict]


def _judged(first: date, row: Row | None) -> Month:
    if row is None:
        return Month(first=first, state=State.NONE)
    text = row.explanation[0] if row.explanation else ""
    return Month(first=first, state=_state(row), figure=_figure(row), text=text)


def _figure(row: Row) -> str:
    if row.claimed is None or row.verdict in {Verdict.EXEMPT, Verdict.NOT_APPLICABLE}:
        return ""
    return clock(row.claimed) if row.unit is Unit.MINUTES else str(int(row.claimed))


def _sums(
    evaluation: Evaluation, entries: Iterable[LogEntry], begin: date
) -> Mapping[date, Fraction]:
    """Add up, by month, what each entry brought where it brought most."""
    sums: dict[date, Fraction] = {}
    for entry in entries:
        if begin <= entry.start_on <= evaluation.as_of:
            month = entry.start_on.replace(day=1)
            sums[month] = sums.get(month, Fraction(0)) + worth(evaluation, entry.id)
    return sums


def worth(evaluation: Evaluation, entry_id: str) -> Fraction:
    """Return what an entry brought to the requirement that it brought most to."""
    by_requirement: dict[str, Fraction] = {}
    for credit in evaluation.credits.get(entry_id, ()):
        before = by_requirement.get(credit.requirement, Fraction(0))
        by_requirement[credit.requirement] = before + credit.minutes
    return max(by_requirement.values(), default=Fraction(0))


def _counted(first: date, amount: Fraction | None) -> Month:
    if not amount:
        return Month(first=first, state=State.NONE, figure="", text="Nothing counted.")
    return Month(
        first=first, state=State.MET, figure=clock(amount), text=f"{said(amount)} counted."
    )


def clock(amount: Fraction) -> str:
    """Write minutes short, rounded down: 205/2 is “1:42”."""
    return f"{int(amount) // 60}:{int(amount) % 60:02}"
