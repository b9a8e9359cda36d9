"""How much of a measure stands in a period, whether that is known, and who a rule is for."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from operator import attrgetter
from typing import NamedTuple

from cpd.requirements.rules import days
from cpd.requirements.rules.answers import Verdict
from cpd.requirements.rules.calendars import after
from cpd.requirements.rules.capping import total
from cpd.requirements.rules.kinds import Common, Pack
from cpd.requirements.rules.logs import Member, Stretch
from cpd.requirements.rules.matching import shut_out
from cpd.requirements.rules.packs import Match
from cpd.requirements.rules.periods import Period, anchor_name
from cpd.requirements.rules.saying import first, in_words, measure_name, said
from cpd.requirements.rules.scenes import Credited, Scene
from cpd.requirements.rules.terms import AppliesIf, Bands

DAY_OF = attrgetter("on")


class Volume(NamedTuple):
    """Minutes of a measure in a period; not known where nothing is logged and nothing closed."""

    minutes: Fraction
    most: Fraction
    is_known: bool


class Standing(NamedTuple):
    """Whether a requirement holds in a period: `verdict` None where it does.

    Exempt and not_applicable hold whatever was done. With needs_review it is not known; enough is
    enough all the same, and while the period runs nobody has to look yet unless `at_once`.
    """

    verdict: Verdict | None = None
    lines: tuple[str, ...] = ()
    at_once: bool = False


HOLDS = Standing()
JOINED = "joined"
TENURE = ("accredited", "credential_awarded", "registered", JOINED)  # the first that is known


def within(items: Sequence[Credited], start: date, end: date) -> Sequence[Credited]:
    """Return what counts on the days of `[start, end)`; `items` are in order of day."""
    return items[bisect_left(items, start, key=DAY_OF) : bisect_left(items, end, key=DAY_OF)]


def volume(scene: Scene, measure: str, period: Period) -> Volume:
    there = within(scene.credited.get(measure, ()), period.start, period.end)
    minutes, most = total(one.minutes for one in there), total(one.most for one in there)
    known = most > 0 or _is_said_to_be_none(there, scene)
    return Volume(minutes, most, known or covered(scene.log.member.closed, period))


def _is_said_to_be_none(there: Sequence[Credited], scene: Scene) -> bool:
    """Say whether an entry of no time at all says of these days that there was none."""
    return any(not one.entry.minutes and not shut_out(scene.pack, one.entry) for one in there)


def not_logged(scene: Scene, measure: str, period: Period) -> str:
    """Say that no practice is logged, where the measure is of practice and nobody said none."""
    known = scene.pack.measures.get(measure)
    if known is None or not _is_of_practice(known.select):
        return ""
    if volume(scene, measure, period).is_known:
        return ""
    name = measure_name(scene.pack, measure)
    return (
        f"No {name} is logged for these days, nor said to be none. Log it, or close the log for "
        "them."
    )


def _is_of_practice(select: Match) -> bool:
    return "practice" in select.kinds or any(_is_of_practice(one) for one in select.any_of)


def covered(stretches: Sequence[Stretch], period: Period) -> bool:
    """Say whether every day of the period lies in one of the stretches."""
    return days.merged(stretches, period) == (period,)


def standing(requirement: Common, scene: Scene, period: Period) -> Standing:
    """Say whether the requirement holds for this member in this period."""
    rule = requirement.applies_if
    if rule is None:
        return HOLDS
    for found in (_by_grade(rule, scene), _by_date(rule, period), _by_tenure(rule, scene, period)):
        if found.verdict is not None:
            return found
    return _by_measure(requirement, rule, scene, period) if rule.measure else HOLDS


def _by_grade(rule: AppliesIf, scene: Scene) -> Standing:
    grade = scene.log.member.grade
    if not rule.grades or grade in rule.grades:
        return HOLDS
    names = days.listed([in_words(one) for one in sorted(rule.grades)], "or")
    if grade is None:
        line = f"This is asked of {names} only, and the member's grade is not known."
        return Standing(Verdict.NEEDS_REVIEW, (line,), at_once=True)
    return Standing(Verdict.NOT_APPLICABLE, (f"This is asked of {names} only.",))


def _by_date(rule: AppliesIf, period: Period) -> Standing:
    if rule.after is not None and period.start < rule.after:
        line = f"This is asked from {days.said(rule.after)} on."
        return Standing(Verdict.NOT_APPLICABLE, (line,))
    if rule.before is not None and period.start >= rule.before:
        line = f"This was asked before {days.said(rule.before)} only."
        return Standing(Verdict.NOT_APPLICABLE, (line,))
    return HOLDS


def _by_tenure(rule: AppliesIf, scene: Scene, period: Period) -> Standing:
    least, below = rule.not_before_years, rule.before_years
    if least is None and below is None:
        return HOLDS
    since = tenure_from(scene.log.member)
    if since is None:
        on = tenure_name(scene.pack)
        line = f"Whether this is asked depends on the {on}, which is not known."
        return Standing(Verdict.NEEDS_REVIEW, (line,), at_once=True)
    leap_day = scene.pack.calendar.leap_day
    if least is not None and after(since, least, leap_day) > period.start:
        line = f"This is asked after {least} only, which is from "
        line += f"{days.said(after(since, least, leap_day))} on."
        return Standing(Verdict.NOT_APPLICABLE, (line,))
    if below is not None and after(since, below, leap_day) <= period.start:
        return Standing(Verdict.NOT_APPLICABLE, (f"This is asked in the {first(below)} only.",))
    return HOLDS


def tenure_from(member: Member) -> date | None:
    """Return the day from which years in the grade are counted: accreditation, else joining."""
    for name in TENURE:
        if name in member.anchors:
            return member.anchors[name]
    return member.joined


def tenure_anchor(pack: Pack) -> str:
    """Return which of a member's days this pack counts years in the grade from."""
    return next((name for name in TENURE if name in pack.anchors), JOINED)


def tenure_name(pack: Pack) -> str:
    return anchor_name(tenure_anchor(pack), pack.anchors)


def _by_measure(requirement: Common, rule: AppliesIf, scene: Scene, period: Period) -> Standing:
    there = volume(scene, rule.measure, period)
    name = measure_name(scene.pack, rule.measure)
    if there.minutes > rule.more_than:
        return HOLDS
    if not there.is_known:
        line = (
            f"This depends on {name}, and no {name} is logged for these days, nor said to be "
            "none. Log it, or close the log for them."
        )
        return Standing(Verdict.NEEDS_REVIEW, (line,))
    if there.most > rule.more_than:
        line = f"This depends on {name}, and how much of it counts is not sure."
        return Standing(Verdict.NEEDS_REVIEW, (line,))
    return _without(requirement, rule, scene, period, name)


def _without(
    requirement: Common, rule: AppliesIf, scene: Scene, period: Period, name: str
) -> Standing:
    """Say what holds where there is known to be too little for the requirement."""
    none = (
        f"There was no {name}" if not rule.more_than else f"{said(rule.more_than)} was not passed"
    )
    if covered(scene.log.member.breaks, period):
        return Standing(Verdict.EXEMPT, (f"{none}, and a break is documented: nothing is owed.",))
    if requirement.not_applicable_needs:
        wanted = in_words(requirement.not_applicable_needs)
        line = f"{none}, but no {wanted} is on file. With one, nothing is owed."
        return Standing(Verdict.NEEDS_REVIEW, (line,))
    return Standing(Verdict.NOT_APPLICABLE, (f"{none}, so nothing is owed.",))


class Banded(NamedTuple):
    """What a table asks: `least` for what is sure to be there, `most` for what may be.

    None where the table does not reach so far.
    """

    least: Fraction | None
    most: Fraction | None
    line: str


def banded(bands: Bands, scene: Scene, period: Period) -> Banded:
    there = volume(scene, bands.on, period)
    name = measure_name(scene.pack, bands.on)
    value = band_value(bands, there.minutes)
    amount = f"{said(there.minutes)} of {name}"
    if value is None:
        line = f"{amount} lies outside the published table, so a person must say what is asked."
        return Banded(None, None, line)
    if not there.is_known:
        largest = max(band.value for band in bands.table)
        line = (
            f"How much is asked depends on {name}, and none is logged, nor said to be none: "
            f"between {said(value)} and {said(largest)}."
        )
        return Banded(value, largest, line)
    return Banded(value, band_value(bands, there.most), f"With {amount}, {said(value)} is asked.")


def band_value(bands: Bands, amount: Fraction) -> Fraction | None:
    for band in bands.table:
        above = band.from_ is None or amount >= band.from_
        above = above and (band.over is None or amount > band.over)
        under = band.below is None or amount < band.below
        if above and under and (band.up_to is None or amount <= band.up_to):
            return band.value
    return None
