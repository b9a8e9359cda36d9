"""Which clauses stand in the text of a code as its publisher has it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cpd.codes.rules.clauses import FoundClause, clauses_of
from cpd.codes.rules.lines import Kind, Line, lines
from cpd.codes.rules.publishers import is_title, owners


@dataclass(frozen=True)
class Stray:
    """A line that belongs to no clause, nor introduces any."""

    line: int
    text: str


@dataclass(frozen=True)
class FoundCode:
    """One code as a text has it: its clauses in the order of the text."""

    key: str
    clauses: tuple[FoundClause, ...]
    unplaced: tuple[Stray, ...]

    @property
    def parts(self) -> int:
        return sum(len(clause.parts) for clause in self.clauses)


@dataclass(frozen=True)
class Reading:
    """Everything found in one text, and what of it could not be placed."""

    codes: tuple[FoundCode, ...]
    unplaced: tuple[Stray, ...]


def read(text: str) -> Reading:
    """Find codes and clauses by the structure of the text alone.

    No register is at hand here, so that comparing with one can fail.
    """
    found: list[FoundCode] = []
    nobodys: list[Stray] = []
    stretches = list(_without_contents(_stretches(lines(text))))
    for stretch, key in zip(stretches, owners(stretches), strict=True):
        clauses, strays = clauses_of(stretch)
        if key is None or not clauses:
            nobodys += _strays(stretch)
        elif found and found[-1].key == key:
            found[-1] = _joined(found[-1], FoundCode(key, tuple(clauses), _strays(strays)))
        else:
            found.append(FoundCode(key, tuple(clauses), _strays(strays)))
    unplaced = [*nobodys, *(stray for code in found for stray in code.unplaced)]
    return Reading(tuple(found), tuple(sorted(unplaced, key=lambda stray: stray.line)))


def _stretches(all_lines: Iterable[Line]) -> list[list[Line]]:
    """Cut a text where a title stands below clauses, and where the numbering goes back."""
    found: list[list[Line]] = [[]]
    has_items, top = False, 0
    for line in all_lines:
        if is_title(line) and has_items:
            found.append([])
            has_items, top = False, 0
        if line.kind is Kind.NUMBERED:
            if line.top < top:
                found.append(_trailing_headings(found[-1]))
            top = line.top
        found[-1].append(line)
        has_items = has_items or line.kind in {Kind.NUMBERED, Kind.BULLET}
    return found


def _trailing_headings(stretch: list[Line]) -> list[Line]:
    """Take the headings off the end of a stretch: they stand over what comes next."""
    taken: list[Line] = []
    while stretch and stretch[-1].kind is Kind.HEADING:
        taken.append(stretch.pop())
    return taken[::-1]


def _without_contents(found: Sequence[list[Line]]) -> Iterator[list[Line]]:
    """Drop a table of contents, which says beforehand the headings that come."""
    last_seen = {str(line): at for at, stretch in enumerate(found) for line in stretch}
    lead: list[Line] = []
    for at, stretch in enumerate(found):
        numbered = [line for line in stretch if line.kind is Kind.NUMBERED]
        if numbered and all(last_seen[str(line)] > at for line in numbered):
            lead += [line for line in stretch if line.kind is not Kind.NUMBERED]
        else:
            yield lead + stretch
            lead = []


def _strays(found: Iterable[Line]) -> tuple[Stray, ...]:
    return tuple(Stray(line.at, str(line)) for line in found)


def _joined(first: FoundCode, second: FoundCode) -> FoundCode:
    return replace(
        first,
        clauses=first.clauses + second.clauses,
        unplaced=first.unplaced + second.unplaced,
    )
