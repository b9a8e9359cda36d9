"""How often somebody is supervised: sessions by month, gaps, ratio to practice, what is next due.

A value for a page to draw. It looks at the same sessions and gaps as the verdicts do.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.calendars import DAY, before
from cpd.requirements.rules.count_rows import let_off
from cpd.requirements.rules.days import counted, merged, said, said_period
from cpd.requirements.rules.frequency import gaps_of, session_days
from cpd.requirements.rules.gaps import Gap
from cpd.requirements.rules.kinds import Common, EveryPeriod, MaxGap, Minimum
from cpd.requirements.rules.packs import Calendar, PeriodShape, PeriodType
from cpd.requirements.rules.periods import Period, periods
from cpd.requirements.rules.saying import said as said_minutes
from cpd.requirements.rules.scenes import Credited, Scene
from cpd.requirements.rules.volumes import volume, within

MONTH = PeriodShape(type=PeriodType.CALENDAR, unit="month")
NOTHING = Fraction(0)


@dataclass(frozen=True, kw_only=True)
class Session:
    """What was logged on one day; `minutes` is what it counts for."""

    on: date
    minutes: Fraction
    titles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Month:
    """One month of the calendar. `practice_known` is false where nobody has said there was none."""

    period: Period
    name: str
    sessions: tuple[Session, ...]
    minutes: Fraction
    practice: Fraction
    practice_known: bool
    leave: tuple[Period, ...]

    @property
    def weeks(self) -> tuple[tuple[date | None, ...], ...]:
        """Return the days in weeks from Monday on, with None outside the month."""
        start = self.period.start
        cells: list[date | None] = [None] * start.weekday()
        cells += [date(start.year, start.month, number + 1) for number in range(self.period.days)]
        cells += [None] * (-len(cells) % 7)
        return tuple(tuple(cells[at : at + 7]) for at in range(0, len(cells), 7))


@dataclass(frozen=True, kw_only=True)
class Spell:
    """The days between two sessions, or since the last one."""

    since: date
    until: date
    days: int  # those that count: leave left out where a rule says so
    on_leave: int
    is_too_long: bool
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class Due:
    """By when the next session must be, and which requirement says so."""

    requirement: str
    on: date
    days_left: int  # below nothing: overdue
    text: str


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """`due` holds the nearest day first. `ratio` is practice for each part of supervision."""

    first: date
    last: date
    months: tuple[Month, ...]
    spells: tuple[Spell, ...]
    leave: tuple[Period, ...]
    minutes: Fraction
    practice: Fraction
    practice_known: bool
    ratio: Fraction | None
    due: tuple[Due, ...]
    lines: tuple[str, ...]


def rhythm(
    scene: Scene,
    *,
    measure: str = "supervision",
    practice: str = "practice",
    first: date | None = None,
) -> Rhythm:
    """Return the months from `first`, by itself a year back, to the day asked about."""
    begin = first or before(scene.as_of, Length(months=12)) + DAY
    begin = min(begin, scene.as_of)
    places = periods(MONTH, Calendar(), scene.log.member, begin, scene.as_of)
    months = tuple(_month(scene, place, measure, practice) for place in places)
    whole = Period(places[0].start, places[-1].end)
    minutes = sum((month.minutes for month in months), NOTHING)
    seen = sum((month.practice for month in months), NOTHING)
    spells = tuple(_spells(scene, measure, whole))
    due = tuple(sorted(_dues(scene, measure), key=lambda one: (one.on, one.requirement)))
    known = all(month.practice_known for month in months)
    return Rhythm(
        first=whole.start,
        last=whole.last,
        months=months,
        spells=spells,
        leave=merged(scene.log.member.leave, whole),
        minutes=minutes,
        practice=seen,
        practice_known=known,
        ratio=seen / minutes if minutes else None,
        due=due,
        lines=(*_ratio_lines(minutes, seen, known=known), *(one.text for one in due)),
    )


def _month(scene: Scene, place: Period, measure: str, practice: str) -> Month:
    there = within(scene.credited.get(measure, ()), place.start, place.end)
    sessions = _sessions(one for one in there if one.most > 0)
    work = volume(scene, practice, place)
    return Month(
        period=place,
        name=said_period(place),
        sessions=sessions,
        minutes=sum((one.minutes for one in sessions), NOTHING),
        practice=work.minutes,
        practice_known=work.is_known,
        leave=merged(scene.log.member.leave, place),
    )


def _sessions(credited: Iterable[Credited]) -> tuple[Session, ...]:
    by_day: dict[date, list[Credited]] = {}
    for one in credited:
        by_day.setdefault(one.on, []).append(one)
    return tuple(
        Session(
            on=on,
            minutes=sum((one.minutes for one in ones), NOTHING),
            titles=tuple(sorted({one.entry.title for one in ones if one.entry.title})),
        )
        for on, ones in sorted(by_day.items())
    )


# Gaps


def _spells(scene: Scene, measure: str, whole: Period) -> Iterator[Spell]:
    """Yield the gaps that reach into the months shown, by the rule on gaps if there is one."""
    rule = next((one for one in _rules(scene, measure) if isinstance(one, MaxGap)), None)
    plain = MaxGap(id="", measure=measure, gap=Length(months=12 * 100))
    for gap in gaps_of(rule or plain, scene) if session_days(measure, scene) else ():
        if gap.until >= whole.start and gap.until > gap.since:
            yield _spell(gap)


def _spell(gap: Gap) -> Spell:
    return Spell(
        since=gap.since,
        until=gap.until,
        days=gap.days,
        on_leave=gap.on_leave,
        is_too_long=gap.is_too_long,
        is_open=gap.is_open,
    )


def _rules(scene: Scene, measure: str) -> Iterator[MaxGap | EveryPeriod | Minimum]:
    """Yield the rules of the pack that say how often, as far as they are for this member."""
    today = Period(scene.as_of, scene.as_of + DAY)
    for one in scene.pack.requirements:
        if not isinstance(one, MaxGap | EveryPeriod | Minimum):
            continue
        if one.measure == measure and not _is_off(one, scene, today):
            yield one


def _is_off(rule: Common, scene: Scene, today: Period) -> bool:
    return let_off(rule, scene, today) is not None and not (
        rule.applies_if is not None and rule.applies_if.measure
    )


# What is next due


def _dues(scene: Scene, measure: str) -> Iterator[Due]:
    for rule in _rules(scene, measure):
        on = _due_on(rule, scene)
        if on is None:
            continue
        left = (on - scene.as_of).days
        yield Due(requirement=rule.id, on=on, days_left=left, text=_said_due(on, left))


def _due_on(rule: MaxGap | EveryPeriod | Minimum, scene: Scene) -> date | None:
    if isinstance(rule, MaxGap):
        return gaps_of(rule, scene)[-1].due_on
    if isinstance(rule, EveryPeriod):
        return _due_in_period(rule, Fraction(rule.at_least), scene)
    if isinstance(rule.at_least, Fraction) and _is_short(rule):
        return _due_in_period(rule, rule.at_least, scene)
    return None


def _is_short(rule: Minimum) -> bool:
    """Say whether a minimum says how often: one a month or a quarter does, one a year does not."""
    shape = rule.period
    return shape is not None and shape.type is PeriodType.CALENDAR and shape.unit != "year"


def _due_in_period(rule: EveryPeriod | Minimum, enough: Fraction, scene: Scene) -> date | None:
    """Return the end of the period that runs, or of the next where there is enough in this one."""
    shape = rule.period
    if shape is None:
        return None
    member, calendar = scene.log.member, scene.pack.calendar
    now = periods(shape, calendar, member, scene.as_of, scene.as_of)
    if not now:
        return None
    there = within(scene.credited.get(rule.measure, ()), now[0].start, now[0].end)
    have = _amount(rule, there)
    if have < enough:
        return now[0].last
    coming = periods(shape, calendar, member, now[0].end, now[0].end)
    return coming[0].last if coming else None


def _amount(rule: EveryPeriod | Minimum, there: Sequence[Credited]) -> Fraction:
    if isinstance(rule, EveryPeriod):
        return Fraction(len({one.entry.id for one in there if one.minutes > 0}))
    return sum((one.minutes for one in there), NOTHING)


def _said_due(on: date, left: int) -> str:
    if left < 0:
        return f"The next session was due by {said(on)}, {counted(-left, 'day')} ago."
    if left == 0:
        return f"The next session is due today, {said(on)}."
    return f"The next session is due by {said(on)}: {counted(left, 'day')} left."


def _ratio_lines(minutes: Fraction, practice: Fraction, *, known: bool) -> Iterator[str]:
    if not minutes and not practice:
        return
    both = f"{said_minutes(minutes)} of supervision for {said_minutes(practice)} of practice"
    if minutes and practice:
        tenths, rest = divmod(practice * 10 / minutes, 1)
        number = f"{'about ' if rest else ''}{int(tenths) // 10}"
        number += f".{int(tenths) % 10}" if int(tenths) % 10 else ""
        both += f": 1 to {number}"
    yield f"{both}."
    if not known:
        yield "For some of these months no practice is logged, nor said to be none."
