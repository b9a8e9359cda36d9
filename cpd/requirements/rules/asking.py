"""What a sum must come to in one period: who it is for, bands, joiners, leave and debts."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from cpd.requirements.rules.adjusting import adjusted
from cpd.requirements.rules.answers import Verdict
from cpd.requirements.rules.calendars import DAY
from cpd.requirements.rules.capping import NOTHING
from cpd.requirements.rules.judging import FINAL, Case
from cpd.requirements.rules.kinds import Minimum, Ratio
from cpd.requirements.rules.packs import ANYTHING, PeriodShape, PeriodType
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.saying import match_name, measure_name
from cpd.requirements.rules.scenes import Scene
from cpd.requirements.rules.tallies import Tally
from cpd.requirements.rules.targets import Target
from cpd.requirements.rules.terms import Bands
from cpd.requirements.rules.volumes import banded, not_logged, standing
from cpd.requirements.rules.working import unless_worked


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked. `end` is where the period ends, `closes` from when it is over.

    `until` is where entries stop counting. All three are exclusive, and mostly the same.
    """

    required: Fraction | None
    end: date
    closes: date
    until: date
    required_most: Fraction | None = None
    settled: Verdict | None = None
    at_once: bool = False
    lines: tuple[str, ...] = ()
    late_until: date | None = None
    costs: bool = False  # a late renewal costs more hours or a fee

    @property
    def amount(self) -> Fraction:
        return self.required or NOTHING

    @property
    def last_date(self) -> date:
        return self.closes - DAY

    def said(self, *lines: str) -> "Asked":
        return replace(self, lines=(*self.lines, *lines)) if lines else self


def if_logged(asked_: Asked, requirement: Minimum, scene: Scene, start: date) -> Asked:
    """Leave it to a person where practice is asked for and none is logged at all."""
    if asked_.settled is not None or asked_.closes > scene.as_of:
        return asked_
    line = not_logged(scene, requirement.measure, Period(start, asked_.end))
    return replace(asked_, settled=Verdict.NEEDS_REVIEW).said(line) if line else asked_


def name_of(requirement: Minimum | Ratio, scene: Scene) -> str:
    """Say of what the time must be: “live CPD”, “supervision”."""
    name = measure_name(scene.pack, requirement.measure)
    within = requirement.in_ if isinstance(requirement, Minimum) else ANYTHING
    sort = match_name(scene.pack, within)
    if sort.startswith("category "):
        return f"{name} in {sort}"
    return f"{sort} {name}" if sort else name


def _is_whole(shape: PeriodShape | None) -> bool:
    """Say whether time is never up: the whole log is looked at, to the day asked about."""
    return shape is not None and shape.type is PeriodType.WHOLE


def case_of(
    requirement: Minimum | Ratio, scene: Scene, period: Period, asked_: Asked, there: Tally
) -> Case:
    return Case(
        id=requirement.id,
        kind="minimum" if isinstance(requirement, Minimum) else "ratio",
        name=name_of(requirement, scene),
        start=period.start,
        end=asked_.end,
        required=asked_.required,
        required_most=asked_.required_most,
        sums=there.sums,
        is_closed=asked_.closes <= scene.as_of,
        last_date=None if _is_whole(requirement.period) else asked_.last_date,
        settled=asked_.settled,
        settled_at_once=asked_.at_once,
        uses=there.uses,
        lines=asked_.lines,
        version=scene.pack.version,
        late_until=asked_.late_until,
    )


def asked_of(requirement: Minimum, scene: Scene, period: Period) -> Asked:
    """Return what a minimum asks in a period, debts and late renewal left out."""
    if not isinstance(requirement.at_least, Bands):
        return asked(requirement.at_least, None, requirement, scene, period)
    table = banded(requirement.at_least, scene, period)
    if table.least is None:
        unknown = asked(NOTHING, None, requirement, scene, period)
        if unknown.settled in FINAL:
            return unknown
        unknown = replace(unknown, required=None, settled=Verdict.NEEDS_REVIEW)
        return unknown.said(table.line)
    most = table.most if table.most != table.least else None
    found = asked(table.least, most, requirement, scene, period)
    if table.most is None:
        found = replace(found, settled=found.settled or Verdict.NEEDS_REVIEW)
    return replace(found, lines=(table.line, *found.lines))


def asked(
    least: Fraction,
    most: Fraction | None,
    requirement: Minimum | Ratio,
    scene: Scene,
    period: Period,
) -> Asked:
    """Return what is asked: so much, or up to `most` where that is not sure."""
    target = _adjusted(least, requirement, scene, period)
    largest = None if most is None else _adjusted(most, requirement, scene, period).required
    stand = standing(requirement, scene, period)
    settled, at_once, lines = target.verdict, target.verdict is not None, target.lines
    if stand.verdict in FINAL or settled is None:
        settled, at_once, lines = stand.verdict, stand.at_once, (*stand.lines, *target.lines)
    elif settled not in FINAL and stand.verdict is not None:
        lines = (*stand.lines, *target.lines)
    return Asked(
        required=target.required,
        required_most=largest,
        end=target.end,
        closes=target.end,
        until=target.end,
        settled=settled,
        at_once=at_once,
        lines=lines,
    )


def _adjusted(
    amount: Fraction, requirement: Minimum | Ratio, scene: Scene, period: Period
) -> Target:
    found = adjusted(amount, requirement, period, scene.log.member, scene.pack.calendar)
    return unless_worked(found, scene, period)
