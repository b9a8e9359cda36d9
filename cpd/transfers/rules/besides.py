"""What an export holds beside entries: papers, declarations, days away, closed months."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from cpd.documents.rules import declarations, papers
from cpd.documents.rules.declarations import Declared
from cpd.documents.rules.papers import Written
from cpd.kernel.errors import RuleError
from cpd.records.rules.months import Closed, month_of, named, refuse_closing
from cpd.requirements.rules.days import said
from cpd.standings.rules.following import ABSENCE_WORDS, AbsenceKind, Away, checked_away
from cpd.transfers.rules.cells import one_of
from cpd.transfers.rules.facts import Cells

MOST = 2000
MOST_LISTED = 100
What = Written | Declared | Away | Closed


class Sort(StrEnum):
    PAPER = "paper"
    DECLARATION = "declaration"
    ABSENCE = "absence"
    MONTH = "month"


SORT_WORDS = {
    Sort.PAPER: "Paper",
    Sort.DECLARATION: "Declaration",
    Sort.ABSENCE: "Days away",
    Sort.MONTH: "Closed month",
}
MANY_WORDS = {
    Sort.PAPER: "Papers",
    Sort.DECLARATION: "Declarations",
    Sort.ABSENCE: "Days away",
    Sort.MONTH: "Closed months",
}
# What they stand under in our export.
LISTS = {
    Sort.PAPER: "papers",
    Sort.DECLARATION: "declarations",
    Sort.ABSENCE: "absences",
    Sort.MONTH: "closed_months",
}


@dataclass(frozen=True, kw_only=True)
class Beside:
    """One of them as it was read: what would be kept, or what is wrong with it."""

    sort: Sort
    number: int  # in its list, counting from 1
    what: What | None
    problem: str = ""
    remark: str = ""
    id: UUID | None = None
    is_withdrawn: bool = False

    @property
    def ref(self) -> str:
        return f"{self.sort.value}:{self.number}"

    @property
    def words(self) -> str:
        return "" if self.what is None else words_of(self.what)


def listed(whole: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """Return what an export holds of these, each with its sort and its place."""
    found = [
        {"sort": sort.value, "number": number, "facts": facts}
        for sort, name in LISTS.items()
        for number, facts in enumerate(listed_under(whole, name), 1)
    ]
    if len(found) > MOST:
        raise RuleError(f"This export holds more than {MOST:,} papers, declarations and the like.")
    return tuple(found)


def listed_under(whole: Mapping[str, Any], name: str) -> list[Any]:
    rows = whole.get(name) or []
    if not isinstance(rows, list):
        raise RuleError(f"“{name}” in this export is no list.")
    return rows


def read_all(raws: Iterable[Mapping[str, Any]], today: date) -> Iterator[Beside]:
    """Read each; those that are withdrawn first, so that none stands in their way."""
    found = [read(raw, today) for raw in raws]
    return iter(sorted(found, key=lambda one: not one.is_withdrawn))


def read(raw: Mapping[str, Any], today: date) -> Beside:
    sort, facts = Sort(raw["sort"]), raw["facts"]
    read_as = Beside(sort=sort, number=raw["number"], what=None)
    if not isinstance(facts, dict):
        return replace(read_as, problem="This is not as our export has it.")
    cells = Cells(facts)
    try:
        return replace(
            read_as,
            what=READERS[sort](cells, today),
            remark="Its copy is not in this file; add it again." if cells.text("sha256") else "",
            id=cells.id(),
            is_withdrawn=cells.text("withdrawn_at") is not None,
        )
    except RuleError as error:
        return replace(read_as, problem=str(error))


def a_paper(cells: Cells, today: date) -> Written:
    written = Written(
        document=cells.needed("document"),
        title=cells.text("title") or "",
        issued_on=cells.day("issued_on"),
        first_on=cells.day("first_on"),
        last_on=cells.day("last_on"),
        version_of=cells.text("version_of"),
        level=cells.text("level"),
        seen_by=cells.text("seen_by"),
        country=cells.text("country"),
    )
    return papers.checked(written, today)


def a_declaration(cells: Cells, today: date) -> Declared:
    parts = (cells.text("pack_id"), cells.text("requirement"))
    declared = Declared(
        declaration=cells.needed("declaration"),
        happened_on=cells.day("happened_on"),
        declared_on=cells.day("declared_on"),
        declared_to=cells.text("declared_to"),
        requirement="/".join(part for part in parts if part) or None,
        minutes=cells.number("minutes"),
        verdict=cells.text("verdict"),
        note=cells.text("note") or "",
    )
    return declarations.checked(declared, today)


def days_away(cells: Cells, _today: date) -> Away:
    since = cells.day("since")
    if since is None:
        raise RuleError("There is no first day.")
    kind = one_of(AbsenceKind)(cells.needed("kind"))
    return checked_away(Away(kind=kind, since=since, until=cells.day("until")))


def a_month(cells: Cells, today: date) -> Closed:
    month = cells.day("month")
    if month is None or month != month_of(month):
        raise RuleError("month: the first day of a month belongs here.")
    refuse_closing(month, today)
    return Closed(month, is_none=cells.flag("is_none"))


READERS: Mapping[Sort, Callable[[Cells, date], What]] = {
    Sort.PAPER: a_paper,
    Sort.DECLARATION: a_declaration,
    Sort.ABSENCE: days_away,
    Sort.MONTH: a_month,
}


def words_of(what: What) -> str:
    """Say in a line what it is, and of which day."""
    match what:
        case Written():
            first, last = what.first_on, what.last_on
            days = f"{said(first)} to {said(last)}" if first and last else ""
            return f"{what.title}, {days or (said(what.issued_on) if what.issued_on else '')}"
        case Declared():
            word = declarations.sort_of(what.declaration).word
            return f"{word}, {said(what.happened_on)}" if what.happened_on else word
        case Away():
            until = f"to {said(what.until)}" if what.until else "still going on"
            return f"{ABSENCE_WORDS[what.kind]}, {said(what.since)} {until}"
        case Closed():
            return f"{named(what.month)}, " + ("no practice" if what.is_none else "complete")


@dataclass
class SeenBesides:
    """What somebody has here already, by id and by what it says, and what the file said so far."""

    ids: frozenset[UUID] = frozenset()
    standing: frozenset[What] = frozenset()
    withdrawn: frozenset[What] = frozenset()
    withdrawn_ids: frozenset[UUID] = frozenset()
    practised: frozenset[date] = frozenset()  # the months with practice in the log, by first days
    in_file: dict[tuple[What, bool], int] = field(default_factory=dict)

    def repeats(self, one: Beside) -> str:
        """Say what one repeats, or nothing; and remember it. Withdrawn ones repeat either."""
        if one.what is None:
            return ""
        before = self.in_file.setdefault((one.what, one.is_withdrawn), one.number)
        if before != one.number:
            return f"says the same as number {before:,}"
        if isinstance(one.what, Closed) and one.what.is_none and one.what.month in self.practised:
            return "says of a month that there was none, and your log has some"
        ids = self.ids | (self.withdrawn_ids if one.is_withdrawn else frozenset())
        what = self.standing | (self.withdrawn if one.is_withdrawn else frozenset())
        return "is here already" if one.id in ids or one.what in what else ""


@dataclass(frozen=True)
class SaidBeside:
    """One of them as the check shows it, with what becomes of it."""

    sort: str
    number: int
    words: str
    text: str
    is_coming: bool


@dataclass
class BesideReport:
    """What a check found of them. The list holds the first of many; the numbers count all."""

    good: int = 0
    bad: int = 0
    repeated: int = 0
    withdrawn: int = 0
    said: list[SaidBeside] = field(default_factory=list)

    def to_facts(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        return cls(**{**facts, "said": [SaidBeside(**one) for one in facts.get("said", ())]})

    def add(self, one: Beside, repeats: str) -> None:
        is_coming = one.what is not None and not repeats
        self.bad += one.what is None
        self.repeated += bool(repeats)
        self.good += is_coming
        self.withdrawn += is_coming and one.is_withdrawn
        if len(self.said) < MOST_LISTED:
            fate = "Comes in, withdrawn as before." if one.is_withdrawn else "Comes in."
            text = one.problem or (f"Stays out: it {repeats}." if repeats else fate)
            text = f"{text} {one.remark}" if is_coming and one.remark else text
            self.said.append(
                SaidBeside(SORT_WORDS[one.sort], one.number, one.words, text, is_coming)
            )


def examined(found: Iterable[Beside], seen: SeenBesides) -> BesideReport:
    report = BesideReport()
    for one in found:
        report.add(one, seen.repeats(one))
    return report


def coming(found: Iterable[Beside], seen: SeenBesides) -> list[Beside]:
    """Return what comes in: what can be read and is not here already."""
    return [one for one in found if not seen.repeats(one) and one.what is not None]
