"""The part of a measure that may come from one sort of time: of what is asked, or of the sum."""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from cpd.requirements.rules.capping import Held, Pile, Use, held_by, limit, total
from cpd.requirements.rules.kinds import MaximumShare, Minimum, Pack, Ratio
from cpd.requirements.rules.packs import Match
from cpd.requirements.rules.saying import category_name, first, in_words, match_name, said


def shares_on(pack: Pack, requirement: Minimum | Ratio) -> tuple[MaximumShare, ...]:
    """Return the shares that limit a requirement. The sum of a share of its own knows no other.

    A minimum inside a category or tag is a floor; shares are of the whole and leave it alone.
    """
    shares = pack.shares
    if not shares:
        return ()
    if any(one.id == requirement.id for one in shares):
        return tuple(one for one in shares if one.id == requirement.id)
    if isinstance(requirement, Minimum) and requirement.in_ != Match():
        return ()
    return tuple(one for one in shares if _is_of(pack, one, requirement))


def _is_of(pack: Pack, share: MaximumShare, requirement: Minimum | Ratio) -> bool:
    """Say whether a share is of this requirement: by name, by its amount, or as the first there."""
    if share.of_requirement or share.at_least is None:
        return base_of(pack, share) == requirement
    alike = isinstance(requirement, Minimum) and requirement.at_least == share.at_least
    return alike and requirement.measure == share.measure and requirement.period == share.period


def base_of(pack: Pack, share: MaximumShare) -> Minimum | Ratio | None:
    """Return the requirement a share is of: what it names, or the first on its measure."""
    if share.of_requirement:
        named = pack.requirement(share.of_requirement)
        return named if isinstance(named, Minimum | Ratio) else None
    found = [
        one
        for one in pack.requirements
        if isinstance(one, Minimum | Ratio)
        and one.measure == share.measure
        and (isinstance(one, Ratio) or one.in_ == Match())
    ]
    fitting = [one for one in found if share.period is None or one.period == share.period]
    return next(iter(fitting or found), None)


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


def is_of_the_unknown(share: MaximumShare) -> bool:
    """Say whether a share hangs on what is asked elsewhere."""
    return share.of == "required" and share.at_least is None


def unknown_share(pack: Pack, share: MaximumShare) -> str:
    """Say what the share is, where it is not known of how much."""
    name = f"any one {share.each or 'sort'}"
    if share.on is not None:
        name = f"{match_name(pack, share.on) or 'this'} time"
    rule, when = share.applies_if, ""
    if rule is not None and rule.before_years is not None:
        when = f" in the {first(rule.before_years)}"
    elif rule is not None and rule.not_before_years is not None:
        when = f" from {rule.not_before_years} on"
    return (
        f"No more than {share_words(share.share)} may come from {name}{when}. How much that is is "
        "not known until it is known how much is asked; until then all of it is shown."
    )


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
    return _by_category(pile, pack)


def _by_category(pile: Pile, pack: Pack) -> list[tuple[str, Match, Held]]:
    """Sort by category. What names none may be of the largest, which leaves the least."""
    by_name: dict[str, list[int]] = defaultdict(list)
    nameless: list[int] = []
    for index, one in enumerate(pile.items):
        (nameless if one.category is None else by_name[one.category]).append(index)
    sizes = {name: total(pile.claimed[i] for i in there) for name, there in by_name.items()}
    largest = max(sorted(sizes), key=lambda name: sizes[name], default="")
    found = []
    for category in sorted(by_name):
        surely = tuple(by_name[category])
        perhaps = (*surely, *nameless) if category == largest else surely
        match = Match(categories=frozenset({category}))
        found.append((category_name(pack, category), match, Held(perhaps, surely)))
    if nameless and not found:
        found.append(("one category", Match(uncategorised=True), Held(tuple(nameless), ())))
    return found


def _of_the_sum(pile: Pile, share: MaximumShare, sorts: list[tuple[str, Match, Held]]) -> None:
    """Limit each sort to its share of what counts in the end, and not of what is asked."""
    tops = []
    sides = (pile.claimed, False), (pile.most, True), (pile.evidenced, False)
    for amounts, sure in sides:
        groups = [one.surely if sure else one.perhaps for _, _, one in sorts]
        held = [total(amounts[index] for index in group) for group in groups]
        free = total(amounts) - total(held)
        tops.append(largest_sum(held, free, share.share) * share.share)
    claimed, most, evidenced = tops
    for name, on, held_ in sorts:
        why = f"no more than {share_words(share.share)} of what counts may come from {name}"
        _to(pile.most, held_.surely, most)
        _to(pile.evidenced, held_.perhaps, evidenced)
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
