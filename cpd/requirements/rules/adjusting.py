"""What is asked of this member in this period: less for a joiner, for part time, for leave."""

from datetime import date
from fractions import Fraction
from itertools import pairwise

from cpd.requirements.rules.calendars import DAY
from cpd.requirements.rules.joining import for_a_joiner
from cpd.requirements.rules.kinds import (
    Common,
    Distinct,
    EveryPeriod,
    MinCount,
    Minimum,
    Ratio,
)
from cpd.requirements.rules.leaving import for_leave
from cpd.requirements.rules.logs import Member
from cpd.requirements.rules.packs import Calendar
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.targets import Target, Words, said_count, said_percent, said_time

__all__ = ["Target", "adjusted", "working_share"]


def adjusted(
    amount: Fraction, requirement: Common, period: Period, member: Member, calendar: Calendar
) -> Target:
    """Return what a requirement of so much comes to: joiner, then working share, then leave."""
    target = Target(required=amount, end=period.end)
    words = said_count if isinstance(requirement, MinCount | EveryPeriod | Distinct) else said_time
    there = period
    if isinstance(requirement, Minimum | Ratio) and _joins_in(period, member):
        target = for_a_joiner(target, requirement, period, member, words)
        if requirement.joiner.method in {"table", "months", "days"}:
            there = Period(member.joined or period.start, period.end)
    if isinstance(requirement, Minimum | Ratio) and requirement.scale_by == "fte":
        target = _for_part_time(target, requirement, there, member, words)
    return for_leave(target, requirement.leave, there, member, calendar, words)


def _joins_in(period: Period, member: Member) -> bool:
    return member.joined is not None and period.start < member.joined < period.end


def working_share(member: Member, period: Period) -> Fraction:
    """Return the mean part of full time over the period; days that are not spoken of are full.

    Where two say something of one day, the one that began later holds.
    """
    known = sorted(member.working_share, key=lambda one: one.since or date.min)
    bounds = {period.start, period.end}
    for one in known:
        bounds |= {one.since or period.start, one.until + DAY if one.until else period.end}
    edges = sorted(day for day in bounds if period.start <= day <= period.end)
    total = Fraction(0)
    for start, end in pairwise(edges):
        holds = (one.share for one in reversed(known) if _covers(one.since, one.until, start))
        total += (end - start).days * min(Fraction(1), next(holds, Fraction(1)))
    return total / period.days


def _covers(since: date | None, until: date | None, day: date) -> bool:
    return (since is None or since <= day) and (until is None or day <= until)


def _for_part_time(
    target: Target, requirement: Minimum | Ratio, there: Period, member: Member, words: Words
) -> Target:
    share = working_share(member, there)
    below = requirement.scale_below if isinstance(requirement, Minimum) else None
    if share >= (below or 1):
        return target
    floor_of = requirement.scale_floor if isinstance(requirement, Minimum) else None
    scaled = target.required * share
    required = max(scaled, min(floor_of or Fraction(0), target.required))
    line = f"Working {said_percent(share)} of full time: {words(required)} is asked."
    if required > scaled:
        line = (
            f"Working {said_percent(share)} of full time would make {words(scaled)}, but never "
            f"less than {words(required)} is asked."
        )
    return target.changed(required, line)
