"""Which entries of a measure a requirement looks at, and which it passes over, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from cpd.requirements.rules.crediting import has, is_evidenced
from cpd.requirements.rules.kinds import Minimum, Pack, Ratio
from cpd.requirements.rules.logs import LogEntry
from cpd.requirements.rules.matching import matches, shut_out, size_of
from cpd.requirements.rules.packs import ANYTHING, Eligible, Match
from cpd.requirements.rules.saying import category_name, in_words, match_name
from cpd.requirements.rules.scenes import Credited, Scene
from cpd.requirements.rules.shares import shares_on

NOTHING = Fraction(0)


class Moved(NamedTuple):
    """An entry that somebody might look for where it is not, and why it is not there."""

    on: date
    entry: LogEntry
    reason: str


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What of a measure a requirement looks at, in order of day, and what it passes over.

    `moved` is what somebody might look for among it, with why it is passed over; `given` is
    supervision that somebody gave where only what was received counts.
    """

    requirement: Minimum | Ratio
    hits: Sequence[Credited]
    misses: Sequence[Credited] = ()
    miss: str = ""
    moved: Sequence[Moved] = ()
    given: Sequence[LogEntry] = ()


def chosen(requirement: Minimum | Ratio, scene: Scene) -> Chosen:
    pack = scene.pack
    items = scene.credited.get(requirement.measure, ())
    if hangs_on_category(pack, requirement):
        items = tuple(_placed(one, pack) for one in items)
    given = tuple(_given(scene, requirement.measure))
    if isinstance(requirement, Ratio):
        return Chosen(requirement=requirement, hits=items, given=given)
    if requirement.eligible is not None:
        items = tuple(_eligible(one, requirement.eligible) for one in items)
    wanted = [match for match in (requirement.in_, *_outer(requirement, pack)) if match != ANYTHING]
    if not wanted:
        return Chosen(requirement=requirement, hits=items, given=given)
    return replace(_sorted_out(requirement, pack, items, wanted), given=given)


def _sorted_out(
    requirement: Minimum, pack: Pack, items: Sequence[Credited], wanted: Sequence[Match]
) -> Chosen:
    """Part what is of the sort asked for from what is not; what may be is sure of nothing."""
    name = match_name(pack, requirement.in_) or "of the sort asked for here"
    measure = pack.measures.get(requirement.measure)
    count_by = measure.count_by if measure else "contracted"
    hits: list[Credited] = []
    misses: list[Credited] = []
    moved: list[Moved] = []
    for one in items:
        size = size_of(one.entry, count_by)
        answers = [matches(match, one.entry, size) for match in wanted]
        if False in answers:
            misses.append(one)
            why = _why_elsewhere(one.entry, pack, wanted, answers)
            if why and one.most:
                moved.append(Moved(one.on, one.entry, why))
        elif None in answers:
            reason = _strange(one.entry, pack) or f"whether it is {name} is not said"
            hits.append(replace(one, minutes=NOTHING, evidenced=NOTHING, reason=reason))
        else:
            hits.append(one)
    return Chosen(
        requirement=requirement, hits=hits, misses=misses, miss=f"not {name}", moved=moved
    )


def _why_elsewhere(
    entry: LogEntry, pack: Pack, wanted: Sequence[Match], answers: Sequence[bool | None]
) -> str:
    """Say why an entry is not here where somebody would look for it; empty if nobody would."""
    if entry.category is None:
        return ""
    here = category_name(pack, entry.category)
    if entry.stated is not None and any(entry.stated in match.categories for match in wanted):
        because = f" ({entry.moved})" if entry.moved else ""
        return f"it counts as {here}{because}"
    failed = [match for match, answer in zip(wanted, answers, strict=True) if answer is False]
    if answers[0] and len(failed) == 1 and failed[0].categories:
        return f"it is {here}, and only what is {match_name(pack, failed[0])} counts here"
    return ""


def _strange(entry: LogEntry, pack: Pack) -> str:
    """Say that the category is none of the pack's, and which those are."""
    if entry.category is not None or entry.stated is None:
        return ""
    known = ", ".join(pack.categories)
    return f"its category “{entry.stated}” is none of those known here ({known})"


def _outer(requirement: Minimum, pack: Pack) -> Iterator[Match]:
    """Yield what the minima around this one ask for: ethics inside core is core too."""
    seen = {requirement.id}
    outer = requirement.subset_of
    while outer and outer not in seen:
        seen.add(outer)
        other = pack.requirement(outer)
        if not isinstance(other, Minimum):
            break
        yield other.in_
        outer = other.subset_of


def hangs_on_category(pack: Pack, requirement: Minimum | Ratio) -> bool:
    """Say whether a cap or a share makes what counts hang on the category of an entry."""
    if not pack.categories:
        return False
    caps = (cap.on for cap in pack.caps if cap.measure in {"", requirement.measure})
    if any(_names_a_category(match) for match in caps):
        return True
    shares = shares_on(pack, requirement)
    return any(one.each or (one.on and _names_a_category(one.on)) for one in shares)


def _names_a_category(match: Match) -> bool:
    return bool(match.categories or match.uncategorised) or any(
        _names_a_category(one) for one in match.any_of
    )


def _placed(one: Credited, pack: Pack) -> Credited:
    """Be sure of nothing while the category is not known that decides how much counts."""
    if one.category is not None or one.entry.kind != "activity" or not one.most:
        return one
    reason = _strange(one.entry, pack) or "it is in no category yet"
    return replace(one, minutes=NOTHING, evidenced=NOTHING, reason=reason)


def _eligible(one: Credited, eligible: Eligible) -> Credited:
    lacking = [in_words(word) for word in sorted(eligible.claimed) if not has(one.entry, word)]
    if lacking and one.most:
        reason = f"it has no {' and no '.join(lacking)}"
        return replace(one, minutes=NOTHING, most=NOTHING, evidenced=NOTHING, reason=reason)
    return replace(one, is_evidenced=is_evidenced(one.entry, eligible))


def _given(scene: Scene, measure: str) -> Iterator[LogEntry]:
    """Yield the supervision that was given and would count if it had been received."""
    known = scene.pack.measures.get(measure)
    if known is None:
        return
    for entry in scene.log.entries:
        if entry.kind != "supervision" or entry.role != "delivered" or shut_out(scene.pack, entry):
            continue
        size = size_of(entry, known.count_by)
        received = replace(entry, role="received")
        if matches(known.select, entry, size) is False and matches(known.select, received, size):
            yield entry
