"""What is wrong with content, and where it stands."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cpd.catalogue.rules.items import Citation, CodeEdition

Key = tuple[str, ...]  # ("module",) ("case",) ("bank",) ("scene", id) ("choice", scene, id) ...
KnownClauses = Mapping[str, Mapping[str, frozenset[str]]]  # code -> edition -> clause numbers


class Place(NamedTuple):
    file: str
    line: int


Lines = Mapping[Key, Place]
NOWHERE = Place("", 0)


@dataclass(frozen=True, order=True)
class Finding:
    file: str
    line: int
    rule: str
    message: str


def finding(lines: Lines, key: Key, rule: str, message: str) -> Finding:
    """Say it of the part that `key` names, or of the file's head where the part has no line."""
    place = lines.get(key) or lines.get(key[:1]) or NOWHERE
    return Finding(place.file, place.line, rule, message)


@dataclass(frozen=True)
class Clauses:
    """The clauses that may be cited: those of the declared codes, in the declared editions."""

    declared: tuple[CodeEdition, ...]
    known: KnownClauses

    def numbers(self, code: str) -> frozenset[str]:
        """Every number of a declared code, lettered parts too; none if its edition is unknown."""
        editions = (one.edition for one in self.declared if one.code == code)
        return self.known.get(code, {}).get(next(editions, ""), frozenset())

    def main_numbers(self, code: str) -> frozenset[str]:
        """Give the clauses themselves, without their lettered parts."""
        numbers = self.numbers(code)
        return frozenset(number for number in numbers if clause_of(number, numbers) == number)

    def trouble(self, ref: str) -> tuple[str, str] | None:
        """Name the rule a reference breaks, and say how; None if it may be cited."""
        code, _, number = ref.partition(":")
        if code not in {one.code for one in self.declared}:
            return "undeclared-code", f"{ref} is of a code that is not declared here."
        if self.numbers(code) and number not in self.numbers(code):
            return "unknown-clause", f"There is no clause {ref} in the declared edition."
        return None

    def troubles(self, citations: Iterable[Citation], lines: Lines, key: Key) -> Iterator[Finding]:
        for citation in citations:
            if trouble := self.trouble(citation.ref):
                yield finding(lines, key, *trouble)

    def unknown_editions(self) -> Iterator[CodeEdition]:
        """Find the declared codes that no register holds in that edition."""
        for one in self.declared:
            if one.edition not in self.known.get(one.code, {}):
                yield one


def clause_of(number: str, numbers: frozenset[str]) -> str:
    """Find the clause that a lettered part belongs to; a clause belongs to itself."""
    whole = number.rstrip("abcdefghijklmnopqrstuvwxyz")
    return whole if whole in numbers else number
