"""The rows of a largest share: what is left of the sum it limits, against what that must be."""

from dataclasses import replace

from cpd.requirements.rules.answers import Credit, Row, Unit, Verdict
from cpd.requirements.rules.calendars import DAY
from cpd.requirements.rules.hours import bills_of as minimum_bills
from cpd.requirements.rules.judging import FINAL, Judged
from cpd.requirements.rules.kinds import MaximumShare, Minimum, Ratio
from cpd.requirements.rules.periods import Period, missing_anchor
from cpd.requirements.rules.ratios import bills_of as ratio_bills
from cpd.requirements.rules.scenes import Scene
from cpd.requirements.rules.shares import base_of, unknown_share
from cpd.requirements.rules.tallies import credits_of
from cpd.requirements.rules.touched import unplaced
from cpd.requirements.rules.volumes import standing

KIND = "maximum_share"


def judge_share(requirement: MaximumShare, scene: Scene) -> Judged:
    base = _base(requirement, scene)
    if base is None:
        return Judged(rows=(_of_nothing(requirement, scene),))
    if base.period is not None and missing_anchor(base.period, scene.log.member):
        return Judged(rows=unplaced(requirement, KIND, base.period, scene))
    bills = minimum_bills(base, scene) if isinstance(base, Minimum) else ratio_bills(base, scene)
    credits_: list[Credit] = []
    for bill in bills:
        credits_.extend(credits_of(requirement.id, bill.period.start, bill.tally))
    rows = tuple(_row(requirement, bill.row, bill.period, scene) for bill in bills)
    return Judged(rows=rows, credits=tuple(credits_))


def _row(requirement: MaximumShare, base: Row, period: Period, scene: Scene) -> Row:
    """Return the row of the sum as the share's own; none of its figures where it does not hold."""
    stand = standing(requirement, scene, period)
    if stand.verdict not in FINAL or stand.verdict is None:
        others = {
            unknown_share(scene.pack, one) for one in scene.pack.shares if one != requirement
        } - {unknown_share(scene.pack, requirement)}
        lines = tuple(line for line in base.explanation if line not in others)
        return replace(base, requirement=requirement.id, kind=KIND, explanation=lines)
    return Row(
        requirement=requirement.id,
        kind=KIND,
        start=base.start,
        end=base.end,
        verdict=stand.verdict,
        explanation=stand.lines,
        pack_version=scene.pack.version,
    )


def _base(requirement: MaximumShare, scene: Scene) -> Minimum | Ratio | None:
    """Return what the share is of: its own amount, what it names, or the first on the measure."""
    if requirement.at_least is not None:
        return Minimum(
            id=requirement.id,
            measure=requirement.measure,
            at_least=requirement.at_least,
            period=requirement.period,
            applies_if=requirement.applies_if,
            not_applicable_needs=requirement.not_applicable_needs,
            leave=requirement.leave,
            date_basis=requirement.date_basis,
        )
    return base_of(scene.pack, requirement)


def _of_nothing(requirement: MaximumShare, scene: Scene) -> Row:
    return Row(
        requirement=requirement.id,
        kind=KIND,
        start=scene.first,
        end=scene.as_of + DAY,
        verdict=Verdict.NOT_APPLICABLE,
        unit=Unit.NONE,
        explanation=("Nothing is asked that this could be a share of.",),
        pack_version=scene.pack.version,
    )
