"""When somebody is written to about what runs out, and in what words."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

LADDER = (90, 30, 7, 0)
MORNING = time(9)
LATEST = timedelta(days=7)


@dataclass(frozen=True)
class Queued:
    """How many letters one batch owes, and after which row to go on; None at the end."""

    letters: int
    last: UUID | None


def window(days_before: int) -> tuple[int, int]:
    """Return how many days may be left while this step is the latest come round: least, most."""
    nearer = [step for step in LADDER if step < days_before]
    return (max(nearer) + 1, days_before) if nearer else (-LATEST.days, 0)


def step_due(
    expires_on: date, known_on: date, local_now: datetime, sent: Collection[int]
) -> int | None:
    """Return at most one step: the latest that has come round and was not sent.

    `local_now` is the time where the holder lives. Steps missed while the scheduler was down are
    skipped, so nobody gets three letters in one morning; steps from before the certificate was
    issued, or the paper entered, are not owed; a week after it ran out nothing is.
    """
    left = (expires_on - local_now.date()).days
    if local_now.time() < MORNING or left < -LATEST.days:
        return None
    come_round = [step for step in LADDER if left <= step < (expires_on - known_on).days]
    if not come_round or min(come_round) in sent:
        return None
    return min(come_round)


def days_left_in_words(days: int) -> str:
    """Say when something runs out, counted from the reader's day; past days are negative."""
    if days in NEAR:
        return NEAR[days]
    return f"runs out in {days} days" if days > 0 else f"ran out {-days} days ago"


NEAR = {-1: "ran out yesterday", 0: "runs out today", 1: "runs out tomorrow"}
