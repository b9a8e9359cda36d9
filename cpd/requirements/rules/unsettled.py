"""What no source settles: a row that hangs on it is for a person to judge, until the body says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from cpd.requirements.rules.answers import Row, Verdict
from cpd.requirements.rules.calendars import DAY
from cpd.requirements.rules.days import said, said_period
from cpd.requirements.rules.kinds import Common, Manual, Minimum, Pack
from cpd.requirements.rules.logs import Declaration
from cpd.requirements.rules.packs import PeriodType
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.scenes import Scene

_CLOSED = frozenset({Verdict.MET, Verdict.NOT_MET})
_ASKING = frozenset({Verdict.NEEDS_REVIEW, Verdict.NEEDS_EXPLANATION})
_PLACED = frozenset(
    {PeriodType.CALENDAR, PeriodType.FIXED, PeriodType.ANNIVERSARY, PeriodType.EXPLICIT}
)
LOOK = " Somebody has to look at this."
CONFIRM = "A person must confirm this before it counts as an answer."
_WORDS = {
    Verdict.MET: "it is met",
    Verdict.NOT_MET: "it is not met",
    Verdict.EXEMPT: "nothing is owed",
}


def unsettled(row: Row, pack: Pack) -> Row:
    """Turn a yes or no that rests on a blocking doubt into a question; open stays open.

    A standard that a person has judged does not rest on it.
    """
    doubts = [one for one in pack.unclear if one.blocks and one.requirement == row.requirement]
    if not doubts:
        return row
    lines = tuple(f"Not published: {one.about}. It is read as: {one.reading}." for one in doubts)
    first, rest = row.explanation[:1], row.explanation[1:]
    if row.verdict not in _CLOSED or row.kind == "manual":
        return replace(row, explanation=(*first, *lines, *rest))
    verdict = Verdict.NEEDS_REVIEW
    return replace(row, verdict=verdict, explanation=(*first, CONFIRM, *lines, *rest))


def known_on(one: Declaration) -> date | None:
    """Return the day from which a body's word is known: the day it was said, if that is noted."""
    return max((day for day in (one.happened_on, one.declared_on) if day is not None), default=None)


def is_placed(requirement: Common) -> bool:
    """Say whether it is asked in periods that stay where they are, so that a word can name one."""
    is_moving = isinstance(requirement, Minimum) and requirement.entry_valid_for is not None
    shape = requirement.period
    return not is_moving and shape is not None and shape.type in _PLACED


def answered(row: Row, requirement: Common, scene: Scene) -> Row:
    """Let the body's own word settle what the rules leave open, from the day it was given."""
    if row.verdict not in _ASKING or row.start is None or row.end is None:
        return row
    if isinstance(requirement, Manual) or not is_placed(requirement):
        return row
    place = Period(row.start, row.end)
    found = _words_about(requirement, place, scene.log.declarations, scene.as_of)
    if not found:
        return row
    day, word = found[-1]
    who = scene.pack.body.short or scene.pack.body.name
    line = f"{said_period(place)}: {who} said on {said(day)} that {_WORDS[word]}."
    lines = [each.removesuffix(LOOK.strip()).rstrip() for each in row.explanation]
    explanation = (line, *(each for each in lines if each and each != CONFIRM))
    if word is not Verdict.NOT_MET:
        return replace(row, verdict=word, short=None, last_date=None, explanation=explanation)
    if row.end > scene.as_of:  # the period runs: all of it can still be done
        return replace(row, verdict=Verdict.OPEN, last_date=row.end - DAY, explanation=explanation)
    return replace(row, verdict=word, explanation=explanation)


def _words_about(
    requirement: Common, place: Period, declarations: Sequence[Declaration], as_of: date
) -> list[tuple[date, Verdict]]:
    """Return what was said about a period by a day, in order."""
    found = []
    for one in declarations:
        if one.requirement != requirement.id or one.verdict not in set(_WORDS):
            continue
        about, known = one.happened_on or one.declared_on, known_on(one)
        if about is not None and known is not None and place.holds(about) and known <= as_of:
            found.append((known, Verdict(one.verdict)))
    return sorted(found)
