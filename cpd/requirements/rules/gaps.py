"""How far sessions lie apart, with leave taken out, and by when the next is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from cpd.requirements.rules.calendars import DAY, after
from cpd.requirements.rules.days import merged
from cpd.requirements.rules.kinds import MaxGap
from cpd.requirements.rules.leaving import leave_of
from cpd.requirements.rules.logs import Member
from cpd.requirements.rules.packs import Calendar
from cpd.requirements.rules.periods import Period


@dataclass(frozen=True, kw_only=True)
class Gap:
    """The time from one session to the next, or to the day asked about.

    `due_on` is the last day on which the next session was in time, leave counted in; None while
    leave that has not ended holds it up. `over` is by how many days it was missed.
    """

    since: date
    until: date
    allowed: int  # days, leave left out
    on_leave: int  # days of leave in between
    due_on: date | None
    is_open: bool = False

    @property
    def days(self) -> int:
        """Return the days that count: those on leave do not."""
        return (self.until - self.since).days - self.on_leave

    @property
    def over(self) -> int:
        if self.due_on is None or self.until <= self.due_on:
            return 0
        return max(0, self.days - self.allowed)

    @property
    def is_too_long(self) -> bool:
        return self.over > 0


def gaps(
    requirement: MaxGap,
    sessions: Sequence[date],
    member: Member,
    calendar: Calendar,
    begin: date,
    as_of: date,
) -> tuple[Gap, ...]:
    """Return the gaps between sessions from `begin` on; the last is open and ends `as_of`.

    With no session at all the one gap begins with `begin`.
    """
    earlier = [day for day in sessions if day <= begin]
    days = sorted({day for day in sessions if day > begin})
    if earlier or not days:
        days.insert(0, begin)
    away = _away(requirement, member, days[0])
    closed = (_gap(requirement, calendar, away, since, until) for since, until in pairwise(days))
    running = _gap(requirement, calendar, away, days[-1], as_of, is_open=True)
    return (*closed, running)


def _away(requirement: MaxGap, member: Member, first: date) -> tuple[Period, ...]:
    if requirement.leave.method != "subtract_days":
        return ()
    return merged(leave_of(member, requirement.leave), Period(first, date.max))


def _gap(
    requirement: MaxGap,
    calendar: Calendar,
    away: Sequence[Period],
    since: date,
    until: date,
    *,
    is_open: bool = False,
) -> Gap:
    last = after(since, requirement.gap, calendar.leap_day)
    if requirement.exactly == "flagged":
        last -= DAY
    inside = Period(since + DAY, max(until + DAY if is_open else until, since + DAY))
    return Gap(
        since=since,
        until=until,
        allowed=(last - since).days,
        on_leave=sum(_shared(run, inside) for run in away),
        due_on=_put_off(last, since, away),
        is_open=is_open,
    )


def _shared(run: Period, inside: Period) -> int:
    return max(0, (min(run.end, inside.end) - max(run.start, inside.start)).days)


def _put_off(due_on: date, since: date, away: Sequence[Period]) -> date | None:
    """Move the day on by the leave that begins before it comes round."""
    for run in away:
        days = (run.end - max(run.start, since + DAY)).days
        if days <= 0 or run.start > due_on:
            continue
        if run.end == date.max:
            return None
        due_on += timedelta(days=days)
    return due_on
