"""What an export holds beside entries: papers, declarations and days away, as they come in."""

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
from cpd.requirements.rules.days import said
from cpd.standings.rules.following import ABSENCE_WORDS, AbsenceKind, Away, checked_away
from cpd.transfers.rules.cells import an_id, day, one_of

MOST = 2000
MOST_LISTED = 100
What = Written | Declared | Away


class Sort(StrEnum):
    PAPER = "paper"
    DECLARATION = "declaration"
    ABSENCE = "absence"


SORT_WORDS = {
    Sort.PAPER: "Paper",
    Sort.DECLARATION: "Declaration",
    Sort.ABSENCE: "Days away",
}
MANY_WORDS = {
    Sort.PAPER: "Papers",
    Sort.DECLARATION: "Declarations",
    Sort.ABSENCE: "Days away",
}
# What they stand under in our export.
LISTS = {Sort.PAPER: "papers", Sort.DECLARATION: "declarations", Sort.ABSENCE: "absences"}


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
        raise RuleError(f"This export holds more than {MOST:,} papers, declarations and days away.")
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


@dataclass(frozen=True)
class Cells:
    """The facts of one row. What is no text or number where one belongs is refused by name."""

    facts: Mapping[str, Any]

    def text(self, name: str) -> str | None:
        found = self.facts.get(name)
        if found is not None and not isinstance(found, str):
            raise RuleError(f"{name}: a text belongs here.")
        return found or None

    def needed(self, name: str) -> str:
        found = self.text(name)
        if found is None:
            raise RuleError(f"There is no {name}.")
        return found

    def day(self, name: str) -> date | None:
        found = self.text(name)
        return None if found is None else day(found)

    def number(self, name: str) -> int | None:
        found = self.facts.get(name)
        if found is not None and (not isinstance(found, int) or isinstance(found, bool)):
            raise RuleError(f"{name}: a whole number belongs here.")
        return found

    def id(self) -> UUID | None:
        found = self.text("id")
        return None if found is None else an_id(found)


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


READERS: Mapping[Sort, Callable[[Cells, date], What]] = {
    Sort.PAPER: a_paper,
    Sort.DECLARATION: a_declaration,
    Sort.ABSENCE: days_away,
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


@dataclass
class SeenBesides:
    """What somebody has here already, by id and by what it says, and what the file said so far."""

    ids: frozenset[UUID] = frozenset()
    standing: frozenset[What] = frozenset()
    withdrawn: frozenset[What] = frozenset()
    withdrawn_ids: frozenset[UUID] = frozenset()
    in_file: dict[tuple[What, bool], int] = field(default_factory=dict)

    def repeats(self, one: Beside) -> str:
        """Say what one repeats, or nothing; and remember it. Withdrawn ones repeat either."""
        if one.what is None:
            return ""
        before = self.in_file.setdefault((one.what, one.is_withdrawn), one.number)
        if before != one.number:
            return f"says the same as number {before:,}"
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
