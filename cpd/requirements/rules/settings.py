"""So many units of supervision for each week and each place of work."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cpd.requirements.rules import days
from cpd.requirements.rules.answers import Credit, Row, Verdict
from cpd.requirements.rules.capping import Sums, total
from cpd.requirements.rules.judging import Case, Judged, row_of
from cpd.requirements.rules.kinds import Ratio
from cpd.requirements.rules.naming import mention, named
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.saying import exactly, measure_name, said
from cpd.requirements.rules.scenes import Credited, Scene
from cpd.requirements.rules.volumes import volume
from cpd.requirements.rules.windows import window_of


@dataclass(frozen=True)
class Place:
    """One week at one setting; without `per: setting` all of the week is one place."""

    week: Period
    setting: str


@dataclass(frozen=True, kw_only=True)
class Week:
    """What stands in one week at one setting, and what of the week names no setting at all."""

    place: Place
    direct: Sequence[Credited]
    there: Sequence[Credited]
    loose_direct: Sequence[Credited] = ()
    loose: Sequence[Credited] = ()


def judge_settings(requirement: Ratio, scene: Scene) -> Judged:
    """Judge every week and setting. What names no setting may belong to any of them."""
    practice = _by_place(requirement, scene, requirement.to)
    received = _by_place(requirement, scene, requirement.measure)
    by_setting = "setting" in requirement.per
    places = sorted({*practice, *received}, key=lambda one: (one.week, one.setting))
    placed = {place.week for place in places if place.setting}
    rows: list[Row] = []
    credits_: list[Credit] = []
    for place in places:
        there, direct = received.get(place, []), practice.get(place, [])
        loose = Place(place.week, "") if by_setting else None
        if by_setting and not place.setting:
            if direct or place.week not in placed:
                rows.append(_unplaced_row(requirement, scene, place, direct, there))
        else:
            week = Week(
                place=place,
                direct=direct,
                there=there,
                loose_direct=practice.get(loose, []) if loose else [],
                loose=received.get(loose, []) if loose else [],
            )
            rows.append(_row(requirement, scene, week))
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


def _row(requirement: Ratio, scene: Scene, week: Week) -> Row:
    place = week.place
    practice = total(one.minutes for one in week.direct)
    units = units_for(requirement, practice)
    most = total(one.most for one in (*week.direct, *week.loose_direct))
    most_units = max(units, units_for(requirement, most))
    known = volume(scene, requirement.to, place.week).is_known
    case = Case(
        id=requirement.id,
        kind="ratio",
        name=measure_name(scene.pack, requirement.measure),
        start=place.week.start,
        end=place.week.end,
        at=place.setting,
        required=units * requirement.unit if known else None,
        required_most=most_units * requirement.unit if most_units != units else None,
        sums=Sums(
            total(one.minutes for one in week.there),
            total(one.most for one in (*week.there, *week.loose)),
            total(one.seen for one in week.there),
        ),
        is_closed=place.week.end <= scene.as_of,
        last_date=place.week.last,
        settled=None if known else Verdict.NEEDS_REVIEW,
        lines=tuple(_lines(requirement, scene, week, practice, units, known=known)),
        version=scene.pack.version,
    )
    return row_of(case)


def _lines(
    requirement: Ratio, scene: Scene, week: Week, practice: Fraction, units: int, *, known: bool
) -> Iterator[str]:
    place = week.place
    where = f"At {place.setting}" if place.setting else "In this week"
    name = measure_name(scene.pack, requirement.to)
    if known:
        number = days.counted(units, "unit")
        yield f"{where}: {said(practice)} of {name} asks for {number} of {said(requirement.unit)}."
    else:
        yield (
            f"No {name} is logged for this week, nor said to be none, so how much is asked is not "
            "known. Log it, or close the log for these days."
        )
    for one in week.there:
        yield f"{mention(one.entry, one.on)}: {exactly(one.minutes)} counted; {one.reason}."
    for one in week.loose:
        yield (
            f"{mention(one.entry, one.on)}: at which setting is not said. It would count "
            f"{exactly(one.minutes)}, and counts nothing until it says so."
        )
    for one in week.loose_direct:
        yield f"{mention(one.entry, one.on)}: at which setting is not said; it may ask for more."


def _unplaced_row(
    requirement: Ratio,
    scene: Scene,
    place: Place,
    direct: Sequence[Credited],
    there: Sequence[Credited],
) -> Row:
    """Return the row of what names no setting: which one it belongs to, a person must say."""
    which = named(mention(one.entry, one.on) for one in (*direct, *there))
    case = Case(
        id=requirement.id,
        kind="ratio",
        name=measure_name(scene.pack, requirement.measure),
        start=place.week.start,
        end=place.week.end,
        at="a setting that is not named",
        required=None,
        sums=Sums(
            total(one.minutes for one in there),
            total(one.most for one in there),
            total(one.seen for one in there),
        ),
        is_closed=place.week.end <= scene.as_of,
        last_date=place.week.last,
        settled=Verdict.NEEDS_REVIEW,
        settled_at_once=True,
        lines=(f"This is asked for each setting. Say at which it was: {which}.",),
        version=scene.pack.version,
    )
    return row_of(case)


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
