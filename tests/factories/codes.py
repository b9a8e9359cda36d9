"""Small registers to try rules on."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from cpd.codes.rules.clauses import FoundClause, FoundPart
from cpd.codes.rules.reading import FoundCode
from cpd.codes.rules.registers import (
    Clause,
    Code,
    Force,
    Numbering,
    Part,
    Register,
    Theme,
    in_order,
)


def a_clause(number: str = "1", code: str = "plumm", **what_matters: Any) -> Clause:
    facts: dict[str, Any] = {
        "heading": "Be kind",
        "paraphrase": "Everybody is kind to clients.",
        "themes": ("kindness",),
        "force": Force.MUST,
    }
    return Clause(code=code, number=number, **(facts | what_matters))


def a_code(key: str = "plumm", clauses: Sequence[Clause] = (), **what_matters: Any) -> Code:
    facts: dict[str, Any] = {
        "edition": "2026-11",
        "title": f"Code of {key}",
        "short_title": key,
        "publisher": key.title(),
        "source": "A web page",
        "seen_on": date(2026, 11, 21),
        "applies_to": "Everybody.",
        "numbering": Numbering.SOURCE,
    }
    return Code(key=key, clauses=in_order(clauses), **(facts | what_matters))


def a_theme(key: str = "kindness", title: str = "Kindness") -> Theme:
    return Theme(key, title, "Am I kind?")


def a_register(*codes: Code, themes: Sequence[Theme] = (a_theme(),)) -> Register:
    return Register(tuple(themes), codes)


def some_parts(letters: str) -> tuple[Part, ...]:
    return tuple(Part(letter, f"Part {letter}.") for letter in letters)


def a_found_code(*clauses: FoundClause, key: str = "plumm") -> FoundCode:
    return FoundCode(key, clauses, ())


def a_found_clause(
    number: str = "1", wording: str = "Be nice to them.", parts: str = ""
) -> FoundClause:
    lettered = tuple(FoundPart(letter, f"Item {letter}.", 2) for letter in parts)
    return FoundClause(number, "", wording, lettered, 1, 1)


def a_text(*clauses: str) -> str:
    """Write a text like a publisher's: made up, but known as the chat code by its own words."""
    told = clauses or ("Nobody lends a lamp.", "Nobody borrows one.")
    numbered = "\n\n".join(f"{at}. Lamps\n\n{words}" for at, words in enumerate(told, start=1))
    return f"Plumm Code of Ethics for the Chat Session Service\n\n{numbered}\n"


def a_text_with_parts(letters: str = "abcd") -> str:
    """Write clause 33 of the relationship text, made up, with lettered parts."""
    parts = "\n".join(f"{letter}. We never lend lamp {letter} to anybody." for letter in letters)
    return (
        "BACP Ethical Framework: building an appropriate relationship\n\n"
        f"33. Lamps may be lent if we are sure that:\n{parts}\n\n34. We return every lamp.\n"
    )
