"""What a question is: its wording, its options, and the clauses behind them."""

from dataclasses import dataclass
from enum import StrEnum


class Stance(StrEnum):
    """What doing this does to the clause."""

    UPHOLDS = "upholds"
    STRAINS = "strains"
    BREACHES = "breaches"


class Form(StrEnum):
    ONE_BEST = "one-best"
    SEVERAL = "several"
    NUMBER = "number"


class Level(StrEnum):
    RECALL = "recall"
    APPLICATION = "application"
    JUDGEMENT = "judgement"


@dataclass(frozen=True)
class CodeEdition:
    """A code of ethics, by its key, in the edition that the content was written from."""

    code: str
    edition: str


@dataclass(frozen=True)
class Citation:
    """A clause as `key:number`, and what is done to it."""

    ref: str
    stance: Stance

    @property
    def code(self) -> str:
        return self.ref.partition(":")[0]

    @property
    def number(self) -> str:
        return self.ref.partition(":")[2]


@dataclass(frozen=True)
class Option:
    id: str
    text: str
    right: bool
    why: str
    clauses: tuple[Citation, ...]


@dataclass(frozen=True)
class Answer:
    """A number that is asked for, its unit, and other ways of writing it."""

    value: str
    unit: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """A question. Options belong to the forms `one-best` and `several`, an answer to `number`."""

    id: str
    form: Form
    level: Level
    difficulty: int
    clause: str
    stem: str
    options: tuple[Option, ...] = ()
    answer: Answer | None = None
    why: str = ""
    clauses: tuple[Citation, ...] = ()

    @property
    def right(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options if option.right)

    def option(self, option_id: str) -> Option:
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)


@dataclass(frozen=True)
class Bank:
    id: str
    title: str
    codes: tuple[CodeEdition, ...]
    items: tuple[Item, ...]

    def item(self, item_id: str) -> Item:
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)
