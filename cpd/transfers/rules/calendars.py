"""Deadlines as a calendar shows them, and what has become of those it showed before."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain

from cpd.requirements.rules.answers import Verdict
from cpd.standings.rules.panels import Panel

KEPT_PAST = timedelta(days=90)
# At nine in the morning, so many days before: an alarm is reckoned from midnight of the day.
ALARMS = (timedelta(days=-30, hours=9), timedelta(days=-7, hours=9))
# Words that tell a colleague, who may see the calendar, about clients or health.
TELLING = re.compile(
    r"client|patient|health|ill(?:ness)?\b|leave|therap|sick|disab|criminal|dbs|conduct|complaint",
    re.IGNORECASE,
)
PLAIN = "CPD deadline"
MOVING = frozenset({"max_gap", "document"})  # one at a time, whose day moves on


@dataclass(frozen=True)
class Deadline:
    """A day by which something is to be done. `key` is the same while it is the same thing."""

    key: str
    title: str
    due_on: date


@dataclass(frozen=True)
class Shown:
    """A deadline as calendars have it, and how often it was changed since."""

    deadline: Deadline
    sequence: int = 0
    is_cancelled: bool = False


def plain_title(text: str) -> str:
    """Return a title that tells nothing about clients or health."""
    return PLAIN if TELLING.search(text) else " ".join(text.split())[:200]


def of_bodies(panels: Iterable[Panel]) -> Sequence[Deadline]:
    """Return the days that matter to each body; of the same thing the nearest."""
    found: dict[str, Deadline] = {}
    for one in panels:
        for row in one.rows:
            is_kept_paper = row.row.kind == "document" and row.row.verdict is Verdict.MET
            if row.due_on is None or not row.is_now or is_kept_paper:
                continue  # papers have days of their own, below
            start = "" if row.row.kind in MOVING else str(row.row.start or "")
            key = f"{one.followed.id}:{row.row.requirement}:{start}"[:200]
            title = plain_title(f"{one.pack.body.short}: {row.name}")
            known = found.get(key)
            if known is None or row.due_on < known.due_on:
                found[key] = Deadline(key, title, row.due_on)
    return list(found.values())


def latest(deadlines: Iterable[tuple[str, Deadline]]) -> Sequence[Deadline]:
    """Return of each group the last: a paper that was renewed need not be renewed again."""
    last: dict[str, Deadline] = {}
    for group, one in deadlines:
        if group not in last or one.due_on > last[group].due_on:
            last[group] = one
    return list(last.values())


def changes(shown: Mapping[str, Shown], wanted: Iterable[Deadline], today: date) -> Sequence[Shown]:
    """Return what calendars are to be told: what is new, has moved, is called otherwise, is done.

    What is past and no longer wanted stays as it was.
    """
    now = {one.key: one for one in wanted}
    told = (moved(shown.get(key), one) for key, one in now.items())
    gone = (
        replace(one, sequence=one.sequence + 1, is_cancelled=True)
        for key, one in shown.items()
        if key not in now and not one.is_cancelled and one.deadline.due_on >= today
    )
    return [one for one in chain(told, gone) if one is not None]


def moved(before: Shown | None, now: Deadline) -> Shown | None:
    """Return how a deadline is shown if that is new; None where nothing changed."""
    if before is None:
        return Shown(now)
    if before.deadline == now and not before.is_cancelled:
        return None
    return Shown(now, before.sequence + 1)
