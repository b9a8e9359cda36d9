"""What the codes of ethics ask, clause by clause, in our own words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Self

from cpd.kernel.errors import RuleError

# The order in which codes stand wherever they stand side by side; a new one comes last.
ORDER = ("plumm", "plumm-chat", "atrium-ethics", "atrium-practice", "lahendus", "global", "bacp")
# Principles come before obligations, as in the source; numbers without a letter before both.
_SERIES = ("", "P", "O")
_NUMBER = re.compile(r"([A-Z]?)([0-9]{1,3}(?:\.[0-9]{1,3})*)")
_REFERENCE = re.compile(r"([a-z][a-z0-9-]*):([A-Z]?[0-9]{1,3}(?:\.[0-9]{1,3})*)([a-z]?)")


class Force(StrEnum):
    MUST = "must"
    SHOULD = "should"
    MAY = "may"
    PROHIBITS = "prohibits"
    INFORMS = "informs"


class Numbering(StrEnum):
    SOURCE = "source"
    OURS = "ours"


@dataclass(frozen=True)
class Theme:
    key: str
    title: str
    question: str
    note: str = ""


@dataclass(frozen=True)
class Section:
    id: str
    heading: str


@dataclass(frozen=True)
class Setting:
    """A number that a clause sets, as it names it: `3 years`."""

    what: str
    value: str


@dataclass(frozen=True)
class Part:
    letter: str
    paraphrase: str


@dataclass(frozen=True)
class Reference:
    """A clause as it is cited: `atrium-practice:9.10`, `bacp:33d`."""

    code: str
    number: str
    letter: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        match = _REFERENCE.fullmatch(text)
        if match is None:
            raise RuleError(f"“{text}” is not a clause. Write code:number, like bacp:33d.")
        return cls(*match.groups())

    def __str__(self) -> str:
        return f"{self.code}:{self.number}{self.letter}"


@dataclass(frozen=True, kw_only=True)
class Clause:
    code: str
    number: str
    heading: str
    paraphrase: str
    themes: tuple[str, ...]
    force: Force
    section: str = ""
    sets: tuple[Setting, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def reference(self) -> Reference:
        return Reference(self.code, self.number)

    def part(self, letter: str) -> Part | None:
        return next((part for part in self.parts if part.letter == letter), None)

    def numbers(self) -> Iterator[str]:
        """Yield all that can be cited here: the clause, then each lettered part."""
        yield self.number
        yield from (self.number + part.letter for part in self.parts)


@dataclass(frozen=True)
class Neighbours:
    before: Clause | None
    after: Clause | None


@dataclass(frozen=True, kw_only=True)
class Code:
    """One edition of one code. Its clauses stand in natural order."""

    key: str
    edition: str
    title: str
    short_title: str
    publisher: str
    source: str
    seen_on: date
    applies_to: str
    numbering: Numbering
    clauses: tuple[Clause, ...]
    sections: tuple[Section, ...] = ()

    @cached_property
    def by_number(self) -> Mapping[str, Clause]:
        return {clause.number: clause for clause in self.clauses}

    @property
    def parts(self) -> int:
        return sum(len(clause.parts) for clause in self.clauses)

    def clause(self, number: str) -> Clause:
        if number not in self.by_number:
            raise RuleError(f"{self.title} ({self.edition}) has no clause {number}.")
        return self.by_number[number]

    def neighbours(self, number: str) -> Neighbours:
        at = self.clauses.index(self.clause(number))
        return Neighbours(
            before=self.clauses[at - 1] if at else None,
            after=self.clauses[at + 1] if at + 1 < len(self.clauses) else None,
        )

    def by_section(self) -> Sequence[tuple[Section | None, Sequence[Clause]]]:
        """Group the clauses under their headings; those without one come first."""
        groups: list[tuple[Section | None, Sequence[Clause]]] = [
            (section, [clause for clause in self.clauses if clause.section == section.id])
            for section in self.sections
        ]
        loose = [clause for clause in self.clauses if not clause.section]
        return [(None, loose), *groups] if loose else groups


@dataclass(frozen=True)
class Register:
    """All codes and the themes they share. An edition is looked up by name, or the newest."""

    themes: tuple[Theme, ...]
    codes: tuple[Code, ...]

    @cached_property
    def current(self) -> Mapping[str, Code]:
        """Hold the newest edition of each code, in the fixed order."""
        newest = {code.key: code for code in sorted(self.codes, key=lambda code: code.edition)}
        return {key: newest[key] for key in sorted(newest, key=_place)}

    @cached_property
    def _by_edition(self) -> Mapping[tuple[str, str], Code]:
        return {(code.key, code.edition): code for code in self.codes}

    def code(self, key: str, edition: str | None = None) -> Code:
        code = self.current.get(key) if edition is None else self._by_edition.get((key, edition))
        if code is None and key in self.current:
            raise RuleError(f"There is no edition {edition} of {self.current[key].title}.")
        if code is None:
            raise RuleError(f"There is no code “{key}”.")
        return code

    def theme(self, key: str) -> Theme:
        theme = next((theme for theme in self.themes if theme.key == key), None)
        if theme is None:
            raise RuleError(f"There is no theme “{key}”.")
        return theme

    def clause(self, reference: str | Reference, edition: str | None = None) -> Clause:
        """Find a clause; a lettered part gives the clause it is a part of, if it has that part."""
        asked = Reference.parse(reference) if isinstance(reference, str) else reference
        code = self.code(asked.code, edition)
        clause = code.clause(asked.number)
        if asked.letter and clause.part(asked.letter) is None:
            raise RuleError(f"Clause {asked.number} of {code.title} has no part {asked.letter}.")
        return clause

    def part(self, reference: str | Reference, edition: str | None = None) -> Part | None:
        """Find the lettered part a reference names; nothing if it names a whole clause."""
        asked = Reference.parse(reference) if isinstance(reference, str) else reference
        return self.clause(asked, edition).part(asked.letter)

    def known_clauses(self) -> Mapping[str, Mapping[str, frozenset[str]]]:
        """Tell what can be cited: code, edition, then numbers with and without letters."""
        return {
            key: {code.edition: _citable(code) for code in self.codes if code.key == key}
            for key in self.current
        }


def natural(number: str) -> tuple[int, str, tuple[int, ...], str]:
    """Order numbers as a reader does: 9.2 before 9.10, P1 before O1, 33 before 33a."""
    match = _NUMBER.match(number)
    if match is None:
        return (len(_SERIES) + 1, "", (), number)
    series, digits = match.groups()
    rank = _SERIES.index(series) if series in _SERIES else len(_SERIES)
    return (rank, series, tuple(int(each) for each in digits.split(".")), number[match.end() :])


def is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def in_order(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    return tuple(sorted(clauses, key=lambda clause: natural(clause.number)))


def _citable(code: Code) -> frozenset[str]:
    return frozenset(number for clause in code.clauses for number in clause.numbers())


def _place(key: str) -> tuple[int, str]:
    return (ORDER.index(key) if key in ORDER else len(ORDER), key)
