"""From rows to one word: all right, something due, an answer wanted, or not met."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from math import ceil

from cpd.kernel.hours import spoken
from cpd.requirements.rules.answers import Evaluation, Row, Unit, Verdict
from cpd.requirements.rules.days import said
from cpd.requirements.rules.kinds import AnyOf, Minimum, Pack, Requirement
from cpd.requirements.rules.packs import PeriodType
from cpd.requirements.rules.saying import requirement_name

SOON = timedelta(days=60)  # an open requirement is due when its last day is so near
PAPER_SOON = timedelta(days=30)
SESSION_SOON = timedelta(days=7)
A_MONTH = 30.44
LAST_DAYS: Mapping[str, timedelta] = {
    "document": PAPER_SOON,
    "max_gap": SESSION_SOON,
    "cadence": SOON,
}


class Word(StrEnum):
    """How somebody stands, the best first."""

    NOTHING = "nothing"
    ALL_RIGHT = "all_right"
    DUE = "due"
    ASKS = "asks"
    NOT_MET = "not_met"


TITLES: Mapping[Word, str] = {
    Word.NOTHING: "Nothing to judge yet",
    Word.ALL_RIGHT: "All right so far",
    Word.DUE: "Something is due",
    Word.ASKS: "Needs your answer",
    Word.NOT_MET: "Not met",
}
# How a line begins that tells a member what to say, so that a doubt is settled.
AUDITS = "An audit would"
SETTLES = ("To be sure", "This depends on", "Say ", "Explain ", "The periods are counted")
ORDER = {word: place for place, word in enumerate(Word)}


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """A row with the word it comes to, and the day by which something can be done about it."""

    row: Row
    name: str
    word: Word
    is_now: bool
    due_on: date | None = None

    @property
    def text(self) -> str:
        """Say what matters most in one sentence: what is still lacking, or how it stands."""
        lines = self.row.explanation
        if self.due_on is not None and (self.is_lacking or self.row.verdict is Verdict.MET):
            day = said(self.due_on)
            return next((line for line in lines[1:] if day in line), "".join(lines[:1]))
        return "".join(lines[:1])

    @property
    def detail(self) -> str:
        """Say how it stands, where `text` says what is lacking; or what would settle it."""
        lines = self.row.explanation
        if self.text and lines and self.text != lines[0]:
            return lines[0]
        if self.word is Word.ASKS:
            why = [line for line in lines[1:] if not line.startswith(AUDITS)]
            return next((line for line in why if line.startswith(SETTLES)), "".join(why[-1:]))
        return ""

    @property
    def steps(self) -> tuple[str, ...]:
        """Return what else led to it, besides what is said already."""
        return tuple(line for line in self.row.explanation if line not in {self.text, self.detail})

    @property
    def is_lacking(self) -> bool:
        return self.row.verdict is Verdict.OPEN and bool(self.row.short)


def weighed(evaluation: Evaluation, pack: Pack, *, every_way: bool = False) -> tuple[Weighed, ...]:
    """Weigh the rows; what is only one of several ways to meet another one does not weigh."""
    ways = {id_ for one in pack.requirements if isinstance(one, AnyOf) for id_ in one.of}
    left_out = frozenset() if every_way else ways
    rolling = {one.id for one in pack.requirements if is_rolling(one)}
    return tuple(
        Weighed(
            row=row,
            name=requirement_name(pack, row.requirement),
            word=word_of(row, evaluation.as_of),
            is_now=is_now(row, evaluation.as_of),
            due_on=due_on(row, evaluation.as_of),
        )
        for row in (undated(row) if row.requirement in rolling else row for row in evaluation.rows)
        if row.requirement not in left_out
    )


def is_rolling(one: Requirement) -> bool:
    """Say whether it looks back from the day asked about, so that its last day is always today."""
    if isinstance(one, Minimum) and one.entry_valid_for is not None:
        return True
    shape = one.period
    return shape is not None and shape.type is PeriodType.ROLLING and shape.check == "as_of"


def undated(row: Row) -> Row:
    return replace(row, last_date=None)


def is_now(row: Row, as_of: date) -> bool:
    return row.end is None or row.end > as_of or row.verdict is Verdict.OPEN


def word_of(row: Row, as_of: date) -> Word:
    """Say what a row comes to. A standard that a person judges asks nothing of the member."""
    match row.verdict:
        case Verdict.NOT_MET:
            return Word.DUE if _is_unlogged_paper(row, as_of) else Word.NOT_MET
        case Verdict.NEEDS_REVIEW:
            return Word.ALL_RIGHT if row.kind == "manual" else Word.ASKS
        case Verdict.NEEDS_EXPLANATION:
            return Word.ASKS
        case Verdict.OPEN | Verdict.MET:
            return _by_day(row, as_of)
        case Verdict.EXEMPT:
            return Word.ALL_RIGHT
        case Verdict.NOT_APPLICABLE:
            return Word.NOTHING


def _by_day(row: Row, as_of: date) -> Word:
    due = due_on(row, as_of)
    if due is None:
        is_lacking = row.verdict is Verdict.OPEN and bool(row.short) and row.last_date is None
        return Word.DUE if is_lacking else Word.ALL_RIGHT
    notice = SOON if row.verdict is Verdict.OPEN else LAST_DAYS.get(row.kind, timedelta())
    return Word.DUE if due - as_of <= notice else Word.ALL_RIGHT


def due_on(row: Row, as_of: date) -> date | None:
    """Return the day by which something has to be done, or None where nothing has."""
    if row.last_date is None:
        return None
    if row.verdict is Verdict.OPEN:
        return row.last_date if row.short is None or row.short > 0 else None
    if row.verdict is Verdict.MET and row.kind in LAST_DAYS and row.last_date >= as_of:
        return row.last_date
    return None


def _is_unlogged_paper(row: Row, as_of: date) -> bool:
    """Say whether no such paper was ever logged: that is nothing known, so something to add."""
    return row.kind == "document" and not row.claimed and row.start in {None, as_of}


def overall(rows: Iterable[Weighed]) -> Word:
    """Return the worst word of all; nothing where nothing was judged."""
    return max((one.word for one in rows), key=ORDER.__getitem__, default=Word.NOTHING)


def next_due(rows: Iterable[Weighed]) -> Weighed | None:
    """Return what has to be done first."""
    waiting = [one for one in rows if one.due_on is not None]
    return min(waiting, key=lambda one: (one.due_on or date.max, one.name), default=None)


def pace(row: Row, as_of: date) -> str:
    """Say how much a month that is, where there is time enough to spread it."""
    if row.verdict is not Verdict.OPEN or row.unit is not Unit.MINUTES or not row.short:
        return ""
    if row.last_date is None or row.last_date - as_of <= SOON:
        return ""
    months = max(1.0, (row.last_date - as_of).days / A_MONTH)
    a_month = ceil(float(row.short) / months / 5) * 5
    return f"That is about {spoken(a_month)} a month until then."
