"""Whether enough time of a sort stands in each period."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from cpd.requirements.rules import days
from cpd.requirements.rules.answers import Credit, Row, Verdict
from cpd.requirements.rules.asking import Asked, asked_of, case_of, if_logged
from cpd.requirements.rules.averages import judge_averaged, judge_best
from cpd.requirements.rules.capping import Sums
from cpd.requirements.rules.carrying import Purse, indebted, is_put_off, uses_once
from cpd.requirements.rules.choosing import Chosen, chosen
from cpd.requirements.rules.entry_words import entry_lines
from cpd.requirements.rules.judging import FINAL, Judged, row_of
from cpd.requirements.rules.kinds import Minimum
from cpd.requirements.rules.late import extended, if_it_matters, lateness
from cpd.requirements.rules.packs import PeriodShape, PeriodType
from cpd.requirements.rules.periods import Period, missing_anchor, periods, window
from cpd.requirements.rules.saying import said
from cpd.requirements.rules.scenes import Scene
from cpd.requirements.rules.tallies import Tally, credits_of, tally
from cpd.requirements.rules.touched import touched, unplaced


@dataclass(frozen=True, kw_only=True)
class Bill:
    """One period of a minimum: what was asked, what there was, and the row of it."""

    period: Period
    asked: Asked
    tally: Tally
    sums: Sums
    row: Row


def judge_minimum(requirement: Minimum, scene: Scene) -> Judged:
    if requirement.period is not None and missing_anchor(requirement.period, scene.log.member):
        return Judged(rows=unplaced(requirement, "minimum", requirement.period, scene))
    if requirement.best is not None:
        return judge_best(requirement, scene)
    if requirement.averaging != "none":
        return judge_averaged(requirement, scene)
    bills = bills_of(requirement, scene)
    credits_: list[Credit] = []
    for bill in bills:
        credits_.extend(credits_of(requirement.id, bill.period.start, bill.tally))
    return Judged(rows=tuple(bill.row for bill in bills), credits=tuple(credits_))


def bills_of(requirement: Minimum, scene: Scene) -> tuple[Bill, ...]:
    """Judge period after period, in order: what one leaves over may help the next.

    Periods that nobody asks about are left out, unless something of them lives on.
    """
    if requirement.id not in scene.bills:
        way = _rolling if is_rolling(requirement) else _one_by_one
        scene.bills[requirement.id] = tuple(way(chosen(requirement, scene), requirement, scene))
    found: tuple[Bill, ...] = scene.bills[requirement.id]
    return found


def _one_by_one(what: Chosen, requirement: Minimum, scene: Scene) -> Iterable[Bill]:
    purse = Purse(requirement.carry)
    for period in touched(requirement.period, scene):
        bill = _bill(what, requirement, scene, period, purse)
        if bill is not None:
            yield bill


def is_rolling(requirement: Minimum) -> bool:
    shape = requirement.period
    rolls = shape is not None and shape.type is PeriodType.ROLLING
    return rolls or requirement.entry_valid_for is not None


def _lives_on(requirement: Minimum) -> bool:
    """Say whether what came of a period matters to a later one."""
    lasting = (requirement.carry, requirement.surplus_to)
    return uses_once(requirement) or any(one is not None for one in lasting)


def _bill(
    what: Chosen, requirement: Minimum, scene: Scene, period: Period, purse: Purse
) -> Bill | None:
    asked = asked_of(requirement, scene, period)
    asked = purse.unless_taken(asked, requirement, period)
    asked = indebted(asked, requirement, scene, period)
    in_time = if_logged(asked, requirement, scene, period.start)
    asked = lateness(in_time, requirement, scene)
    asked = extended(asked, requirement, scene, period)
    if scene.is_past(asked.end) and not _lives_on(requirement):
        return None
    there = tally(what, scene, period.start, asked.until, asked.required)
    sums = inside = there.sums
    own_end = period.end if is_put_off(requirement) else asked.end
    if asked.until > own_end:
        inside = tally(what, scene, period.start, own_end, asked.required).sums
    sums, inside, used = purse.not_used(sums, inside)
    if asked.until > own_end:
        sums = purse.used_later(inside, sums, asked.amount, requirement)
        asked = if_it_matters(in_time, asked, inside, sums).said(*_after_the_end(inside, sums))
    sums, lines = purse.brought(sums, there, asked, period)
    asked = asked.said(*used, *lines, *entry_lines(there, scene, period.start, asked.until))
    row = row_of(case_of(requirement, scene, period, asked, replace(there, sums=sums)))
    return Bill(period=period, asked=asked, tally=there, sums=sums, row=row)


def _after_the_end(inside: Sums, sums: Sums) -> Iterable[str]:
    used = sums.claimed - inside.claimed
    if used:
        yield f"{said(used)} came after the end: such time counts only as far as it was short."


def _windows(requirement: Minimum, scene: Scene) -> tuple[tuple[Period, ...], bool]:
    """Return the windows, and whether they end on the day asked about and no later."""
    calendar, member = scene.pack.calendar, scene.log.member
    if requirement.entry_valid_for is not None:
        return (window(scene.as_of, requirement.entry_valid_for, calendar.leap_day),), True
    shape = requirement.period or PeriodShape(type=PeriodType.WHOLE)
    found = periods(shape, calendar, member, scene.first, scene.as_of)
    return found, shape.check == "as_of" or not shape.step


def _rolling(what: Chosen, requirement: Minimum, scene: Scene) -> Iterable[Bill]:
    joined = scene.log.member.joined
    windows, is_now = _windows(requirement, scene)
    for period in windows:
        if joined is not None and period.end <= joined:
            continue
        asked = asked_of(requirement, scene, period)
        reaches_back = joined is None and period.start < _first_step(requirement, scene)
        if is_now:
            asked = replace(asked, closes=scene.as_of)
        elif reaches_back or joined is not None:
            asked = _young(asked, period, joined)
        if scene.is_past(asked.end) and not _lives_on(requirement):
            continue
        asked = if_logged(asked, requirement, scene, period.start)
        there = tally(what, scene, period.start, asked.until, asked.required)
        asked = asked.said(*entry_lines(there, scene, period.start, asked.until))
        row = row_of(case_of(requirement, scene, period, asked, there))
        is_over = period.end <= scene.as_of and not is_now
        if is_over and asked.settled is row.verdict is Verdict.NEEDS_REVIEW and reaches_back:
            continue  # nothing but the beginning of the log is to be seen there
        yield Bill(period=period, asked=asked, tally=there, sums=there.sums, row=row)


def _first_step(requirement: Minimum, scene: Scene) -> date:
    """Return the first day of the step that holds the first thing in the log."""
    unit = requirement.period.step if requirement.period else ""
    step = PeriodShape(type=PeriodType.CALENDAR, unit=unit or "year")
    found = periods(step, scene.pack.calendar, scene.log.member, scene.first, scene.first)
    return found[0].start


def _young(asked: Asked, period: Period, joined: date | None) -> Asked:
    """Judge a window that reaches back to before the log, or before the member joined."""
    if asked.settled in FINAL or (joined is not None and joined <= period.start):
        return asked
    if joined is not None:
        line = f"Joined on {days.said(joined)}, so the whole of this window has not been served."
        return replace(asked, settled=Verdict.NOT_APPLICABLE).said(line)
    line = "The log does not reach back over all of this window."
    return replace(asked, settled=Verdict.NEEDS_REVIEW).said(line)
