"""How the lines of one code make up its clauses, their wording and their lettered parts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase

from cpd.codes.rules.lines import Kind, Line


@dataclass(frozen=True)
class FoundPart:
    letter: str
    wording: str
    line: int


@dataclass(frozen=True)
class FoundClause:
    """A clause as its publisher words it; paragraphs are a blank line apart. Lines include both."""

    number: str
    heading: str
    wording: str
    parts: tuple[FoundPart, ...]
    line: int
    last_line: int

    @property
    def whole(self) -> str:
        return "\n".join([self.wording, *(part.wording for part in self.parts)])


@dataclass(frozen=True)
class Block:
    """A numbered line or a heading, and what stands below it. The first may lack its opener."""

    opener: Line | None
    body: tuple[Line, ...]

    @property
    def is_numbered(self) -> bool:
        return self.opener is not None and self.opener.kind is Kind.NUMBERED

    @property
    def is_titled(self) -> bool:
        """Tell if the numbered line is only a heading, its wording being in the body."""
        if self.opener is None or self.opener.is_sentence:
            return False
        return not self.body or not self.body[0].text[0].islower()

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.body if self.opener is None else (self.opener, *self.body)


def clauses_of(stretch: Sequence[Line]) -> tuple[list[FoundClause], list[Line]]:
    """Give the clauses of one code, and the lines that are neither theirs nor lead to them."""
    blocks = _blocks(_with_our_numbers(stretch))
    sections = {line.top for line in stretch if line.kind is Kind.NUMBERED and line.is_nested}
    held = [_holds_clause(block, sections) for block in blocks]
    opened = [block for block, holds in zip(blocks, held, strict=True) if holds]
    opened, closing = _without_closing(opened)
    strays = [*_strays(blocks, held, sections), *closing]
    return [_clause(block) for block in opened], sorted(strays, key=lambda line: line.at)


def _blocks(stretch: Sequence[Line]) -> list[Block]:
    openers: list[Line | None] = [None]
    bodies: list[list[Line]] = [[]]
    for line in stretch:
        if line.kind in {Kind.NUMBERED, Kind.HEADING}:
            openers.append(line)
            bodies.append([])
        else:
            bodies[-1].append(line)
    return [Block(opener, tuple(body)) for opener, body in zip(openers, bodies, strict=True)]


def _with_our_numbers(stretch: Sequence[Line]) -> list[Line]:
    """Give numbers to the items of a code without: P1 is the first below `Principles`."""
    bullets = [
        line
        for block in _blocks(stretch)
        if block.opener is not None and not block.is_numbered
        for line in block.body
        if line.kind is Kind.BULLET and line.is_sentence
    ]
    if len(bullets) <= sum(line.kind is Kind.NUMBERED for line in stretch):
        return list(stretch)
    return list(_numbered(stretch, frozenset(line.at for line in bullets)))


def _numbered(stretch: Sequence[Line], items: frozenset[int]) -> Iterator[Line]:
    series = ""
    used: Counter[str] = Counter()
    for line in stretch:
        if line.kind is Kind.HEADING:
            series = line.text[0].upper()
        if line.at in items:
            used[series] += 1
            yield replace(line, kind=Kind.NUMBERED, label=f"{series}{used[series]}")
        else:
            yield line


def _holds_clause(block: Block, sections: set[int]) -> bool:
    """Tell a clause from a heading with nothing below it, or with its clauses numbered below."""
    if block.opener is None or not block.is_numbered or _is_section(block, sections):
        return False
    return block.opener.is_nested or block.opener.is_sentence or bool(block.body)


def _is_section(block: Block, sections: set[int]) -> bool:
    if block.opener is None or not block.opener.label.isdigit():
        return False
    return block.opener.top in sections


def _strays(blocks: Sequence[Block], held: Sequence[bool], sections: set[int]) -> Iterator[Line]:
    """Yield what stands below no clause and leads to none.

    Everything before the first clause introduces the code, and what follows the number and title
    of a section introduces that. A heading between clauses is in place, but nothing else is.
    """
    places = [at for at, holds in enumerate(held) if holds]
    for at, block in enumerate(blocks):
        if held[at]:
            continue
        leads_nowhere = not places or at > places[-1]
        if leads_nowhere or (block.is_numbered and not _is_section(block, sections)):
            yield from block.lines
        elif at > places[0] and not block.is_numbered:
            yield from block.body


def _without_closing(opened: list[Block]) -> tuple[list[Block], tuple[Line, ...]]:
    """Part the last clause from the words that close the code.

    Only a code in which every clause is a title and one paragraph shows where its last one ends.
    """
    regular = all(block.is_titled and len(block.body) == 1 for block in opened[:-1])
    if len(opened) < 3 or not regular or not opened[-1].is_titled:
        return opened, ()
    last = opened[-1]
    return [*opened[:-1], replace(last, body=last.body[:1])], last.body[1:]


def _clause(block: Block) -> FoundClause:
    opener = block.opener
    if opener is None:
        raise ValueError("A clause opens with its number.")
    as_parts = _bullets_are_parts(block.body)
    paragraphs = [] if block.is_titled else [opener.text]
    parts: list[FoundPart] = []
    for line in block.body:
        if line.kind is Kind.LETTERED:
            parts.append(FoundPart(line.label, line.text, line.at))
        elif line.kind is Kind.BULLET and as_parts:
            parts.append(FoundPart(ascii_lowercase[len(parts) % 26], line.text, line.at))
        elif line.kind is Kind.BULLET:
            paragraphs.append(f"- {line.text}")
        else:
            _continue(paragraphs, line.text)
    heading = opener.text if block.is_titled else ""
    return FoundClause(
        number=opener.label,
        heading=heading,
        wording="\n\n".join(paragraphs),
        parts=tuple(parts),
        line=opener.at,
        last_line=block.lines[-1].at,
    )


def _bullets_are_parts(body: Sequence[Line]) -> bool:
    """Tell parts from a list inside a sentence: parts are sentences of their own."""
    bullets = [line for line in body if line.kind is Kind.BULLET]
    lettered = any(line.kind is Kind.LETTERED for line in body)
    return not lettered and sum(line.is_sentence for line in bullets) * 2 > len(bullets)


def _continue(paragraphs: list[str], text: str) -> None:
    """Add a paragraph, or the rest of one that was broken in two."""
    if paragraphs and text[0].islower() and paragraphs[-1][-1] not in ".:;!?":
        paragraphs[-1] += f" {text}"
    else:
        paragraphs.append(text)
