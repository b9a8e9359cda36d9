"""What an answer is worth, what passes, and which questions a person is given."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from cpd.catalogue.rules.items import Answer, Bank, Form, Item
from cpd.catalogue.rules.numerals import Quantity, quantity
from cpd.catalogue.rules.outcomes import Outcome, reaches

Response = frozenset[str] | str  # the ids of the options chosen, or the words typed
Seed = int | str


def mark_item(item: Item, response: Response | None) -> tuple[int, int]:
    """Earned and possible. All right choices and no others earn the mark; nothing earns nothing."""
    return int(_is_right(item, response)), 1


def _is_right(item: Item, response: Response | None) -> bool:
    if item.form is Form.NUMBER:
        typed = isinstance(response, str) and response.strip() != ""
        return typed and item.answer is not None and _accepts(item.answer, str(response))
    return isinstance(response, frozenset) and len(response) > 0 and response == item.right


def _accepts(answer: Answer, typed: str) -> bool:
    """Take the value with its unit or without it, or one of the other ways of writing it."""
    given = quantity(typed)
    value = quantity(answer.value).number
    wanted = {Quantity(value, ""), Quantity(value, quantity(f"1 {answer.unit}").unit)}
    return given in wanted | {quantity(other) for other in answer.also}


def grade(
    items: Iterable[Item], responses: Mapping[str, Response], *, pass_percent: int
) -> Outcome:
    """Mark a paper: one mark an item."""
    marks = [mark_item(item, responses.get(item.id)) for item in items]
    earned = sum(mark for mark, _ in marks)
    possible = sum(most for _, most in marks)
    return Outcome(earned, possible, passed=reaches(earned, possible, pass_percent=pass_percent))


def shuffled(ids: Iterable[str], *salt: Seed) -> list[str]:
    """Put in an order that looks like chance, and is the same wherever the salt is the same."""
    return sorted(ids, key=lambda one: hashlib.sha256(repr((*salt, one)).encode()).digest())


def draw(bank: Bank, count: int, seed: Seed) -> tuple[str, ...]:
    """Draw item ids for a paper. No clause comes twice until each has come once, and so on."""
    if not 0 < count <= len(bank.items):
        raise ValueError(f"{count} items cannot be drawn from {len(bank.items)}")
    by_clause: dict[str, list[str]] = {}
    for item in bank.items:
        by_clause.setdefault(item.clause, []).append(item.id)
    piles = {clause: shuffled(ids, seed, "item") for clause, ids in by_clause.items()}
    drawn: list[str] = []
    for turn in range(max(len(pile) for pile in piles.values())):
        open_clauses = [clause for clause, pile in piles.items() if len(pile) > turn]
        drawn += [piles[clause][turn] for clause in shuffled(open_clauses, seed, "clause", turn)]
    return tuple(drawn[:count])


def option_order(item: Item, seed: Seed) -> tuple[str, ...]:
    """Give option ids in the order in which this paper shows them."""
    ids: Sequence[str] = [option.id for option in item.options]
    return tuple(shuffled(ids, seed, item.id))
