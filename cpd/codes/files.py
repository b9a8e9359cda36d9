"""What the registers of codes on disk say, checked as they are read."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from string import ascii_lowercase
from typing import TypeVar

from cpd.codes.rules.registers import (
    Clause,
    Code,
    Force,
    Numbering,
    Part,
    Register,
    Section,
    Setting,
    Theme,
    in_order,
    is_number,
)
from cpd.content_files import Node, read
from cpd.places import REGISTERS

THEMES = "themes.yaml"

MAX_HEADING = 60
MAX_SHORT_TITLE = 24
MAX_PARAPHRASE_WORDS = 50
MAX_THEMES = 3

_KEY = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_Choice = TypeVar("_Choice", bound=StrEnum)


@cache
def register() -> Register:
    """Give the registers that come with the program, read once."""
    return load_register()


def load_register(folder: Path = REGISTERS) -> Register:
    """Read the themes and every code in a folder; the first broken rule stops it."""
    themes = _themes(Node.of(read(folder / THEMES)))
    keys = frozenset(theme.key for theme in themes)
    paths = sorted(path for path in folder.glob("*.yaml") if path.name != THEMES)
    codes: dict[tuple[str, str], Code] = {}
    for path in paths:
        root = Node.of(read(path))
        code = _code(root, keys)
        if (code.key, code.edition) in codes:
            raise root.broken("duplicate", f"Edition {code.edition} of {code.key} stands twice.")
        codes[code.key, code.edition] = code
    return Register(themes, tuple(codes.values()))


def _themes(root: Node) -> tuple[Theme, ...]:
    fields = root.fields("format themes")
    _expect(fields["format"], "cpd-themes/1")
    nodes = [node.fields("key title question", "note") for node in fields["themes"].items()]
    _refuse_repeats(node["key"] for node in nodes)
    return tuple(
        Theme(
            key=_key(node["key"]),
            title=node["title"].text(),
            question=node["question"].text(),
            note=node["note"].text() if "note" in node else "",
        )
        for node in nodes
    )


def _code(root: Node, themes: frozenset[str]) -> Code:
    fields = root.fields(
        "format key edition title short_title publisher source seen_on"
        " applies_to numbering clauses",
        "sections",
    )
    _expect(fields["format"], "cpd-code/1")
    key = _key(fields["key"])
    sections = _sections(fields.get("sections"))
    clauses = _clauses(fields["clauses"], key, themes, frozenset(each.id for each in sections))
    return Code(
        key=key,
        edition=fields["edition"].text(),
        title=fields["title"].text(),
        short_title=_at_most(fields["short_title"], MAX_SHORT_TITLE),
        publisher=fields["publisher"].text(),
        source=fields["source"].text(),
        seen_on=_day(fields["seen_on"]),
        applies_to=fields["applies_to"].text(),
        numbering=_one_of(fields["numbering"], Numbering),
        sections=sections,
        clauses=in_order(clauses),
    )


def _sections(node: Node | None) -> tuple[Section, ...]:
    if node is None:
        return ()
    found = [item.fields("id heading") for item in node.items()]
    _refuse_repeats(each["id"] for each in found)
    return tuple(Section(each["id"].text(), each["heading"].text()) for each in found)


def _clauses(
    node: Node, code: str, themes: frozenset[str], sections: frozenset[str]
) -> Sequence[Clause]:
    opened = [
        item.fields("number heading paraphrase themes force", "section sets parts")
        for item in node.items()
    ]
    _refuse_repeats(fields["number"] for fields in opened)
    return [_clause(fields, code, themes, sections) for fields in opened]


def _clause(
    fields: Mapping[str, Node], code: str, themes: frozenset[str], sections: frozenset[str]
) -> Clause:
    number = fields["number"].text()
    if not is_number(number):
        raise fields["number"].broken("number", f"{number} is not the number of a clause.")
    return Clause(
        code=code,
        number=number,
        heading=_at_most(fields["heading"], MAX_HEADING),
        paraphrase=_paraphrase(fields["paraphrase"]),
        themes=_themes_of(fields["themes"], themes),
        force=_one_of(fields["force"], Force),
        section=_known(fields["section"], sections, "section") if "section" in fields else "",
        sets=_settings(fields.get("sets")),
        parts=_parts(fields.get("parts")),
    )


def _themes_of(node: Node, themes: frozenset[str]) -> tuple[str, ...]:
    named = node.items()
    if not 1 <= len(named) <= MAX_THEMES:
        raise node.broken("themes", f"A clause has one to {MAX_THEMES} themes.")
    _refuse_repeats(named)
    return tuple(_known(each, themes, "theme") for each in named)


def _settings(node: Node | None) -> tuple[Setting, ...]:
    opened = [item.fields("what value") for item in node.items()] if node else []
    return tuple(Setting(each["what"].text(), each["value"].text()) for each in opened)


def _parts(node: Node | None) -> tuple[Part, ...]:
    """Read lettered parts: a, b, c, without a gap."""
    parts: list[Part] = []
    for item in node.items() if node else []:
        fields = item.fields("letter paraphrase")
        letter = fields["letter"].text()
        if letter != ascii_lowercase[len(parts) : len(parts) + 1]:
            raise fields["letter"].broken("letters", "Parts are lettered a, b, c, in this order.")
        parts.append(Part(letter, _paraphrase(fields["paraphrase"])))
    return tuple(parts)


def _paraphrase(node: Node) -> str:
    text = " ".join(node.text().split())
    if len(text.split()) > MAX_PARAPHRASE_WORDS:
        raise node.broken("paraphrase", f"A paraphrase has at most {MAX_PARAPHRASE_WORDS} words.")
    return text


def _at_most(node: Node, characters: int) -> str:
    text = node.text()
    if len(text) > characters:
        raise node.broken("length", f"At most {characters} characters; this has {len(text)}.")
    return text


def _key(node: Node) -> str:
    text = node.text()
    if _KEY.fullmatch(text) is None:
        raise node.broken("key", "A key is lower-case words with hyphens between.")
    return text


def _known(node: Node, known: frozenset[str], what: str) -> str:
    text = node.text()
    if text not in known:
        raise node.broken(f"unknown-{what}", f"There is no {what} “{text}”.")
    return text


def _one_of(node: Node, choices: type[_Choice]) -> _Choice:
    text = node.text()
    found = next((choice for choice in choices if choice == text), None)
    if found is None:
        raise node.broken("choice", f"One of these was expected: {', '.join(choices)}.")
    return found


def _day(node: Node) -> date:
    try:
        return date.fromisoformat(node.text())
    except ValueError as error:
        raise node.broken("date", "A date was expected, like 2026-11-21, in quotes.") from error


def _expect(node: Node, text: str) -> None:
    if node.value != text:
        raise node.broken("format", f"The format must be {text}.")


def _refuse_repeats(nodes: Iterable[Node]) -> None:
    seen: set[str] = set()
    for node in nodes:
        if (text := node.text()) in seen:
            raise node.broken("duplicate", f"“{text}” stands here twice.")
        seen.add(text)
