"""No more than so much in a week or month: what that leaves of every session, and the rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from cpd.requirements.rules import days
from cpd.requirements.rules.answers import Credit, Row, Verdict
from cpd.requirements.rules.capping import NOTHING, total
from cpd.requirements.rules.judging import Judged
from cpd.requirements.rules.kinds import CapPerWindow, Pack
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.saying import measure_name, said
from cpd.requirements.rules.scenes import Credited, Scene


def limited(
    pack: Pack, credited: Mapping[str, tuple[Credited, ...]]
) -> Mapping[str, tuple[Credited, ...]]:
    """Return what is left of what was credited once every window has its limit."""
    found = dict(credited)
    for requirement in pack.requirements:
        if isinstance(requirement, CapPerWindow) and requirement.measure in found:
            found[requirement.measure] = _limited(
                requirement, found[requirement.measure], pack.calendar.week_start
            )
    return found


def window_of(unit: str, on: date, week_start: int) -> Period:
    if unit == "month":
        start = on.replace(day=1)
        return Period(start, (start + timedelta(days=31)).replace(day=1))
    start = on - timedelta(days=(on.weekday() - week_start) % 7)
    return Period(start, start + timedelta(days=7))


def _limited(
    rule: CapPerWindow, items: Sequence[Credited], week_start: int
) -> tuple[Credited, ...]:
    larger = _exceptions(rule, items, week_start)
    by_window: dict[date, list[int]] = defaultdict(list)
    found = [_not_too_long(rule, one) for one in items]
    for index, one in enumerate(found):
        by_window[window_of(rule.window, one.on, week_start).start].append(index)
    for held in by_window.values():
        top = max(larger.get(items[index].entry.id, rule.most) for index in held)
        _spread(rule, found, held, top)
    return tuple(found)


def _not_too_long(rule: CapPerWindow, one: Credited) -> Credited:
    if rule.reject_over is None or one.entry.minutes <= rule.reject_over or not one.most:
        return one
    reason = f"longer than {said(rule.reject_over)}, so none of it counts"
    return replace(one, minutes=NOTHING, most=NOTHING, evidenced=NOTHING, reason=reason)


def _exceptions(
    rule: CapPerWindow, items: Sequence[Credited], week_start: int
) -> dict[str, Fraction]:
    """Choose the longest sessions of each month that may count for more, the earliest first."""
    if rule.exception_most is None:
        return {}
    by_window: dict[date, list[Credited]] = defaultdict(list)
    for one in items:
        too_long = rule.reject_over is not None and one.entry.minutes > rule.reject_over
        if one.most > rule.most and not too_long:
            by_window[window_of(rule.exception_window, one.on, week_start).start].append(one)
    chosen: dict[str, Fraction] = {}
    for there in by_window.values():
        longest = sorted(there, key=lambda one: (-one.most, one.on, one.entry.id))
        for one in longest[: rule.exception_entries]:
            chosen[one.entry.id] = min(one.most, rule.exception_most)
    return chosen


def _spread(rule: CapPerWindow, found: list[Credited], held: list[int], top: Fraction) -> None:
    minutes = total(found[index].minutes for index in held)
    most = total(found[index].most for index in held)
    seen = total(found[index].seen for index in held)
    if most <= top:
        return
    reason = f"no more than {said(top)} counts in one {rule.window}"
    for index in held:
        one = found[index]
        if not one.most:
            continue
        found[index] = replace(
            one,
            minutes=_part(one.minutes, minutes, top),
            most=_part(one.most, most, top),
            evidenced=_part(one.seen, seen, top),
            reason=reason,
        )


def _part(amount: Fraction, there: Fraction, top: Fraction) -> Fraction:
    return amount * top / there if there > top else amount


def judge_windows(requirement: CapPerWindow, scene: Scene) -> Judged:
    """Say for every window with a session how much of it counts. A limit cannot be broken."""
    week_start = scene.pack.calendar.week_start
    by_window: dict[Period, list[Credited]] = defaultdict(list)
    for one in scene.credited.get(requirement.measure, ()):
        by_window[window_of(requirement.window, one.on, week_start)].append(one)
    rows = tuple(
        _row(requirement, scene, window, there) for window, there in sorted(by_window.items())
    )
    credits_ = tuple(
        Credit(
            entry=one.entry.id,
            requirement=requirement.id,
            start=window.start,
            minutes=one.minutes,
            before_caps=one.minutes,
            reason=one.reason,
        )
        for window, there in sorted(by_window.items())
        for one in there
    )
    return Judged(rows=rows, credits=credits_)


def _row(requirement: CapPerWindow, scene: Scene, window: Period, there: list[Credited]) -> Row:
    counts = total(one.minutes for one in there)
    name = measure_name(scene.pack, requirement.measure)
    logged = total(Fraction(one.entry.minutes) for one in there)
    when = days.said_period(window)
    return Row(
        requirement=requirement.id,
        kind="cap_per_window",
        start=window.start,
        end=window.end,
        verdict=Verdict.MET,
        claimed=counts,
        evidenced=total(one.seen for one in there),
        explanation=(
            f"{when}: {said(counts)} of {name} counted; {said(logged)} is logged.",
            f"No more than {said(requirement.most)} counts in one {requirement.window}.",
        ),
        pack_version=scene.pack.version,
    )
