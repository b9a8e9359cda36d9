"""Which version of a pack holds: by the start of the period, or the day a renewal is sent in."""

from collections.abc import Sequence
from datetime import date

from cpd.requirements.rules.answers import Row
from cpd.requirements.rules.calendars import DAY, after
from cpd.requirements.rules.kinds import Common, Pack
from cpd.requirements.rules.late import submitted_on
from cpd.requirements.rules.packs import PeriodType, SelectBy
from cpd.requirements.rules.scenes import Scene

PERIODIC = frozenset(
    {PeriodType.CALENDAR, PeriodType.FIXED, PeriodType.ANNIVERSARY, PeriodType.EXPLICIT}
)


def version_on(versions: Sequence[Pack], day: date) -> Pack | None:
    """Return the version that holds on a day: of several, the last to begin."""
    held = [
        pack
        for pack in versions
        if pack.effective.since <= day
        and (pack.effective.until is None or day <= pack.effective.until)
    ]
    return max(held, key=lambda pack: (pack.effective.since, pack.version), default=None)


def current(versions: Sequence[Pack], as_of: date) -> Pack:
    """Return the version of the day; else the last one over, else the first still to come."""
    found = version_on(versions, as_of)
    if found is not None:
        return found
    begun = [pack for pack in versions if pack.effective.since <= as_of]
    return begun[-1] if begun else versions[0]


def governs(
    versions: Sequence[Pack], requirement: Common, row: Row, scene: Scene, now: Pack
) -> bool:
    """Say whether the scene's version is the one that this row is judged by."""
    pack = scene.pack
    if pack.effective.select_by is SelectBy.SUBMISSION_DATE:
        return _by_submission(versions, row, scene) == pack
    shape = requirement.period
    if pack.effective.select_by is SelectBy.ENTRY_DATE or shape is None:
        return pack == now
    if row.start is None or row.end is None:
        return pack == now
    if shape.type in PERIODIC:
        return _by_start(versions, row.start, row.end) == pack
    if shape.type is PeriodType.ROLLING:
        return _by_start(versions, row.end - DAY, row.end) == pack
    return pack == now


def _by_start(versions: Sequence[Pack], start: date, end: date) -> Pack | None:
    """Return the version at the start. A period in which the first began is judged by that one."""
    found = version_on(versions, start)
    first = versions[0]
    return first if found is None and start < first.effective.since < end else found


def _by_submission(versions: Sequence[Pack], row: Row, scene: Scene) -> Pack | None:
    """Return the version of the day the renewal was sent in, or can be at the latest by now."""
    day = scene.as_of
    late = scene.pack.late
    if row.end is not None and row.end <= day:
        months = late.renewable_until or late.grace if late else None
        over = after(row.end, months) if months else row.end
        day = submitted_on(scene, row.end, over) or min(day, over - DAY)
    return version_on(versions, day) or (versions[0] if day < versions[0].effective.since else None)
