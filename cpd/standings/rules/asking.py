"""What a pack has to know of a member before it can judge their log."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cpd.requirements.rules.kinds import Cadence, Minimum, Pack, Ratio, Requirement
from cpd.requirements.rules.packs import PeriodShape, PeriodType
from cpd.requirements.rules.saying import in_words
from cpd.requirements.rules.volumes import JOINED, tenure_anchor
from cpd.standings.rules.following import Details


@dataclass(frozen=True, kw_only=True)
class Questions:
    """`anchors` are days, by name, in words for the member."""

    anchors: Mapping[str, str] = field(default_factory=dict)
    grades: tuple[str, ...] = ()
    needs_joined: bool = False
    needs_share: bool = False

    def lacking(self, details: Details) -> tuple[str, ...]:
        """Name what nothing can be judged without, in words."""
        days = [words for name, words in self.anchors.items() if name not in details.anchors]
        if self.needs_joined and details.joined_on is None:
            days.append("Day you joined")
        if self.grades and details.grade is None:
            days.append("Your grade")
        return tuple(days)


def questions(pack: Pack) -> Questions:
    """Say what this pack asks of a member: days that periods run from, grade, tenure, part time."""
    of = {shape.of for shape in _shapes(pack) if shape.type is PeriodType.ANNIVERSARY}
    if any(_heeds_tenure(one) for one in pack.requirements):
        of.add(tenure_anchor(pack))
    return Questions(
        anchors={
            name: pack.anchors.get(name) or in_words(name).capitalize()
            for name in sorted(of - {JOINED})
        },
        grades=tuple(sorted({grade for one in pack.requirements for grade in _grades(one)})),
        needs_joined=JOINED in of,
        needs_share=any(
            isinstance(one, Minimum | Ratio) and bool(one.scale_by) for one in pack.requirements
        ),
    )


def _shapes(pack: Pack) -> Iterator[PeriodShape]:
    for one in pack.requirements:
        if one.period is not None:
            yield one.period
        if isinstance(one, Cadence):
            yield one.counted_in
    yield from (cap.period for cap in pack.caps if cap.period is not None)


def _grades(one: Requirement) -> Iterator[str]:
    if one.applies_if is not None:
        yield from one.applies_if.grades
    if isinstance(one, Ratio) and isinstance(one.at_least, tuple):
        yield from (step.only for step in one.at_least if step.only)


def _heeds_tenure(one: Requirement) -> bool:
    conditions = one.applies_if
    if conditions is not None and (conditions.not_before_years or conditions.before_years):
        return True
    return isinstance(one, Ratio) and one.piecewise_by == "tenure"
