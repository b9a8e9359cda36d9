"""What the caps of a pack leave: one inside another, or crossing each other."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from cpd.requirements.rules.capping import Held, Pile, Use, held_by, limit, total
from cpd.requirements.rules.days import listed
from cpd.requirements.rules.flows import Group, most_through
from cpd.requirements.rules.kinds import Pack
from cpd.requirements.rules.logs import Member
from cpd.requirements.rules.packs import Cap
from cpd.requirements.rules.periods import periods
from cpd.requirements.rules.saying import cap_name, said

HOUR = Fraction(60)


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
    there = {index: pile.claimed[index] for _, held in holds for index in held.perhaps}
    under: dict[int, Group] = {}
    supply: Mapping[Group, Fraction] = {}
    for amounts, side in ((pile.most, sure), (pile.evidenced, None), (pile.claimed, None)):
        groups: dict[int, Group] = defaultdict(frozenset)
        for one, held in holds:
            for index in side(held) if side else held.perhaps:
                groups[index] |= {one.id}
        supply, under = _shrink(amounts, groups, limits), groups
    names = {one.id: cap_name(pack, one) for one, _ in holds}
    for index, before in there.items():
        if pile.claimed[index] < before:
            caps = sorted(names[id_] for id_ in under[index])
            verb = "cap was" if len(caps) == 1 else "caps were"
            pile.whys[index] = f"the {verb} used up: {listed(caps)}"
    lines = _lines(pile, pack, holds, there)
    for one, held in holds:
        logged = total(there[index] for index in held.perhaps)
        full = _is_full(one.id, supply, limits)
        pile.uses.append(Use(names[one.id], one.on, logged, one.most, next(lines, ""), full))


def _lines(
    pile: Pile, pack: Pack, holds: Sequence[tuple[Cap, Held]], there: Mapping[int, Fraction]
) -> Iterator[str]:
    """Say of all that falls under the caps together how much of it counts."""
    logged, counts = total(there.values()), total(pile.claimed[index] for index in there)
    if logged <= counts:
        return
    caps = listed([f"{said(one.most)} for {cap_name(pack, one)}" for one, _ in holds])
    yield (
        f"Under the caps of {caps}, {said(logged)} is logged and {said(counts)} counts. What falls "
        "under several of them uses up only one, the one that lets the most count."
    )


def _is_full(id_: str, supply: Mapping[Group, Fraction], limits: Mapping[str, Fraction]) -> bool:
    """Say whether another hour under this cap alone would bring nothing."""
    outer = {one for one in limits if _always_with(id_, one, supply)}
    group: Group = frozenset({id_, *outer})
    more = {**supply, group: supply.get(group, Fraction(0)) + HOUR}
    return sum(most_through(more, limits).values()) <= sum(most_through(supply, limits).values())


def _always_with(inner: str, outer: str, groups: Iterable[Group]) -> bool:
    """Say whether a cap lies wholly in a larger one, as far as what is logged tells."""
    holding = [group for group in groups if inner in group]
    wider = any(outer in group and inner not in group for group in groups)
    return wider and all(outer in group for group in holding) and len(holding) > 0


def _shrink(
    amounts: list[Fraction], groups: dict[int, Group], limits: dict[str, Fraction]
) -> Mapping[Group, Fraction]:
    supply: dict[Group, Fraction] = {}
    for under in set(groups.values()):
        supply[under] = total(amounts[index] for index, key in groups.items() if key == under)
    kept = most_through(supply, limits)
    for index, under in groups.items():
        if supply[under]:
            amounts[index] *= kept[under] / supply[under]
    return supply
