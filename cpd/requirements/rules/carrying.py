"""What one period hands to the next: a surplus, a debt, hours used before they were due."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction

from cpd.requirements.rules import days
from cpd.requirements.rules.answers import Verdict
from cpd.requirements.rules.asking import Asked
from cpd.requirements.rules.capping import NOTHING, Sums, total
from cpd.requirements.rules.judging import FINAL
from cpd.requirements.rules.kinds import Minimum
from cpd.requirements.rules.leaving import Running
from cpd.requirements.rules.periods import Period, periods
from cpd.requirements.rules.saying import said
from cpd.requirements.rules.scenes import Scene
from cpd.requirements.rules.tallies import Tally
from cpd.requirements.rules.terms import Carry

EMPTY = Sums()


def indebted(asked: Asked, requirement: Minimum, scene: Scene, period: Period) -> Asked:
    """Take off what was put off in this period, and add what was put off in the one before."""
    source = requirement.debt_source
    if not source or asked.required is None or asked.settled in FINAL:
        return asked
    granted: list[tuple[date, Fraction]] = [
        (one.happened_on, Fraction(one.minutes))
        for one in scene.log.declarations
        if one.declaration == source
        and one.happened_on is not None
        and one.minutes
        and one.requirement in {None, requirement.id}
    ]
    before = _period_before(requirement, scene, period)
    now = total(amount for on, amount in granted if period.holds(on))
    then = total(amount for on, amount in granted if before and before.holds(on))
    if now:
        line = f"{said(now)} was put off to the next period."
        asked = replace(asked, required=max(NOTHING, asked.required - now)).said(line)
    if then and asked.required is not None:
        line = f"{said(then)} was put off from the period before and is added."
        asked = replace(asked, required=asked.required + then).said(line)
    return asked


def _period_before(requirement: Minimum, scene: Scene, period: Period) -> Period | None:
    if requirement.period is None or period.start == date.min:
        return None
    last = date.fromordinal(period.start.toordinal() - 1)
    found = periods(requirement.period, scene.pack.calendar, scene.log.member, last, last)
    return found[0] if found else None


def is_put_off(requirement: Minimum) -> bool:
    """Say whether leave moves the end by days, into the days of the next period."""
    return requirement.leave.method == "extend_due_date" and requirement.leave.by == "days"


def uses_once(requirement: Minimum) -> bool:
    return requirement.extension_most is not None or is_put_off(requirement)


class Purse:
    """What is carried from period to period, in order of time."""

    def __init__(self, carry: Carry | None) -> None:
        self.carry = carry
        self.batches: list[tuple[Sums, int]] = []
        self.used_early = EMPTY
        self.running = Running()

    def unless_taken(self, asked: Asked, requirement: Minimum, period: Period) -> Asked:
        """Ask nothing of a period that the one before runs over, because of leave."""
        line = self.running.over(period)
        if line:
            return replace(asked, settled=Verdict.EXEMPT, end=period.end, until=period.end).said(
                line
            )
        self.running.on(requirement.leave, period, asked.end)
        return asked

    def not_used(self, everything: Sums, inside: Sums) -> tuple[Sums, Sums, tuple[str, ...]]:
        """Take off what the period before has used, of all there is and of what came in time."""
        early = self.used_early
        if not early.most:
            return everything, inside, ()
        self.used_early = _less(early, everything)
        line = f"{said(early.claimed)} was used for the period before and does not count again."
        return _less(everything, early), _less(inside, early), (line,) if early.claimed else ()

    def used_later(
        self, inside: Sums, everything: Sums, required: Fraction, requirement: Minimum
    ) -> Sums:
        """Count what came after the end only as far as the period was short."""
        found = Sums(
            *(
                max(there, min(all_, required))
                for there, all_ in zip(inside, everything, strict=True)
            )
        )
        if uses_once(requirement):
            self.used_early = _more(self.used_early, _less(found, inside))
        return found

    def brought(
        self, sums: Sums, there: Tally, asked: Asked, period: Period
    ) -> tuple[Sums, tuple[str, ...]]:
        """Return the sums with what earlier periods left over, and say so; keep the new surplus."""
        if self.carry is None:
            return sums, ()
        lines: list[str] = []
        carried = _sum(batch for batch, _ in self.batches)
        if carried.claimed:
            lines.append(f"{said(carried.claimed)} was carried over and is used first.")
        self._keep(sums, carried, there, asked)
        if self.batches and self.batches[-1][0].claimed:
            over = said(self.batches[-1][0].claimed)
            lines.append(f"{over} beyond what is asked is carried over from {_named(period)}.")
        return _more(sums, carried), tuple(lines)

    def _keep(self, own: Sums, carried: Sums, there: Tally, asked: Asked) -> None:
        """Keep what is left: carried time is used first, a surplus goes on up to the most."""
        if self.carry is None or asked.settled in FINAL:
            return
        required, most = asked.amount, self.carry.most
        left = _without(self.batches, required)
        may_go = _may_go(self.carry, there)
        fresh = Sums(
            *(
                min(max(NOTHING, mine - max(NOTHING, required - brought)), allowed, most)
                for mine, brought, allowed in zip(own, carried, may_go, strict=True)
            )
        )
        self.batches = [(batch, times - 1) for batch, times in left if times > 1]
        self.batches.append((fresh, self.carry.periods))


def _may_go(carry: Carry, there: Tally) -> Sums:
    """Return what may be carried at all: what bears none of the tags that stay behind."""
    pile = there.pile
    free = [i for i, one in enumerate(pile.items) if carry.exclude_tags.isdisjoint(one.entry.tags)]
    return Sums(
        *(total(side[i] for i in free) for side in (pile.claimed, pile.most, pile.evidenced))
    )


def _without(batches: list[tuple[Sums, int]], required: Fraction) -> list[tuple[Sums, int]]:
    """Use up what was carried, the oldest first, and return what is left of it."""
    needs = [required, required, required]
    left: list[tuple[Sums, int]] = []
    for batch, times in batches:
        rest = []
        for side, there in enumerate(batch):
            used = min(there, needs[side])
            needs[side] -= used
            rest.append(there - used)
        left.append((Sums(*rest), times))
    return left


def _sum(batches: Iterable[Sums]) -> Sums:
    found = EMPTY
    for batch in batches:
        found = _more(found, batch)
    return found


def _more(one: Sums, other: Sums) -> Sums:
    return Sums(*(a + b for a, b in zip(one, other, strict=True)))


def _less(one: Sums, other: Sums) -> Sums:
    return Sums(*(max(NOTHING, a - b) for a, b in zip(one, other, strict=True)))


def _named(period: Period) -> str:
    return days.said_period(period)
