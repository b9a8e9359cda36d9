"""Renewals after the end of a cycle: grace, surcharges, and until when there is still a way."""

from dataclasses import replace
from datetime import date

from cpd.requirements.rules import days
from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.answers import Verdict
from cpd.requirements.rules.asking import Asked
from cpd.requirements.rules.calendars import DAY, after, anniversary
from cpd.requirements.rules.capping import Sums
from cpd.requirements.rules.judging import FINAL
from cpd.requirements.rules.kinds import Minimum
from cpd.requirements.rules.logs import Log
from cpd.requirements.rules.packs import Late, PeriodType
from cpd.requirements.rules.periods import Period, periods
from cpd.requirements.rules.saying import said
from cpd.requirements.rules.scenes import Scene

CYCLES = frozenset({PeriodType.ANNIVERSARY, PeriodType.FIXED, PeriodType.EXPLICIT})
SUBMITTED = "renewal_submitted"
EXTENDED = "granted_extension"
MONTH = Length(months=1)


def lateness(asked: Asked, requirement: Minimum, scene: Scene) -> Asked:
    """Return what is asked of a renewal after the end: more by the month, or a fee, or nothing."""
    late, shape = scene.pack.late, requirement.period
    if late is None or shape is None or shape.type not in CYCLES:
        return asked
    if asked.end > scene.as_of or asked.settled in FINAL:
        return asked
    over = _over(late, asked.end, scene)
    on = submitted_on(scene, asked.end, over)
    if on is not None and on < asked.end:
        return asked.said(f"Renewed on {days.said(on)}, in time.")
    if on is None and scene.as_of >= over:
        return asked
    submitted = on or scene.as_of
    found = replace(asked, until=submitted + DAY, late_until=over - DAY if on is None else None)
    found = _charged(found, requirement, late, submitted, is_sent=on is not None)
    return found.said(_next(scene, requirement, asked))


def if_it_matters(in_time: Asked, asked: Asked, inside: Sums, sums: Sums) -> Asked:
    """Say nothing of a late renewal where nothing hangs on it; ask whether it was late at all.

    Who had enough by the end of the cycle and logged no renewal may well have renewed in time.
    """
    if asked.late_until is None or asked.required is None or in_time.required is None:
        return asked
    if sums.claimed >= asked.required:
        return asked if asked.costs else replace(asked, lines=in_time.lines)
    if inside.claimed < in_time.required:
        return asked
    line = (
        f"By the end of the cycle there was enough: {said(in_time.required)}. If you renewed in "
        "time, log the day on which you did."
    )
    return replace(asked, settled=asked.settled or Verdict.NEEDS_REVIEW, lines=(line, *asked.lines))


def _over(late: Late, end: date, scene: Scene) -> date:
    return after(end, late.renewable_until or late.grace, scene.pack.calendar.leap_day)


def submitted_on(scene: Scene, end: date, over: date) -> date | None:
    """Return the day the renewal of the cycle that ended was sent in, where that is logged."""
    opens = after(end, Length(months=-12))
    found = submissions(scene.log, scene.as_of)
    return min((on for on in found if opens <= on < over), default=None)


def submissions(log: Log, as_of: date) -> list[date]:
    """Return the days on which renewals were sent in."""
    return [
        on
        for one in log.declarations
        if one.declaration == SUBMITTED
        and (on := one.happened_on or one.declared_on) is not None
        and on <= as_of
    ]


def month_of(end: date, on: date) -> int:
    """Return in which month after the end a day lies: the first begins on the day of the end."""
    number = 1
    while anniversary(end, MONTH, number) <= on:
        number += 1
    return number


def _charged(asked: Asked, requirement: Minimum, late: Late, on: date, *, is_sent: bool) -> Asked:
    number = month_of(asked.end, on)
    past = number - late.grace.months
    opening = "The renewal of" if is_sent else "A renewal on"
    verb = "was" if is_sent else "would be"
    which = f"{opening} {days.said(on)} {verb} in month {number} after the end of the cycle"
    if past <= 0:
        return asked.said(f"{which}, inside the {late.grace} of grace: nothing is added.")
    extra = late.surcharge.get(requirement.id)
    is_charged = late.surcharge_until is None or on <= late.surcharge_until
    if extra is not None and is_charged and asked.required is not None:
        required = asked.required + past * extra
        line = (
            f"{which}, {days.counted(past, 'month')} past the {late.grace} of grace: "
            f"{said(past * extra)} is added, which makes {said(required)}."
        )
        return replace(asked, required=required, costs=True).said(line)
    if late.fee and (late.fee_from is None or on >= late.fee_from):
        line = f"{which}: no hours are added, but a fee of {late.fee} is due."
        return replace(asked, costs=True).said(line)
    return asked.said(f"{which}.")


def _next(scene: Scene, requirement: Minimum, asked: Asked) -> str:
    """Say when the next cycle ends: it is counted from the old end, whenever the renewal comes."""
    shape = requirement.period
    found = (
        periods(shape, scene.pack.calendar, scene.log.member, asked.end, asked.end) if shape else ()
    )
    if not found:
        return ""
    return f"The next cycle ends on {days.said(found[0].last)}, whenever the renewal comes."


def extended(asked: Asked, requirement: Minimum, scene: Scene, period: Period) -> Asked:
    """Let an extension that was granted put off the end. The next cycle does not move."""
    most = requirement.extension_most
    if most is None or asked.settled in FINAL:
        return asked
    limit = after(asked.end, most, scene.pack.calendar.leap_day)
    until = max(
        (
            min(limit, one.until + DAY if one.until else limit)
            for one in scene.log.declarations
            if one.declaration == EXTENDED
            and one.happened_on is not None
            and one.requirement in {None, requirement.id}
            and period.start <= one.happened_on < limit
        ),
        default=asked.end,
    )
    if until <= asked.end:
        return asked
    line = f"An extension until {days.said(until - DAY)} was granted. The next cycle does not move."
    return replace(asked, until=until, closes=until).said(line)
