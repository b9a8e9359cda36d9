"""What would come of an import, before anything is kept: counts, and each thing by its line."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from cpd.kernel.errors import RuleError
from cpd.records.rules.identity import SORT_WORDS
from cpd.records.rules.texts import checked_line
from cpd.transfers.rules.besides import BesideReport
from cpd.transfers.rules.lines import Line, Seen

MOST_LISTED = 100
MOST_PREVIEWED = 5
LONGEST_REASON = 500


@dataclass(frozen=True)
class Said:
    """Something to be said of a line: under which heading, what stands there, and what it is."""

    number: int
    text: str
    head: str = ""
    cell: str = ""


@dataclass
class Report:
    """What a check found. The lists hold the first of many; the numbers count them all."""

    rows: int = 0
    good: int = 0
    bad: int = 0
    repeated: int = 0
    telling: int = 0
    withdrawn: int = 0
    stop: str = ""
    problems: list[Said] = field(default_factory=list)
    repeats: list[Said] = field(default_factory=list)
    tells: list[Said] = field(default_factory=list)
    remarks: list[Said] = field(default_factory=list)
    preview: list[dict[str, Any]] = field(default_factory=list)
    remarked: int = 0
    both: int = 0  # lines that repeat and tell
    besides: BesideReport = field(default_factory=BesideReport)

    @property
    def clean(self) -> int:
        """Return how many lines come in whatever is chosen."""
        return self.good - self.repeated - self.telling + self.both

    def to_facts(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> Self:
        lists = {name: [Said(**one) for one in facts[name]]
                 for name in ("problems", "repeats", "tells", "remarks")}  # fmt: skip
        besides = BesideReport.from_facts(facts.get("besides", {}))
        return cls(**(facts | lists | {"besides": besides}))

    def add(self, line: Line, repeats: str) -> None:
        self.rows += 1
        if line.logged is None:
            self.bad += 1
            self.note_problems(line)
            return
        self.good += 1
        self.withdrawn += line.is_withdrawn
        if len(self.preview) < MOST_PREVIEWED:
            self.preview.append({"number": line.number, "line": line.logged.to_facts()})
        if repeats:
            self.repeated += 1
            listed(self.repeats, Said(line.number, repeats, cell=line.logged.title))
        if line.findings:
            self.telling += 1
            self.both += bool(repeats)
            for one in line.findings:
                listed(self.tells, Said(line.number, SORT_WORDS[one.sort], one.field, one.text))
        self.remarked += bool(line.remarks)
        for text in line.remarks:
            listed(self.remarks, Said(line.number, text))

    def note_problems(self, line: Line) -> None:
        for one in line.problems:
            listed(self.problems, Said(line.number, one.text, one.head, one.cell))
            if one.is_wrong_form and not self.stop:
                self.stop = (
                    f"Line {line.number:,}: {one.text} The form of days holds for the whole file, "
                    "so nothing can be imported before this is settled: choose another form, or "
                    "mend the line and upload the file again."
                )


def listed(heap: list[Said], said: Said) -> None:
    if len(heap) < MOST_LISTED:
        heap.append(said)


def examined(
    lines: Iterable[Line], seen: Seen, tell: Callable[[int], None] = lambda _: None
) -> Report:
    """Look at every line; `tell` hears how many are done, now and then."""
    report = Report()
    for line in lines:
        report.add(line, seen.repeats(line))
        if report.rows % 1000 == 0:
            tell(report.rows)
    return report


@dataclass(frozen=True)
class Choices:
    """What becomes of lines that repeat something, and of lines that may tell who a client is."""

    repeats: bool = False
    reason: str = ""

    @property
    def telling(self) -> bool:
        return bool(self.reason)


def checked_reason(text: str) -> str:
    reason = checked_line(text, "A reason")
    if len(reason) < 10:
        raise RuleError("Say in a few words why these lines can come in as they are.")
    return reason


def taken(lines: Iterable[Line], seen: Seen, choices: Choices) -> Iterator[tuple[Line, str]]:
    """Yield every line with why it stays out; with nothing if it comes in."""
    for line in lines:
        repeats = seen.repeats(line)
        if line.logged is None:
            yield line, " / ".join(said_problem(one.head, one.text) for one in line.problems)
        elif repeats and not choices.repeats:
            yield line, f"This {repeats}."
        elif line.findings and not choices.telling:
            what = ", ".join(f"“{one.text}” ({SORT_WORDS[one.sort]})" for one in line.findings)
            yield line, f"This may tell who a client is: {what}."
        else:
            yield line, ""


def said_problem(head: str, text: str) -> str:
    return f"{head}: {text}" if head else text
