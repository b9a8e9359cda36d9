"""How often: no gap too long, at least once in every period, once in every so many years."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.answers import Row, Unit, Verdict
from cpd.requirements.rules.calendars import DAY, after
from cpd.requirements.rules.count_rows import Count, asked, count_row, entries_in, let_off
from cpd.requirements.rules.days import said, said_period, said_run
from cpd.requirements.rules.gap_words import gap_lines
from cpd.requirements.rules.gaps import Gap, gaps
from cpd.requirements.rules.kinds import Cadence, EveryPeriod, MaxGap
from cpd.requirements.rules.periods import Period, periods
from cpd.requirements.rules.scenes import Credited, Scene
from cpd.requirements.rules.touched import Found, matching_entries, touched, unplaced
from cpd.requirements.rules.unsettled import known_on


def session_days(measure: str, scene: Scene) -> list[date]:
    """Return the days on which something counted, or may have counted, towards a measure."""
    return sorted({one.on for one in scene.credited.get(measure, ()) if one.most > 0})


# No gap too long


def judge_max_gap(requirement: MaxGap, scene: Scene) -> tuple[Row, ...]:
    """Judge all the time since the first session in one row, which counts days."""
    found = gaps_of(requirement, scene)
    off = let_off(requirement, scene, Period(found[0].since, scene.as_of + DAY))
    if off:
        return (off,)
    if requirement.ends != "open":
        found = tuple(gap for gap in found if not gap.is_open)
    worst = max(found, key=lambda gap: (gap.days - gap.allowed, gap.days), default=None)
    breaches = [
        gap for gap in found if gap.is_too_long and not is_explained(requirement, gap, scene)
    ]
    wanting = Verdict.NEEDS_EXPLANATION
    if requirement.consequence != "needs_explanation":
        wanting = Verdict.NOT_MET
    verdict = wanting if breaches else Verdict.MET
    if not breaches and not session_days(requirement.measure, scene):
        verdict = Verdict.OPEN
    running = found[-1] if found and found[-1].is_open else None
    return (
        Row(
            requirement=requirement.id,
            kind="max_gap",
            start=found[0].since if found else scene.first,
            end=scene.as_of + DAY,
            verdict=verdict,
            unit=Unit.DAYS,
            required=Fraction(worst.allowed) if worst else None,
            claimed=Fraction(worst.days) if worst else None,
            evidenced=None,
            short=Fraction(max((gap.over for gap in breaches), default=0)),
            last_date=running.due_on if running and not running.is_too_long else None,
            explanation=gap_lines(requirement, found, breaches, scene),
        ),
    )


def gaps_of(requirement: MaxGap, scene: Scene) -> tuple[Gap, ...]:
    """Return the gaps since the member joined, or since the first session."""
    days = session_days(requirement.measure, scene)
    begin = days[0] if days else scene.first
    for bound in (scene.log.member.joined, scene.begun):
        begin = begin if bound is None else max(begin, bound)
    begin = min(begin, scene.as_of)
    return gaps(requirement, days, scene.log.member, scene.pack.calendar, begin, scene.as_of)


def is_explained(requirement: MaxGap, gap: Gap, scene: Scene) -> bool:
    """Say whether a reviewer has accepted what was said of this gap; the latest word holds."""
    if requirement.consequence != "needs_explanation":
        return False
    words = sorted(
        (known, one.verdict)
        for one in scene.log.declarations
        if one.requirement == requirement.id
        and one.verdict in {"met", "exempt", "not_met"}
        and one.happened_on is not None
        and gap.since <= one.happened_on <= gap.until
        and (known := known_on(one) or scene.as_of) <= scene.as_of
    )
    return bool(words) and words[-1][1] != "not_met"


# At least once in every period


def judge_every_period(requirement: EveryPeriod, scene: Scene) -> tuple[Row, ...]:
    """Judge each period alone: two sessions in March do not make up for none in April."""
    places = touched(requirement.period, scene)
    if not places and requirement.period:
        return unplaced(requirement, "every_period", requirement.period, scene)
    found = [_session(one) for one in scene.credited.get(requirement.measure, ()) if one.most]
    rows = (_period_row(requirement, place, found, scene) for place in places)
    return tuple(row for row in rows if row is not None)


def _session(one: Credited) -> Found:
    return Found(on=one.on, entry=one.entry, is_sure=one.minutes > 0)


def _period_row(
    requirement: EveryPeriod, place: Period, found: Sequence[Found], scene: Scene
) -> Row | None:
    what = asked(requirement, requirement.at_least, place, scene, ("session", "sessions"))
    if scene.is_past(what.target.end):
        return None
    return count_row(what, entries_in(found, place.start, what.target.end), scene)


# At least once in every so many periods


def judge_cadence(requirement: Cadence, scene: Scene) -> tuple[Row, ...]:
    """Judge each period by itself and those before it that the allowance reaches back over."""
    places = touched(requirement.counted_in, scene)
    if not places:
        return unplaced(requirement, "cadence", requirement.counted_in, scene)
    found = matching_entries(requirement, requirement.select, scene)
    counts = [entries_in(found, place.start, place.end) for place in places]
    allowance = _allowance(requirement)
    joined = scene.log.member.joined
    first = 1 if joined is not None and places[0].start < joined else 0
    return tuple(
        _cadence_row(requirement, Run(places, counts, number, allowance, first), scene)
        for number in range(len(places))
    )


def _allowance(requirement: Cadence) -> int:
    """Return how many periods in a row make the longest time, rounded down: three years of one."""
    every, one = requirement.at_least_every, requirement.counted_in
    months = {"month": 1, "quarter": 3, "year": 12}.get(one.unit, 0)
    length = one.length or Length(months=months, days=0 if months else 7)
    if length.days:
        days = every.days or every.months * 365 // 12
        return max(1, days // length.days)
    months = every.months or every.days * 12 // 365
    return max(1, months // length.months)


class Run(NamedTuple):
    """A period and those before it. From `first` on the member was there for whole periods."""

    places: Sequence[Period]
    counts: Sequence[Count]
    number: int
    allowance: int
    first: int

    @property
    def reach(self) -> Sequence[Count]:
        return self.counts[max(0, self.number - self.allowance + 1) : self.number + 1]

    @property
    def last_number(self) -> int:
        """Return the number of the last period in which it may be done in time."""
        done = [number for number in range(self.number + 1) if self.counts[number].sure]
        return max(self.first + self.allowance - 1, done[-1] + self.allowance if done else 0)


def _cadence_row(requirement: Cadence, run: Run, scene: Scene) -> Row:
    place = run.places[run.number]
    off = let_off(requirement, scene, place)
    if off:
        return off
    sure = sum(count.sure for count in run.reach)
    is_late = run.number >= run.last_number and not sure
    due_on = _last_in_time(requirement, run, scene)
    verdict = _cadence_verdict(run, scene, is_late=is_late)
    return Row(
        requirement=requirement.id,
        kind="cadence",
        start=place.start,
        end=place.end,
        verdict=verdict,
        unit=Unit.COUNT,
        required=Fraction(1),
        claimed=Fraction(sure),
        evidenced=Fraction(sum(count.seen for count in run.reach)),
        short=Fraction(1 if verdict in {Verdict.NOT_MET, Verdict.OPEN} and not sure else 0),
        last_date=due_on if place.end > scene.as_of else None,
        explanation=_cadence_lines(requirement, run, verdict, due_on),
    )


def _cadence_verdict(run: Run, scene: Scene, *, is_late: bool) -> Verdict:
    here = run.counts[run.number]
    is_closed = run.places[run.number].end <= scene.as_of
    if here.sure or (is_closed and not is_late):
        return Verdict.MET
    if not is_closed:
        return Verdict.OPEN
    possible = any(count.possible for count in run.reach)
    return Verdict.NEEDS_REVIEW if possible else Verdict.NOT_MET


def _last_in_time(requirement: Cadence, run: Run, scene: Scene) -> date:
    number = max(run.number, run.last_number)
    if number < len(run.places):
        return run.places[number].last
    far = after(run.places[-1].start, requirement.at_least_every, scene.pack.calendar.leap_day)
    member, calendar = scene.log.member, scene.pack.calendar
    further = periods(requirement.counted_in, calendar, member, run.places[-1].start, far)
    return further[min(number - len(run.places) + 1, len(further) - 1)].last


def _cadence_lines(
    requirement: Cadence, run: Run, verdict: Verdict, due_on: date
) -> tuple[str, ...]:
    when = said_period(run.places[run.number])
    every = f"It is asked at least once in every {requirement.at_least_every}."
    if run.counts[run.number].sure:
        return (f"{when}: done.", every, f"After this it is due by {said(due_on)}.")
    if verdict is Verdict.NOT_MET:
        since = run.places[max(0, run.number - run.allowance + 1)].start
        last = run.places[run.number].last
        return (
            f"{when}: not done, and overdue. There was none from {said_run(since, last)}.",
            every,
        )
    if verdict is Verdict.NEEDS_REVIEW:
        return (f"{when}: whether it was done is not sure. Somebody has to look at this.", every)
    return (f"{when}: not done, and not yet due. The last day for it is {said(due_on)}.", every)
