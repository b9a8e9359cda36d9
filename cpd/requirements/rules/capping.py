"""What counts towards a requirement on its way through limits, and what one limit does to it.

A loss is spread over the entries that share a limit by their size, so no order of entries matters.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from cpd.requirements.rules.matching import matches, size_of
from cpd.requirements.rules.packs import Match
from cpd.requirements.rules.scenes import Credited

NOTHING = Fraction(0)


class Sums(NamedTuple):
    """Minutes three times over: as claimed, as they may turn out at most, and as evidenced."""

    claimed: Fraction = NOTHING
    most: Fraction = NOTHING
    evidenced: Fraction = NOTHING


class Use(NamedTuple):
    """What came of one limit: how much there was, how much of it may count."""

    name: str
    on: Match
    there: Fraction
    limit: Fraction
    line: str
    is_used_up: bool | None = None  # None: as what is there says

    @property
    def is_full(self) -> bool:
        return self.there >= self.limit if self.is_used_up is None else self.is_used_up


@dataclass
class Pile:
    """What counts towards one requirement in one period, on its way through the limits.

    `is_levelled`: a limit takes from the largest category first, since a share of the whole that
    comes after it lets more count the more even the categories are.
    """

    items: Sequence[Credited]
    claimed: list[Fraction]
    most: list[Fraction]
    evidenced: list[Fraction]
    whys: dict[int, str] = field(default_factory=dict)
    uses: list[Use] = field(default_factory=list)
    is_levelled: bool = False

    def sums(self) -> Sums:
        return Sums(total(self.claimed), total(self.most), total(self.evidenced))


class Held(NamedTuple):
    """Which items a limit is on: those it may be on, and those it is on for sure."""

    perhaps: tuple[int, ...]
    surely: tuple[int, ...]


def total(amounts: Iterable[Fraction]) -> Fraction:
    """Add fractions: whole numbers are added as such, which is much faster."""
    by_part: dict[int, int] = defaultdict(int)
    for one in amounts:
        above, below = one.as_integer_ratio()
        by_part[below] += above
    if not by_part.keys() - {1}:
        return Fraction(by_part[1])
    common = lcm(*by_part)
    return Fraction(sum(above * (common // below) for below, above in by_part.items()), common)


def pile_of(items: Sequence[Credited]) -> Pile:
    return Pile(
        items=items,
        claimed=[one.minutes for one in items],
        most=[one.most for one in items],
        evidenced=[one.seen for one in items],
    )


def held_by(pile: Pile, match: Match, count_by: str) -> Held:
    answers = [matches(match, one.entry, size_of(one.entry, count_by)) for one in pile.items]
    perhaps = tuple(index for index, said_ in enumerate(answers) if said_ is not False)
    return Held(perhaps, tuple(index for index in perhaps if answers[index]))


def limit(pile: Pile, held: Held, most: Fraction, why: str) -> Fraction:
    """Let no more than `most` of what is held count. Return how much there was before."""
    before = total(pile.claimed[index] for index in held.perhaps)
    if before > most:
        for index in held.perhaps:
            if pile.claimed[index]:
                pile.whys[index] = why
    _hold(pile, pile.claimed, held.perhaps, before, most)
    for amounts, indexes in ((pile.evidenced, held.perhaps), (pile.most, held.surely)):
        _hold(pile, amounts, indexes, total(amounts[index] for index in indexes), most)
    return before


def _hold(
    pile: Pile, amounts: list[Fraction], held: tuple[int, ...], there: Fraction, most: Fraction
) -> None:
    if pile.is_levelled and there > most:
        _level(pile, amounts, held, most)
    else:
        _scale(amounts, held, there, most)


def _level(pile: Pile, amounts: list[Fraction], held: tuple[int, ...], most: Fraction) -> None:
    """Let no more than `most` count: as much of each category, or all of what has less."""
    sorts: dict[str, list[int]] = defaultdict(list)
    for index in held:
        sorts[pile.items[index].category or ""].append(index)
    sizes = sorted((total(amounts[at] for at in there), name) for name, there in sorts.items())
    left = most
    for number, (size, name) in enumerate(sizes):
        top = min(size, left / (len(sizes) - number))
        _scale(amounts, tuple(sorts[name]), size, top)
        left -= top


def _scale(amounts: list[Fraction], held: tuple[int, ...], there: Fraction, most: Fraction) -> None:
    if there <= most:
        return
    part = most / there
    for index in held:
        amounts[index] *= part
