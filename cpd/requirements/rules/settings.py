"""So many units of supervision for each week and each place of work."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cpd.requirements.rules import days
from cpd.requirements.rules.answers import Credit, Row
from cpd.requirements.rules.capping import Sums, total
from cpd.requirements.rules.judging import Case, Judged, row_of
from cpd.requirements.rules.kinds import Ratio
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.saying import exactly, measure_name, said
from cpd.requirements.rules.scenes import Credited, Scene
from cpd.requirements.rules.windows import window_of


@dataclass(frozen=True)
class Place:
    """One week at one setting; without `per: setting` all of the week is one place."""

    week: Period
    setting: str


def judge_settings(requirement: Ratio, scene: Scene) -> Judged:
    practice = _by_place(requirement, scene, requirement.to)
    received = _by_place(requirement, scene, requirement.measure)
    rows: list[Row] = []
    credits_: list[Credit] = []
    places = sorted({*practice, *received}, key=lambda one: (one.week, one.setting))
    for place in places:
        there = received.get(place, [])
        if place.setting or "setting" not in requirement.per:
            loose = received.get(Place(place.week, ""), []) if place.setting else []
            direct = practice.get(place, [])
            rows.append(_row(requirement, scene, place, direct, [*there, *loose]))
        credits_.extend(_credits(requirement, place, there))
    return Judged(rows=tuple(rows), credits=tuple(credits_))


def _by_place(requirement: Ratio, scene: Scene, measure: str) -> dict[Place, list[Credited]]:
    found: dict[Place, list[Credited]] = defaultdict(list)
    week_start = scene.pack.calendar.week_start
    for one in scene.credited.get(measure, ()):
        week = window_of("week", one.on, week_start)
        setting = one.entry.setting or "" if "setting" in requirement.per else ""
        found[Place(week, setting)].append(one)
    return found


def units_for(requirement: Ratio, practice: Fraction) -> int:
    """Return the units that so much practice in a week asks; none for none."""
    if not practice:
        return 0
    for over, up_to, units in requirement.steps:
        if practice > over and (up_to is None or practice <= up_to):
            return units
    return 0


def _row(
    requirement: Ratio,
    scene: Scene,
    place: Place,
    direct: Sequence[Credited],
    there: Sequence[Credited],
) -> Row:
    surely = [one for one in there if (one.entry.setting or "") == place.setting]
    surely = surely if place.setting else list(there)
    practice = total(one.minutes for one in direct)
    units = units_for(requirement, practice)
    most_units = units_for(requirement, total(one.most for one in direct))
    case = Case(
        id=requirement.id,
        kind="ratio",
        name=measure_name(scene.pack, requirement.measure),
        start=place.week.start,
        end=place.week.end,
        required=units * requirement.unit,
        required_most=most_units * requirement.unit if most_units != units else None,
        sums=Sums(
            total(one.minutes for one in surely),
            total(one.most for one in there),
            total(one.seen for one in surely),
        ),
        is_closed=place.week.end <= scene.as_of,
        last_date=place.week.last,
        lines=tuple(_lines(requirement, scene, place, practice, units, there)),
        version=scene.pack.version,
    )
    return row_of(case)


def _lines(
    requirement: Ratio,
    scene: Scene,
    place: Place,
    practice: Fraction,
    units: int,
    there: Sequence[Credited],
) -> Iterable[str]:
    where = f"At {place.setting}" if place.setting else "In this week"
    name = measure_name(scene.pack, requirement.to)
    number = days.counted(units, "unit")
    yield f"{where}: {said(practice)} of {name} asks for {number} of {said(requirement.unit)}."
    for one in there:
        told = f"{days.said(one.on)}: {exactly(one.minutes)} counted; {one.reason}."
        yield told
        if place.setting and not one.entry.setting:
            yield f"{days.said(one.on)}: at which setting is not said."


def _credits(requirement: Ratio, place: Place, there: Sequence[Credited]) -> Iterable[Credit]:
    for one in there:
        yield Credit(
            entry=one.entry.id,
            requirement=requirement.id,
            start=place.week.start,
            minutes=one.minutes,
            before_caps=one.minutes,
            reason=one.reason,
        )
