"""What an entry would change, were it logged: two judgements of the same day, in sentences."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from cpd.requirements.rules.answers import Credit
from cpd.requirements.rules.evaluate import evaluate
from cpd.requirements.rules.kinds import Pack
from cpd.requirements.rules.logs import Log, LogEntry
from cpd.requirements.rules.planning import (
    PLANNED,
    Change,
    differences,
    planned_day,
    with_planned,
)
from cpd.requirements.rules.saying import exactly, requirement_name
from cpd.standings.rules.strips import first_shown


def supposed(versions: Sequence[Pack], log: Log, entry: LogEntry, today: date) -> tuple[str, ...]:
    """Say what would change, requirement by requirement, or why nothing would."""
    on = planned_day(today, entry)
    since = first_shown(on)
    now = evaluate(versions, log, on, since=since)
    then = evaluate(versions, with_planned(log, entry), on, since=since)
    credits_ = then.credits.get(f"{PLANNED}-1", ())
    lines = tuple(
        _line(change, credits_, versions[-1]) for change in differences(now, then, versions[-1])
    )
    return lines or (_nothing(credits_),)


def _line(change: Change, credits_: Sequence[Credit], pack: Pack) -> str:
    """Say how much would count, why not all of it, and what that comes to."""
    mine = [one for one in credits_ if one.requirement == change.requirement and one.minutes]
    counts = sum((one.minutes for one in mine), Fraction(0))
    gained = f"{exactly(counts)} would count; {mine[0].reason}. " if mine else ""
    return f"{requirement_name(pack, change.requirement)}: {gained}{change.text}"


def _nothing(credits_: Sequence[Credit]) -> str:
    if not credits_:
        return "Nothing would change: no rule of this body counts such an entry."
    return f"Nothing would change: {credits_[0].reason}."
