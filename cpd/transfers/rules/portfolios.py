"""What a portfolio says: plain values for a printed page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from cpd.kernel.errors import RuleError

MOST_ENTRIES = 2000


class Section(StrEnum):
    """A part of the portfolio, in the order in which they stand."""

    SUMMARY = "summary"
    STANDING = "standing"
    ENTRIES = "entries"
    SUPERVISION = "supervision"
    REFLECTIONS = "reflections"
    PLAN = "plan"
    PAPERS = "papers"
    CERTIFICATES = "certificates"


SECTION_WORDS: Mapping[Section, str] = {
    Section.SUMMARY: "Summary by month and kind",
    Section.STANDING: "How I stand with each body I follow",
    Section.ENTRIES: "Every entry",
    Section.SUPERVISION: "Supervision, and who attested it",
    Section.REFLECTIONS: "Reflections in full",
    Section.PLAN: "Development plan",
    Section.PAPERS: "Papers and declarations",
    Section.CERTIFICATES: "Certificates",
}


@dataclass(frozen=True)
class Fact:
    word: str
    text: str


@dataclass(frozen=True)
class Item:
    """One thing on paper: a heading, a line below it, facts, and long texts."""

    title: str
    day: str = ""
    note: str = ""
    facts: tuple[Fact, ...] = ()
    texts: tuple[Fact, ...] = ()
    is_withdrawn: bool = False


@dataclass(frozen=True)
class Row:
    """A row of figures: what it is, and one cell for each column."""

    head: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    title: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Part:
    """A section with a heading of its own; what is empty says so."""

    section: Section
    title: str
    lead: str = ""
    figures: tuple[Figures, ...] = ()
    items: tuple[Item, ...] = ()
    groups: tuple[tuple[str, tuple[Item, ...]], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.figures or self.items or self.groups)


@dataclass(frozen=True)
class Portfolio:
    """The whole of it: whose, which days, and the parts."""

    name: str
    period: str
    made_on: date
    site: str
    bodies: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    key: str = ""
    notes: tuple[str, ...] = field(default=())


MOST_SECONDS = 15
_BASE, _PER_ITEM, _PER_LETTER = 1.0, 0.005, 14e-6  # measured: 1,000 entries take about ten


def seconds(book: Portfolio) -> float:
    """Say about how long it takes to set these pages."""
    items = [
        item
        for part in book.parts
        for item in (*part.items, *(one for _, some in part.groups for one in some))
    ]
    letters = sum(len(text.text) for item in items for text in item.texts)
    return _BASE + _PER_ITEM * len(items) + _PER_LETTER * letters


def refuse_too_long(book: Portfolio) -> None:
    """Refuse what would keep its reader waiting, and say what would not."""
    needed = seconds(book)
    if needed > MOST_SECONDS:
        raise RuleError(
            f"These pages would take about {round(needed)} seconds to set, and {MOST_SECONDS} is "
            "the most. Choose fewer days, or leave the reflections for a portfolio of their own."
        )
