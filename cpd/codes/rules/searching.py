"""Which clauses a person means who types a few words or a number."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from cpd.codes.rules.registers import Clause, Code, Part, Register, Theme
from cpd.codes.rules.words import placed_words, words

MAX_WORDS = 12
_NUMBER = re.compile(r"([po]?[0-9]{1,3}(?:\.[0-9]{1,3})*)([a-z]?)")


class Place(StrEnum):
    """Where a word was found, the weightiest first."""

    NUMBER = "number"
    SECTION = "section"
    HEADING = "heading"
    THEME = "theme"
    PARAPHRASE = "paraphrase"
    CODE = "code"


@dataclass(frozen=True)
class Hit:
    """One clause that was meant; with `part`, that lettered part of it."""

    code: Code
    clause: Clause
    part: Part | None
    places: frozenset[Place]


@dataclass(frozen=True)
class Search:
    """The words looked for, folded, and the clauses found, best first."""

    words: tuple[str, ...]
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Piece:
    text: str
    is_marked: bool


def search(register: Register, query: str) -> Search:
    """Find the clauses in which every word stands, whole or as the start of a longer one."""
    asked = tuple(dict.fromkeys(words(query)))[:MAX_WORDS]
    titles = {theme.key: theme.title for theme in register.themes}
    ranked: list[tuple[tuple[int, ...], Hit]] = []
    for code in register.current.values():
        for clause in code.clauses:
            texts = _texts(code, clause, titles)
            found = [_places(word, clause, texts) for word in asked]
            if found and all(found):
                ranked.append((_rank(found), _hit(code, clause, asked, found)))
    ranked.sort(key=lambda pair: pair[0], reverse=True)
    return Search(asked, tuple(hit for _, hit in ranked))


def themes_titled(register: Register, asked: Sequence[str]) -> Sequence[Theme]:
    """Find the themes in whose titles every word stands; none if no word was asked for."""
    return [
        theme
        for theme in register.themes
        if asked and all(any(_begins(each, word) for each in _words(theme.title)) for word in asked)
    ]


def marked(text: str, asked: Iterable[str]) -> tuple[Piece, ...]:
    """Cut a text into pieces so that a page can mark the words that were looked for."""
    wanted = tuple(asked)
    pieces: list[Piece] = []
    upto = 0
    for start, end, word in placed_words(text):
        if any(_begins(word, each) for each in wanted):
            pieces.append(Piece(text[upto:start], is_marked=False))
            pieces.append(Piece(text[start:end], is_marked=True))
            upto = end
    pieces.append(Piece(text[upto:], is_marked=False))
    return tuple(piece for piece in pieces if piece.text)


def _texts(code: Code, clause: Clause, titles: Mapping[str, str]) -> Mapping[Place, list[str]]:
    return {
        Place.HEADING: [clause.heading],
        Place.THEME: [titles.get(theme, "") for theme in clause.themes],
        Place.PARAPHRASE: [clause.paraphrase, *(part.paraphrase for part in clause.parts)],
        Place.CODE: [code.key, code.short_title, code.publisher],
    }


def _places(word: str, clause: Clause, texts: Mapping[Place, list[str]]) -> set[Place]:
    found = {
        place
        for place, held in texts.items()
        if any(_begins(each, word) for text in held for each in _words(text))
    }
    if _names(word, clause):
        found.add(Place.NUMBER)
    if clause.number.casefold().startswith(f"{word}."):
        found.add(Place.SECTION)
    return found


def _names(word: str, clause: Clause) -> bool:
    match = _NUMBER.fullmatch(word)
    if match is None or match[1] != clause.number.casefold():
        return False
    return not match[2] or clause.part(match[2]) is not None


def _begins(word: str, asked: str) -> bool:
    """Tell if a word is the one asked for, or starts with it. Numbers must be the same."""
    return word == asked if asked[0].isdigit() else word.startswith(asked)


def _rank(found: Sequence[set[Place]]) -> tuple[int, ...]:
    return tuple(sum(place in places for places in found) for place in Place)


def _hit(code: Code, clause: Clause, asked: Sequence[str], found: Sequence[set[Place]]) -> Hit:
    named = [
        clause.part(word[-1])
        for word, places in zip(asked, found, strict=True)
        if Place.NUMBER in places
    ]
    part = next((part for part in named if part is not None), None)
    return Hit(code, clause, part, frozenset().union(*found))


@lru_cache(maxsize=8192)
def _words(text: str) -> tuple[str, ...]:
    return tuple(words(text))
