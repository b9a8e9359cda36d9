"""What each line of a published text is: a numbered clause, a part, a heading, a sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto

# A line longer than this is no heading, even without a full stop.
HEADING_WORDS = 16

_SPACES = re.compile(r"[\s\u200e\u200f]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_ROUND = "\u2022\u00b7\u2023\u25e6\u25aa\u25ab\u25cf\u25cb\u2219\u2043\uf0b7"
_BULLET = re.compile(rf"(?:[{_ROUND}]\s*|[-\u2010-\u2015\u2212*+o\u00a7]\s+)(?=\S)")
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,3})+)[.)]?\s*(?=[^\s\d.])|(\d{1,3})[.)]\s*(?=[^\s\d.])")
# A bare number opens a line only before a capital: `3 Responsibilities`, but not `12 months`.
_BARE_NUMBER = re.compile(r"(\d{1,3})\s+(?=[A-Z])")
_LETTER = re.compile(r"\(?([a-z])[.)]\s+(?=\S)")
_ENDS = frozenset(".:;!?\u2026")
_FURNITURE = re.compile(r"©|\(c\)\s|copyright\b|all rights reserved", re.IGNORECASE)


class Kind(Enum):
    NUMBERED = auto()
    LETTERED = auto()
    BULLET = auto()
    HEADING = auto()
    SENTENCE = auto()


@dataclass(frozen=True)
class Line:
    """One line that is not empty, counted from 1, with its number or letter taken off."""

    at: int
    kind: Kind
    text: str
    label: str = ""

    @property
    def top(self) -> int:
        """Give the first component of the number: 9 of 9.10."""
        return int(self.label.split(".")[0])

    @property
    def is_nested(self) -> bool:
        return "." in self.label

    @property
    def is_sentence(self) -> bool:
        return _is_sentence(self.text)

    def __str__(self) -> str:
        return f"{self.label} {self.text}".strip()


def lines(text: str) -> Iterator[Line]:
    """Yield the lines that hold something; whatever ends them, and whatever spaces they use."""
    ends_alike = text.replace("\r\n", "\n").replace("\r", "\n")
    for at, raw in enumerate(ends_alike.split("\n"), start=1):
        plain = _SPACES.sub(" ", _INVISIBLE.sub("", raw)).strip()
        if plain:
            yield _kind_of(Line(at, Kind.SENTENCE, plain))


def _kind_of(line: Line) -> Line:
    if match := _NUMBER.match(line.text) or _BARE_NUMBER.match(line.text):
        label = next(group for group in match.groups() if group)
        return Line(line.at, Kind.NUMBERED, line.text[match.end() :], label)
    bullet = _BULLET.match(line.text)
    inner = line.text[bullet.end() :] if bullet else line.text
    if match := _LETTER.match(inner):
        return Line(line.at, Kind.LETTERED, inner[match.end() :], match[1])
    if bullet:
        return Line(line.at, Kind.BULLET, inner)
    return replace(line, kind=Kind.HEADING) if _is_heading(line.text) else line


def _is_heading(text: str) -> bool:
    """Tell a heading: it starts with a capital and ends without a full stop."""
    if _FURNITURE.match(text):
        return True
    return (text[0].isupper() or text[0].isdigit()) and not _is_sentence(text)


def _is_sentence(text: str) -> bool:
    """Tell a sentence from a heading: it ends as one, or it is too long to be anything else."""
    last = next((letter for letter in reversed(text) if letter.isalnum() or letter in _ENDS), "")
    return last in _ENDS or len(text.split()) > HEADING_WORDS
