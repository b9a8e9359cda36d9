"""The calendar of supervision: which measure a pack calls so, and what each day is marked with."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from cpd.requirements.rules.kinds import Pack
from cpd.requirements.rules.rhythm import Rhythm

A_DAY = timedelta(days=1)


class Mark(StrEnum):
    SESSION = "session"
    LEAVE = "leave"
    GAP = "gap"


MARK_WORDS: Mapping[Mark, str] = {
    Mark.SESSION: "supervised",
    Mark.LEAVE: "on leave",
    Mark.GAP: "in a gap that is too long",
}


def measure_of(pack: Pack, kind: str) -> str:
    """Return the pack's measure of one kind of entry alone, or nothing."""
    found = [one.id for one in pack.measures.values() if one.select.kinds == {kind}]
    return kind if kind in found else next(iter(found), "")


def marks(rhythm: Rhythm) -> Mapping[date, Mark]:
    """Return what stands on each day; a session goes before leave, leave before a gap."""
    found: dict[date, Mark] = {}
    for spell in rhythm.spells:
        if spell.is_too_long:
            found |= dict.fromkeys(_days(spell.since + A_DAY, spell.until), Mark.GAP)
    for run in rhythm.leave:
        found |= dict.fromkeys(_days(run.start, run.end), Mark.LEAVE)
    for month in rhythm.months:
        found |= {one.on: Mark.SESSION for one in month.sessions}
    return found


def _days(start: date, end: date) -> list[date]:
    return [start + number * A_DAY for number in range((end - start).days)]
