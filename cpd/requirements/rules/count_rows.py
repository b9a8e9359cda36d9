"""Rows that count things, not minutes: sessions, entries, kinds of activity."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from cpd.requirements.rules.adjusting import Target, adjusted
from cpd.requirements.rules.answers import Row, Unit, Verdict
from cpd.requirements.rules.calendars import DAY
from cpd.requirements.rules.crediting import is_evidenced
from cpd.requirements.rules.days import counted, said, said_period
from cpd.requirements.rules.kinds import Common
from cpd.requirements.rules.naming import mention, named
from cpd.requirements.rules.packs import Eligible, PeriodType
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.scenes import Scene
from cpd.requirements.rules.touched import Found, inside
from cpd.requirements.rules.volumes import Standing, standing
from cpd.requirements.rules.working import unless_worked

ANY_PROOF = Eligible()
FINAL = frozenset({Verdict.EXEMPT, Verdict.NOT_APPLICABLE})


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How many a requirement asks for in one period, and whether it holds there."""

    requirement: Common
    kind: str
    place: Period
    target: Target
    standing: Standing
    noun: tuple[str, str]  # one, several


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many there surely are, how many there may be, how many somebody else can see."""

    sure: int
    possible: int
    seen: int
    lines: tuple[str, ...] = ()


def asked(
    requirement: Common, at_least: int, place: Period, scene: Scene, noun: tuple[str, str]
) -> Asked:
    target = adjusted(Fraction(at_least), requirement, place, scene.log.member, scene.pack.calendar)
    return Asked(
        requirement=requirement,
        kind=_kind(requirement),
        place=place,
        target=unless_worked(target, scene, place),
        standing=standing(requirement, scene, place),
        noun=noun,
    )


def _kind(requirement: Common) -> str:
    words = [f"_{mark.lower()}" if mark.isupper() else mark for mark in type(requirement).__name__]
    return "".join(words).removeprefix("_")


def count_row(what: Asked, count: Count, scene: Scene) -> Row:
    verdict = _verdict(what, count, scene)
    is_final = verdict in FINAL
    required = what.target.required
    short = max(Fraction(0), ceil(required) - Fraction(count.sure))
    last = what.target.end - DAY
    is_open = last >= scene.as_of
    return Row(
        requirement=what.requirement.id,
        kind=what.kind,
        start=what.place.start,
        end=what.target.end,
        verdict=verdict,
        unit=Unit.COUNT,
        required=None if is_final else required,
        claimed=Fraction(count.sure),
        evidenced=Fraction(count.seen),
        short=None if is_final else short,
        last_date=last if is_open and not is_final and not _rolls(what) else None,
        explanation=tuple(dict.fromkeys(_lines(what, count, verdict, int(short), scene))),
    )


def _rolls(what: Asked) -> bool:
    """Say whether the period ends on the day asked about, whichever that is, so never runs out."""
    shape = what.requirement.period
    return shape is not None and shape.type is PeriodType.ROLLING


def _verdict(what: Asked, count: Count, scene: Scene) -> Verdict:
    for settled in (what.standing.verdict, what.target.verdict):
        if settled in FINAL and settled is not None:
            return settled
    if count.sure >= what.target.required:
        return Verdict.MET
    if what.standing.at_once:
        return what.standing.verdict or Verdict.NEEDS_REVIEW
    if what.target.end > scene.as_of:
        return Verdict.OPEN
    settled = what.standing.verdict or what.target.verdict
    if settled is not None:
        return settled
    perhaps = count.possible >= what.target.required
    return Verdict.NEEDS_REVIEW if perhaps else Verdict.NOT_MET


def _lines(what: Asked, count: Count, verdict: Verdict, short: int, scene: Scene) -> Iterable[str]:
    last = what.target.end - DAY
    yield _answer(what, count, verdict, short, so_far=last >= scene.as_of)
    if verdict is Verdict.OPEN and short:
        until = "" if _rolls(what) else f" by {said(last)}"
        yield f"{short} more {what.noun[short > 1]}{until}."
    yield from what.standing.lines
    yield from what.target.lines
    yield from count.lines
    if verdict is Verdict.MET and count.seen < what.target.required:
        yield f"An audit would look at what is evidenced: {count.seen} of {count.sure}."


def _answer(what: Asked, count: Count, verdict: Verdict, short: int, *, so_far: bool) -> str:
    when = said_period(Period(what.place.start, what.target.end))
    if verdict is Verdict.EXEMPT:
        return f"{when}: nothing is owed."
    if verdict is Verdict.NOT_APPLICABLE:
        return f"{when}: this does not apply."
    have = counted(count.sure, *what.noun) if count.sure else f"no {what.noun[0]}"
    wanted = ceil(what.target.required)
    text = f"{when}{', so far' if so_far else ''}: {have}; {wanted} {_are(wanted)} asked"
    if verdict is Verdict.NOT_MET:
        return f"{text}, {short} short."
    if verdict is Verdict.NEEDS_REVIEW:
        return f"{text}. Somebody has to look at this."
    return f"{text}."


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def let_off(requirement: Common, scene: Scene, place: Period) -> Row | None:
    """Return the row of a requirement that is not for this member, or not surely."""
    found = standing(requirement, scene, place)
    if found.verdict not in FINAL and not found.at_once:
        return None
    return Row(
        requirement=requirement.id,
        kind=_kind(requirement),
        start=place.start,
        end=place.end,
        verdict=found.verdict or Verdict.NEEDS_REVIEW,
        unit=Unit.NONE,
        explanation=found.lines,
    )


def entries_in(found: Sequence[Found], start: date, end: date) -> Count:
    """Count the entries on the days of `[start, end)`, each once."""
    there = inside(found, start, end)
    sure = {one.entry.id for one in there if one.is_sure}
    doubtful = {one.entry.id: one for one in there if one.entry.id not in sure}
    lines = []
    if sure:
        counting = {one.entry.id: one for one in reversed(there) if one.is_sure}
        which = named(mention(one.entry, one.on) for one in counting.values())
        lines.append(f"Counted: {which}.")
    if doubtful:
        which = named(mention(one.entry, one.on) for one in doubtful.values())
        lines.append(f"To be sure, say more in {which}.")
    seen = {one.entry.id for one in there if one.is_sure and is_evidenced(one.entry, ANY_PROOF)}
    return Count(
        sure=len(sure), possible=len(sure) + len(doubtful), seen=len(seen), lines=tuple(lines)
    )
