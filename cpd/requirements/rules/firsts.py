"""Which entries repeat something: where only the first time in a period is worth more."""

from collections.abc import Iterable
from datetime import date

from cpd.requirements.rules.kinds import Minimum, Pack, Ratio
from cpd.requirements.rules.logs import LogEntry, Member
from cpd.requirements.rules.matching import counting_day, matches, shut_out, size_of
from cpd.requirements.rules.packs import Measure, PeriodShape
from cpd.requirements.rules.periods import periods


def repeats(
    pack: Pack, measure: Measure, entries: Iterable[LogEntry], member: Member
) -> frozenset[str]:
    """Return the ids of entries that are not the first of their topic in the measure's period.

    The period is that of the first requirement on the measure; without one, all of the log.
    """
    if not any(line.when.first_in_period for line in measure.credit):
        return frozenset()
    shape = _shape(pack, measure)
    seen: set[tuple[date | None, str]] = set()
    found: set[str] = set()
    for entry in sorted(entries, key=_in_time):
        known = entry.topic is not None and not shut_out(pack, entry)
        if not known or not matches(measure.select, entry, size_of(entry, measure.count_by)):
            continue
        on = counting_day(entry, pack.calendar.entry_date)
        key = _period_start(pack, shape, member, on), entry.topic or ""
        if key in seen:
            found.add(entry.id)
        seen.add(key)
    return frozenset(found)


def _in_time(entry: LogEntry) -> tuple[date, str, str]:
    return entry.start_on, entry.starts_at.isoformat() if entry.starts_at else "", entry.id


def _shape(pack: Pack, measure: Measure) -> PeriodShape | None:
    for requirement in pack.requirements:
        if isinstance(requirement, Minimum | Ratio) and requirement.measure == measure.id:
            return requirement.period
    return None


def _period_start(pack: Pack, shape: PeriodShape | None, member: Member, on: date) -> date | None:
    found = periods(shape, pack.calendar, member, on, on) if shape else ()
    return found[0].start if found else None
