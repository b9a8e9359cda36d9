"""What limits leave of what was credited: caps one inside another, and the shares after them.

A loss is spread over the entries that share a limit by their size, so no order of entries matters.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from cpd.requirements.rules.flows import most_through
from cpd.requirements.rules.kinds import Pack
from cpd.requirements.rules.logs import Member
from cpd.requirements.rules.matching import matches, size_of
from cpd.requirements.rules.packs import Cap, Match
from cpd.requirements.rules.periods import periods
from cpd.requirements.rules.saying import cap_name, said
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

    @property
    def is_full(self) -> bool:
        return self.there >= self.limit


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


def cap(pile: Pile, pack: Pack, measure: str, member: Member) -> None:
    """Apply the caps of a pack that touch the measure, from the inside out."""
    chosen = [one for one in pack.caps if one.measure in {"", measure}]
    if not chosen or not pile.items:
        return
    count_by = pack.measures[measure].count_by
    holds = [(one, held_by(pile, one.on, count_by)) for one in chosen]
    holds = [(one, held) for one, held in holds if held.perhaps]
    if pack.allocation == "maxflow" and _cross(holds):
        _allocate(pile, pack, holds)
        return
    for one, held in sorted(holds, key=lambda pair: (len(pair[1].perhaps), pair[0].id)):
        for inside in _by_period(pile, one, pack, held, member):
            _apply(pile, pack, one, inside)


def _apply(pile: Pile, pack: Pack, one: Cap, held: Held) -> None:
    name = cap_name(pack, one)
    there = limit(pile, held, one.most, f"the cap of {said(one.most)} for {name} was used up")
    if there:
        line = f"Of {name}, {said(there)} is logged; no more than {said(one.most)} counts."
        used = line if there > one.most else ""
        pile.uses.append(Use(name, one.on, there, one.most, used))


def _by_period(pile: Pile, one: Cap, pack: Pack, held: Held, member: Member) -> Iterable[Held]:
    """Split what a cap is on by the cap's own periods, where it names any."""
    if one.period is None:
        return [held]
    shape = one.period
    starts: dict[int, date | None] = {}
    by_day: dict[date, date | None] = {}
    for index in held.perhaps:
        on = pile.items[index].on
        if on not in by_day:
            found = periods(shape, pack.calendar, member, on, on)
            by_day[on] = found[0].start if found else None
        starts[index] = by_day[on]
    keys = sorted(set(starts.values()), key=lambda start: start or date.min)
    return [
        Held(
            tuple(index for index in held.perhaps if starts[index] == key),
            tuple(index for index in held.surely if starts[index] == key),
        )
        for key in keys
    ]


def _cross(holds: Sequence[tuple[Cap, Held]]) -> bool:
    sets = [set(held.perhaps) for _, held in holds]
    return any(
        one & other and not one <= other and not other <= one
        for number, one in enumerate(sets)
        for other in sets[:number]
    )


def _allocate(pile: Pile, pack: Pack, holds: Sequence[tuple[Cap, Held]]) -> None:
    """Let each minute use up one of the caps it falls under, so that the most counts."""
    limits = {one.id: one.most for one, _ in holds}
    sure: Callable[[Held], tuple[int, ...]] = lambda held: held.surely  # noqa: E731 - two of a kind
    for amounts, side in ((pile.claimed, None), (pile.evidenced, None), (pile.most, sure)):
        groups: dict[int, frozenset[str]] = defaultdict(frozenset)
        for one, held in holds:
            for index in side(held) if side else held.perhaps:
                groups[index] |= {one.id}
        _shrink(amounts, groups, limits)
    for one, held in holds:
        name = cap_name(pack, one)
        there = total(pile.items[index].minutes for index in held.perhaps)
        counts = total(pile.claimed[index] for index in held.perhaps)
        for index in held.perhaps:
            if pile.claimed[index] < pile.items[index].minutes:
                pile.whys[index] = f"the caps it falls under were used up, among them {name}"
        line = f"Of {name}, {said(counts)} of {said(there)} counts." if counts < there else ""
        pile.uses.append(Use(name, one.on, there, one.most, line))


def _shrink(
    amounts: list[Fraction], groups: dict[int, frozenset[str]], limits: dict[str, Fraction]
) -> None:
    supply: dict[frozenset[str], Fraction] = {}
    for under in set(groups.values()):
        supply[under] = total(amounts[index] for index, key in groups.items() if key == under)
    kept = most_through(supply, limits)
    for index, under in groups.items():
        if supply[under]:
            amounts[index] *= kept[under] / supply[under]
