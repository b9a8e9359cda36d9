"""Whether there is enough supervision for the practice there was."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from cpd.requirements.rules import days
from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.answers import Credit, Row, Verdict
from cpd.requirements.rules.asking import Asked, asked, asked_of, case_of
from cpd.requirements.rules.calendars import after
from cpd.requirements.rules.capping import NOTHING, total
from cpd.requirements.rules.choosing import Chosen, chosen
from cpd.requirements.rules.entry_words import entry_lines
from cpd.requirements.rules.judging import FINAL, Judged, row_of
from cpd.requirements.rules.kinds import Minimum, Ratio
from cpd.requirements.rules.periods import Period, missing_anchor
from cpd.requirements.rules.saying import measure_name, said
from cpd.requirements.rules.scenes import Credited, Scene
from cpd.requirements.rules.settings import judge_settings
from cpd.requirements.rules.tallies import Tally, credits_of, tally
from cpd.requirements.rules.terms import RatioStep
from cpd.requirements.rules.touched import touched, unplaced
from cpd.requirements.rules.volumes import Volume, tenure_from, tenure_name, volume, within

UNREACHABLE = Fraction(10**9)  # minutes; what is asked where no amount is surely enough
ZERO = Length()


@dataclass(frozen=True, kw_only=True)
class Bill:
    """One period of a ratio: what was asked, what there was, and the row of it."""

    period: Period
    asked: Asked
    tally: Tally
    row: Row


def judge_ratio(requirement: Ratio, scene: Scene) -> Judged:
    if requirement.per:
        return judge_settings(requirement, scene)
    if requirement.period is not None and missing_anchor(requirement.period, scene.log.member):
        return Judged(rows=unplaced(requirement, "ratio", requirement.period, scene))
    bills = bills_of(requirement, scene)
    credits_: list[Credit] = []
    for bill in bills:
        credits_.extend(credits_of(requirement.id, bill.period.start, bill.tally))
    return Judged(rows=tuple(bill.row for bill in bills), credits=tuple(credits_))


def bills_of(requirement: Ratio, scene: Scene) -> tuple[Bill, ...]:
    """Judge period after period. Those that nobody asks about are left out."""
    if requirement.id not in scene.bills:
        scene.bills[requirement.id] = tuple(_bills(requirement, scene))
    found: tuple[Bill, ...] = scene.bills[requirement.id]
    return found


def _bills(requirement: Ratio, scene: Scene) -> Iterator[Bill]:
    what = chosen(requirement, scene)
    for period in touched(requirement.period, scene):
        bill = _bill(what, requirement, scene, period)
        if bill is not None:
            yield bill


def _bill(what: Chosen, requirement: Ratio, scene: Scene, period: Period) -> Bill | None:
    found = _asked_of(requirement, scene, period)
    if scene.is_past(found.end):
        return None
    there = tally(what, scene, period.start, found.until, found.required)
    found = found.said(*entry_lines(there, scene, period.start, found.until))
    row = row_of(case_of(requirement, scene, period, found, there))
    return Bill(period=period, asked=found, tally=there, row=row)


def _asked_of(requirement: Ratio, scene: Scene, period: Period) -> Asked:
    """Return what the practice of the period asks, or the minimum it is combined with, if more."""
    practice = volume(scene, requirement.to, period)
    least, most, line = _demand(requirement, scene, period, practice)
    if least is None:
        found = asked(NOTHING, None, requirement, scene, period)
        if found.settled in FINAL:
            return found
        return replace(found, required=None, settled=Verdict.NEEDS_REVIEW, lines=(line,))
    found = asked(least, most if most != least else None, requirement, scene, period)
    found = replace(found, lines=(line, *found.lines))
    if not practice.is_known and found.settled is None:
        found = replace(found, settled=Verdict.NEEDS_REVIEW)
    return _combined(found, requirement, scene, period, is_known=practice.is_known)


def _combined(
    found: Asked, requirement: Ratio, scene: Scene, period: Period, *, is_known: bool
) -> Asked:
    """Ask for the larger of the two. Without known practice the minimum alone is not enough."""
    other = scene.pack.requirement(requirement.combine) if requirement.combine else None
    if not isinstance(other, Minimum) or found.required is None:
        return _unsure(found, is_known=is_known)
    floor = asked_of(other, scene, period)
    if floor.settled in FINAL:
        return _unsure(found, is_known=is_known)
    if floor.amount > found.required:
        line = f"{said(floor.amount)} is asked in any case, which is more."
        found = replace(found, required=floor.amount).said(line)
        if found.required_most is not None:
            found = replace(found, required_most=max(found.required_most, floor.amount))
    return _unsure(found, is_known=is_known)


def _unsure(found: Asked, *, is_known: bool) -> Asked:
    """Never call a ratio met while the practice is not known: no amount is surely enough."""
    if is_known or found.settled in FINAL:
        return found
    return replace(
        found,
        required=found.required or None,
        required_most=UNREACHABLE,
        settled=Verdict.NEEDS_REVIEW,
    )


def _demand(
    requirement: Ratio, scene: Scene, period: Period, practice: Volume
) -> tuple[Fraction | None, Fraction | None, str]:
    """Return what the practice asks at least and at most, and a sentence. None: not known."""
    name = measure_name(scene.pack, requirement.to)
    if not practice.is_known:
        line = (
            f"No {name} is logged for these days, nor said to be none, so the ratio is not known."
        )
        return NOTHING, None, line
    if not isinstance(requirement.at_least, tuple):
        ratio = requirement.at_least
        demand = practice.minutes * ratio
        how = f"{said(practice.minutes)} of {name} at {ratio_words(ratio)}"
        return demand, practice.most * ratio, f"{how} asks for {said(demand)}."
    there = within(scene.credited.get(requirement.to, ()), period.start, period.end)
    return _stepped(requirement, scene, there, name)


def _stepped(
    requirement: Ratio, scene: Scene, there: Sequence[Credited], name: str
) -> tuple[Fraction | None, Fraction | None, str]:
    """Weigh every stretch of practice by the ratio of its own day."""
    least: list[Fraction] = []
    most: list[Fraction] = []
    by_ratio: dict[Fraction, list[Fraction]] = defaultdict(list)
    for one in there:
        ratio = ratio_on(requirement, scene, one.on)
        if ratio is None:
            on = tenure_name(scene.pack)
            line = f"Which ratio holds depends on the {on}, which is not known."
            return None, None, line
        least.append(one.minutes * ratio)
        most.append(one.most * ratio)
        by_ratio[ratio].append(one.minutes)
    parts = [
        f"{said(total(minutes))} of {name} at {ratio_words(ratio)}"
        for ratio, minutes in sorted(by_ratio.items(), reverse=True)
    ]
    demand = total(least)
    line = f"{days.listed(parts) or f'No {name}'} asks for {said(demand)}."
    return demand, total(most), line


def ratio_on(requirement: Ratio, scene: Scene, on: date) -> Fraction | None:
    """Return the ratio that holds on a day; of several that hold, the one that begins last."""
    if not isinstance(requirement.at_least, tuple):
        return requirement.at_least
    since = tenure_from(scene.log.member)
    by_tenure = any(step.from_ or step.below for step in requirement.at_least)
    if since is None and by_tenure:
        return None
    held = [step for step in requirement.at_least if _holds(step, scene, on, since or scene.first)]
    if not held:
        return None
    return max(held, key=lambda step: (step.from_ or ZERO, step.since or date.min)).ratio


def _holds(step: RatioStep, scene: Scene, on: date, since: date) -> bool:
    """Say whether a step holds on a day: tenure is reached on the anniversary itself."""
    if step.only and step.only != scene.log.member.grade:
        return False
    if (step.since is not None and on < step.since) or (step.before and on >= step.before):
        return False
    leap_day = scene.pack.calendar.leap_day
    if step.from_ is not None and after(since, step.from_, leap_day) > on:
        return False
    return step.below is None or after(since, step.below, leap_day) > on


def ratio_words(ratio: Fraction) -> str:
    return f"1 to {1 / ratio}" if ratio and (1 / ratio).denominator == 1 else str(ratio)
