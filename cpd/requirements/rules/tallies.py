"""What counts towards one requirement in one period, after every limit, entry by entry."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from cpd.requirements.rules.answers import Credit, Verdict
from cpd.requirements.rules.capping import NOTHING, Pile, Sums, Use, pile_of
from cpd.requirements.rules.caps import cap
from cpd.requirements.rules.choosing import Chosen, Moved
from cpd.requirements.rules.logs import LogEntry
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.scenes import Credited, Scene
from cpd.requirements.rules.shares import (
    apply_share,
    is_of_the_unknown,
    shares_on,
    unknown_share,
)
from cpd.requirements.rules.volumes import standing, within

_NOT_DUE = frozenset({Verdict.EXEMPT, Verdict.NOT_APPLICABLE})
OUTSIDE = "surplus:"  # begins the id of what no entry stands for


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The sums of one period, and what every entry brought."""

    measure: str
    sums: Sums
    pile: Pile
    misses: Sequence[Credited] = ()
    miss: str = ""
    uses: tuple[Use, ...] = field(default_factory=tuple)
    unknown: tuple[str, ...] = ()  # shares that cannot be told yet
    moved: Sequence[Moved] = ()
    given: Sequence[LogEntry] = ()


def tally(what: Chosen, scene: Scene, start: date, end: date, required: Fraction | None) -> Tally:
    """Add up what counts on the days of `[start, end)`; shares may be of what is required.

    Where that is not known, a share of it limits nothing yet.
    """
    pile = pile_of(within(what.hits, start, end))
    requirement = what.requirement
    shares = shares_on(scene.pack, requirement)
    pile.is_levelled = any(share.each and share.of == "credited" for share in shares)
    unknown: list[str] = []
    if requirement.measure in scene.pack.measures:
        cap(pile, scene.pack, requirement.measure, scene.log.member)
        for share in shares:
            if standing(share, scene, Period(start, end)).verdict in _NOT_DUE:
                continue
            if required is None and is_of_the_unknown(share):
                unknown.append(unknown_share(scene.pack, share))
                continue
            apply_share(pile, scene.pack, share, required or NOTHING)
    return Tally(
        measure=requirement.measure,
        sums=pile.sums(),
        pile=pile,
        misses=within(what.misses, start, end),
        miss=what.miss,
        uses=tuple(pile.uses),
        unknown=tuple(unknown),
        moved=[one for one in what.moved if start <= one.on < end],
        given=[one for one in what.given if start <= one.start_on < end],
    )


def credits_of(requirement: str, start: date | None, there: Tally) -> tuple[Credit, ...]:
    """Say for every entry of a period what it brought; what stands for no entry is left out."""
    pile = there.pile
    found: list[Credit] = []
    pieces: dict[str, Credit] = {}
    for index, one in enumerate(pile.items):
        credit = Credit(
            entry=one.entry.id,
            requirement=requirement,
            start=start,
            minutes=pile.claimed[index],
            before_caps=one.minutes,
            reason=pile.whys.get(index, one.reason),
        )
        if one.is_piece:
            pieces[one.entry.id] = _with(pieces.get(one.entry.id), credit)
        elif not one.entry.id.startswith(OUTSIDE):
            found.append(credit)
    found.extend(pieces.values())
    found.extend(_passed_over(requirement, start, there))
    return tuple(found)


def _with(before: Credit | None, piece: Credit) -> Credit:
    """Put the pieces of an entry that was split over its days together."""
    if before is None:
        return piece
    return piece._replace(
        minutes=before.minutes + piece.minutes,
        before_caps=before.before_caps + piece.before_caps,
    )


def _passed_over(requirement: str, start: date | None, there: Tally) -> Iterator[Credit]:
    reasons = {one.entry.id: there.miss if one.most else one.reason for one in there.misses}
    reasons |= {one.entry.id: one.reason for one in there.moved}
    for entry, reason in reasons.items():
        if not entry.startswith(OUTSIDE):
            yield Credit(
                entry=entry,
                requirement=requirement,
                start=start,
                minutes=NOTHING,
                before_caps=NOTHING,
                reason=reason,
            )


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
