"""The part of a measure that may come from one sort of time: of what is asked, or of the sum."""

from collections.abc import Sequence
from fractions import Fraction

from cpd.requirements.rules.capping import Held, Pile, Use, held_by, limit, total
from cpd.requirements.rules.kinds import MaximumShare, Minimum, Pack, Ratio
from cpd.requirements.rules.packs import Match
from cpd.requirements.rules.saying import category_name, in_words, match_name, said


def shares_on(pack: Pack, requirement: Minimum | Ratio) -> tuple[MaximumShare, ...]:
    """Return the shares that limit a requirement: those on its measure and in its periods.

    A minimum inside a category or tag is a floor; shares are of the whole and leave it alone.
    """
    if isinstance(requirement, Minimum) and requirement.in_ != Match():
        return ()
    return tuple(
        one
        for one in pack.requirements
        if isinstance(one, MaximumShare)
        and one.measure == requirement.measure
        and (one.period is None or one.period == requirement.period)
        and one.of_requirement in {"", requirement.id}
    )


def apply_share(pile: Pile, pack: Pack, share: MaximumShare, required: Fraction) -> None:
    """Let no sort of time make up more than its share. `required` is what the share is of."""
    sorts = _sorts(pile, pack, share)
    base = required if share.at_least is None else share.at_least
    if share.of == "required":
        most = share.share * base
        for name, on, held in sorts:
            _hold(pile, name, on, held, most, _why(share, name, most))
        return
    _of_the_sum(pile, share, sorts)


def _why(share: MaximumShare, name: str, most: Fraction) -> str:
    percent = share_words(share.share)
    return f"no more than {percent} may come from {name}: {said(most)}"


def _hold(pile: Pile, name: str, on: Match, held: Held, most: Fraction, why: str) -> None:
    there = limit(pile, held, most, why)
    line = f"Of {name}, {said(there)} is logged; {why}." if there > most else ""
    if there:
        pile.uses.append(Use(name, on, there, most, line))


def share_words(share: Fraction) -> str:
    percent = share * 100
    return f"{percent} %" if percent.denominator == 1 else f"{float(percent):.1f} %"


def _sorts(pile: Pile, pack: Pack, share: MaximumShare) -> list[tuple[str, Match, Held]]:
    count_by = pack.measures[share.measure].count_by
    if share.on is not None:
        name = f"{match_name(pack, share.on) or 'this'} time"
        return [(name, share.on, held_by(pile, share.on, count_by))]
    names = sorted({one.category for one in pile.items if one.category is not None})
    found = []
    for category in names:
        held = tuple(i for i, one in enumerate(pile.items) if one.category == category)
        match = Match(categories=frozenset({category}))
        found.append((category_name(pack, category), match, Held(held, held)))
    return found


def _of_the_sum(pile: Pile, share: MaximumShare, sorts: list[tuple[str, Match, Held]]) -> None:
    """Limit each sort to its share of what counts in the end, and not of what is asked."""
    tops = []
    for amounts in (pile.claimed, pile.most, pile.evidenced):
        held = [total(amounts[index] for index in one.perhaps) for _, _, one in sorts]
        free = total(amounts) - total(held)
        tops.append(largest_sum(held, free, share.share) * share.share)
    claimed, most, evidenced = tops
    for name, on, held_ in sorts:
        why = f"no more than {share_words(share.share)} of what counts may come from {name}"
        for amounts, top in ((pile.most, most), (pile.evidenced, evidenced)):
            _to(amounts, held_.perhaps, top)
        there = total(pile.claimed[index] for index in held_.perhaps)
        if there > claimed:
            for index in held_.perhaps:
                pile.whys[index] = why
        _to(pile.claimed, held_.perhaps, claimed)
        line = f"Of {name}, {said(there)} is logged, and {said(claimed)} counts: {why}."
        if there:
            pile.uses.append(Use(name, on, there, claimed, line if there > claimed else ""))


def _to(amounts: list[Fraction], held: tuple[int, ...], top: Fraction) -> None:
    there = total(amounts[index] for index in held)
    if there > top:
        for index in held:
            amounts[index] *= top / there


def largest_sum(sorts: Sequence[Fraction], free: Fraction, share: Fraction) -> Fraction:
    """Return the largest sum of which no sort is more than the share; `free` is not limited.

    The largest sorts give way first: with n of them held at the share, the others make up the
    rest of one less n shares.
    """
    ordered = sorted(sorts, reverse=True)
    for number in range(len(ordered) + 1):
        rest = total(ordered[number:]) + free
        left = 1 - number * share
        if left <= 0:
            return total(ordered) + free
        sum_ = rest / left
        if number == len(ordered) or ordered[number] <= share * sum_:
            return sum_
    return total(ordered) + free


def only_left(uses: Sequence[Use]) -> str:
    """Say what alone still helps once limits are full: “individual only”."""
    formats: set[str] = set()
    for use in uses:
        if use.is_full and use.on == Match(formats=use.on.formats):
            formats |= use.on.formats
    left = {"individual", "group", "peer"} - formats
    if formats == {"group"} or left == {"individual"}:
        return "individual only"
    return f"{' or '.join(in_words(one) for one in sorted(left))} only" if formats and left else ""
