"""What counts towards one requirement in one period, after every limit, entry by entry."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from cpd.requirements.rules.answers import Credit, Verdict
from cpd.requirements.rules.capping import NOTHING, Pile, Sums, Use, cap, pile_of
from cpd.requirements.rules.crediting import has, is_evidenced
from cpd.requirements.rules.kinds import Minimum, Ratio
from cpd.requirements.rules.logs import LogEntry
from cpd.requirements.rules.matching import matches, size_of
from cpd.requirements.rules.packs import ANYTHING, Eligible, Match
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.saying import in_words, match_name
from cpd.requirements.rules.scenes import Credited, Scene
from cpd.requirements.rules.shares import apply_share, shares_on
from cpd.requirements.rules.volumes import standing, within

_NOT_DUE = frozenset({Verdict.EXEMPT, Verdict.NOT_APPLICABLE})
OUTSIDE = "surplus:"  # begins the id of what no entry stands for


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What of a measure a requirement looks at, in order of day, and what it passes over."""

    requirement: Minimum | Ratio
    hits: Sequence[Credited]
    misses: Sequence[Credited] = ()
    miss: str = ""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The sums of one period, and what every entry brought."""

    measure: str
    sums: Sums
    pile: Pile
    misses: Sequence[Credited] = ()
    miss: str = ""
    uses: tuple[Use, ...] = field(default_factory=tuple)


def chosen(requirement: Minimum | Ratio, scene: Scene) -> Chosen:
    items = scene.credited.get(requirement.measure, ())
    if isinstance(requirement, Ratio):
        return Chosen(requirement=requirement, hits=items)
    every = (requirement.in_, *_outer(requirement, scene))
    wanted = [match for match in every if match != ANYTHING]
    if requirement.eligible is not None:
        items = tuple(_eligible(one, requirement.eligible) for one in items)
    if not wanted:
        return Chosen(requirement=requirement, hits=items)
    name = match_name(scene.pack, requirement.in_) or "of the sort asked for here"
    measure = scene.pack.measures.get(requirement.measure)
    count_by = measure.count_by if measure else "contracted"
    hits: list[Credited] = []
    misses: list[Credited] = []
    for one in items:
        size = size_of(one.entry, count_by)
        answers = [matches(match, one.entry, size) for match in wanted]
        if False in answers:
            misses.append(one)
        elif None in answers:
            reason = f"whether it is {name} is not said"
            hits.append(replace(one, minutes=NOTHING, evidenced=NOTHING, reason=reason))
        else:
            hits.append(one)
    return Chosen(requirement=requirement, hits=hits, misses=misses, miss=f"not {name}")


def _outer(requirement: Minimum, scene: Scene) -> list[Match]:
    """Return what the minima around this one ask for: ethics inside core is core too."""
    found: list[Match] = []
    seen = {requirement.id}
    outer = requirement.subset_of
    while outer and outer not in seen:
        seen.add(outer)
        other = scene.pack.requirement(outer)
        if not isinstance(other, Minimum):
            break
        found.append(other.in_)
        outer = other.subset_of
    return found


def _eligible(one: Credited, eligible: Eligible) -> Credited:
    lacking = [in_words(word) for word in sorted(eligible.claimed) if not has(one.entry, word)]
    if lacking and one.most:
        reason = f"it has no {' and no '.join(lacking)}"
        return replace(one, minutes=NOTHING, most=NOTHING, evidenced=NOTHING, reason=reason)
    return replace(one, is_evidenced=is_evidenced(one.entry, eligible))


def tally(what: Chosen, scene: Scene, start: date, end: date, required: Fraction) -> Tally:
    """Add up what counts on the days of `[start, end)`; shares may be of what is required."""
    pile = pile_of(within(what.hits, start, end))
    requirement = what.requirement
    if requirement.measure in scene.pack.measures:
        cap(pile, scene.pack, requirement.measure, scene.log.member)
        for share in shares_on(scene.pack, requirement):
            if standing(share, scene, Period(start, end)).verdict not in _NOT_DUE:
                apply_share(pile, scene.pack, share, required)
    return Tally(
        measure=requirement.measure,
        sums=pile.sums(),
        pile=pile,
        misses=within(what.misses, start, end),
        miss=what.miss,
        uses=tuple(pile.uses),
    )


def credits_of(requirement: str, start: date | None, there: Tally) -> tuple[Credit, ...]:
    """Say for every entry of a period what it brought; what stands for no entry is left out."""
    pile = there.pile
    found = [
        Credit(
            entry=one.entry.id,
            requirement=requirement,
            start=start,
            minutes=pile.claimed[index],
            before_caps=one.minutes,
            reason=pile.whys.get(index, one.reason),
        )
        for index, one in enumerate(pile.items)
        if not one.entry.id.startswith(OUTSIDE)
    ]
    found.extend(
        Credit(
            entry=one.entry.id,
            requirement=requirement,
            start=start,
            minutes=NOTHING,
            before_caps=NOTHING,
            reason=there.miss if one.most else one.reason,
        )
        for one in there.misses
        if not one.entry.id.startswith(OUTSIDE)
    )
    return tuple(found)


def from_elsewhere(
    name: str, measure: str, category: str, on: date, sums: Sums, reason: str
) -> Credited:
    """Make minutes that come from another requirement count like an entry."""
    entry = LogEntry(
        id=f"{OUTSIDE}{name}:{on.isoformat()}",
        kind="activity",
        start_on=on,
        end_on=on,
        minutes=int(sums.claimed),
        title=reason,
        category=category or None,
    )
    return Credited(
        entry=entry,
        measure=measure,
        on=on,
        minutes=sums.claimed,
        most=max(sums.most, sums.claimed),
        is_evidenced=sums.evidenced > 0,
        category=entry.category,
        reason=reason,
        evidenced=sums.evidenced,
    )
