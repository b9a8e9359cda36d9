"""What is asked of somebody who joins while a period runs."""

from datetime import date
from fractions import Fraction

from cpd.requirements.rules.answers import Verdict
from cpd.requirements.rules.days import counted, said
from cpd.requirements.rules.kinds import Minimum, Ratio
from cpd.requirements.rules.logs import Member
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.targets import Target, Words, months_between


def for_a_joiner(
    target: Target, requirement: Minimum | Ratio, period: Period, member: Member, words: Words
) -> Target:
    joined = member.joined or period.start
    opening = f"Joined on {said(joined)}, during this period"
    match requirement.joiner.method:
        case "none":
            return target.changed(target.required, f"{opening}: all of it is still asked.")
        case "table":
            return _from_the_table(target, requirement, period, joined, words)
        case "months":
            return _by_the_month(target, requirement, period, joined, words)
        case "days":
            left = (period.end - joined).days
            required = target.required * left / period.days
            days = f"{counted(left, 'day')} of {period.days:,} remain"
            return target.changed(required, f"{opening}: {days}, so {words(required)} is asked.")
        case _:
            line = (
                f"{opening}, and no published text says what is then asked. Less than "
                f"{words(target.required)} needs a person's judgement."
            )
            return target.judged(Verdict.NEEDS_REVIEW, line)


def _from_the_table(
    target: Target, requirement: Minimum | Ratio, period: Period, joined: date, words: Words
) -> Target:
    opening = f"Joined on {said(joined)}"
    less = requirement.joiner.reduce.get(joined.month)
    if less is not None:
        required = max(Fraction(0), target.required - less)
        line = f"{opening}: {words(less)} less is asked, which leaves {words(required)}."
        return target.changed(required, line)
    if (joined.year, joined.month) == (period.start.year, period.start.month):
        line = f"{opening}, in the first month of the period: all of it is asked."
        return target.changed(target.required, line)
    line = (
        f"{opening}. The published table for joiners leaves this month out, so less than "
        f"{words(target.required)} needs a person's judgement."
    )
    return target.judged(Verdict.NEEDS_REVIEW, line)


def _by_the_month(
    target: Target, requirement: Minimum | Ratio, period: Period, joined: date, words: Words
) -> Target:
    both_ends = requirement.joiner.count == "both_end_months"
    months = months_between(joined, period.last) + 1
    if not both_ends and joined.day != 1:
        months -= 1
    whole = months_between(period.start, period.last) + 1
    a_month = requirement.joiner.per_month
    per_month = target.required / whole if a_month is None else a_month
    required = min(target.required, per_month * months)
    how = "the first and the last counted whole" if both_ends else "counting whole months only"
    line = (
        f"Joined on {said(joined)}: {counted(months, 'month')}, {how}, at {words(per_month)} "
        f"a month make {words(required)}."
    )
    return target.changed(required, line)
