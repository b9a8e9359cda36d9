"""A paper as its sitter sees it: without its key until it is passed, then with reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cpd.catalogue.rules.items import Bank, Citation, Form, Item
from cpd.catalogue.rules.marking import mark_item
from cpd.kernel.errors import RuleError

LONGEST_NUMBER = 80


@dataclass(frozen=True)
class ShownOption:
    id: str
    text: str


@dataclass(frozen=True)
class Question:
    """An item on the paper. It carries no key: what is not here cannot leak."""

    number: int
    id: str
    form: Form
    stem: str
    unit: str
    options: tuple[ShownOption, ...]
    response: tuple[str, ...]
    seq: int

    @property
    def answered(self) -> bool:
        return bool(self.response)


@dataclass(frozen=True)
class Saved:
    """An answer as it was saved: option ids, or one typed text; and how often it was changed."""

    response: tuple[str, ...]
    seq: int


NOTHING = Saved((), 0)


@dataclass(frozen=True)
class ExplainedOption:
    text: str
    right: bool
    chosen: bool
    why: str
    clauses: tuple[Citation, ...]


@dataclass(frozen=True)
class Explained:
    """An item after a pass: what was answered, what was right, and why."""

    number: int
    stem: str
    clause: str
    right: bool
    options: tuple[ExplainedOption, ...]
    typed: str
    expected: str
    why: str
    clauses: tuple[Citation, ...]


def questions(
    bank: Bank, drawn: Sequence[Sequence[Any]], answers: Mapping[str, Saved]
) -> tuple[Question, ...]:
    """Lay the paper out in the order in which it was drawn."""
    return tuple(
        question(number, bank.item(item_id), order, answers.get(item_id, NOTHING))
        for number, (item_id, order) in enumerate(drawn, start=1)
    )


def question(number: int, item: Item, order: Sequence[str], saved: Saved) -> Question:
    shown = tuple(ShownOption(one, item.option(one).text) for one in order)
    unit = item.answer.unit if item.answer else ""
    return Question(number, item.id, item.form, item.stem, unit, shown, saved.response, saved.seq)


def as_marked(item: Item, response: Sequence[str]) -> frozenset[str] | str:
    """Return the kept answer as marking takes it: a typed text, or the options chosen."""
    if item.form is Form.NUMBER:
        return response[0] if response else ""
    return frozenset(response)


def is_right(item: Item, response: Sequence[str]) -> bool:
    return mark_item(item, as_marked(item, response))[0] > 0


def checked_response(item: Item, response: Sequence[str]) -> list[str]:
    """Return the answer as it is kept, or refuse one that this item cannot have."""
    if item.form is Form.NUMBER:
        typed = " ".join(response[0].split()) if response else ""
        if len(typed) > LONGEST_NUMBER:
            raise RuleError(f"Write the answer in at most {LONGEST_NUMBER} characters.")
        return [typed] if typed else []
    chosen = sorted(set(response))
    if not set(chosen) <= {option.id for option in item.options}:
        raise RuleError("That answer is not one of those offered.")
    if item.form is Form.ONE_BEST and len(chosen) > 1:
        raise RuleError("Choose one answer only.")
    return chosen


def explained(
    bank: Bank, drawn: Sequence[Sequence[Any]], answers: Mapping[str, Saved]
) -> tuple[Explained, ...]:
    """Lay the paper out with its key and reasons. Only for after it was passed."""
    return tuple(
        explain(number, bank.item(item_id), order, answers.get(item_id, NOTHING).response)
        for number, (item_id, order) in enumerate(drawn, start=1)
    )


def explain(number: int, item: Item, order: Sequence[str], response: tuple[str, ...]) -> Explained:
    shown = [item.option(one) for one in order]
    options = tuple(
        ExplainedOption(one.text, one.right, one.id in response, one.why, one.clauses)
        for one in shown
    )
    answer = item.answer
    return Explained(
        number=number,
        stem=item.stem,
        clause=item.clause,
        right=is_right(item, response),
        options=options,
        typed=response[0] if answer and response else "",
        expected=f"{answer.value} {answer.unit}".strip() if answer else "",
        why=item.why,
        clauses=item.clauses,
    )


def to_read_again(
    bank: Bank, drawn: Sequence[Sequence[Any]], answers: Mapping[str, Saved]
) -> tuple[str, ...]:
    """Return the clauses of the items that were not right, each once, in the paper's order."""
    missed = [
        bank.item(item_id).clause
        for item_id, _ in drawn
        if not is_right(bank.item(item_id), answers.get(item_id, NOTHING).response)
    ]
    return tuple(dict.fromkeys(missed))
