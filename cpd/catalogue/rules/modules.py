"""What a module is: everything a person needs to take it, in one value with one hash."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from cpd.catalogue.rules import canonical as texts
from cpd.catalogue.rules.cases import Case
from cpd.catalogue.rules.items import Bank, CodeEdition


@dataclass(frozen=True)
class HelpLine:
    """Somewhere to turn to, shown on every page of a case that needs it."""

    name: str
    where: str
    how: str


class Delivery(StrEnum):
    """How it was taken part in, in the words of the bodies: recorded counts as self-paced."""

    LIVE = "live"
    WEBINAR = "webinar"
    SELF_PACED = "self_paced"
    BLENDED = "blended"


@dataclass(frozen=True)
class CategoryPart:
    """A part of the minutes, by the category that bodies count it in."""

    name: str
    minutes: int


@dataclass(frozen=True)
class ScenarioPart:
    """Which case is played, and what passes it."""

    case: str
    pass_percent: int


@dataclass(frozen=True)
class QuizPart:
    """Which bank the paper is drawn from, how many items, and what passes it."""

    bank: str
    draw: int
    pass_percent: int
    time_limit_minutes: int


@dataclass(frozen=True)
class Module:
    """All of the minutes count as ethics, and it is taken self-paced, unless it says otherwise."""

    id: str
    title: str
    summary: str
    audience: str
    codes: tuple[CodeEdition, ...]
    outcomes: tuple[str, ...]
    minutes: int
    validity_months: int
    scenario: ScenarioPart
    quiz: QuizPart
    case: Case
    bank: Bank
    content_note: str = ""
    help: tuple[HelpLine, ...] = ()
    categories: tuple[CategoryPart, ...] = ()
    delivery: Delivery | None = None


def canonical(module: Module) -> str:
    """Write the whole bundle as JSON. Equal modules have equal texts, and the other way round."""
    return texts.encode(module)


def from_canonical(text: str) -> Module:
    return texts.decode(text, Module)


def content_hash(module: Module) -> str:
    """Take the SHA-256 of the canonical text, in hexadecimal: the name of this version for ever."""
    return hashlib.sha256(canonical(module).encode()).hexdigest()
