"""When a job is due, and when it is due next."""

from datetime import datetime, timedelta

CLOCKS_DIFFER_BY = timedelta(minutes=10)


def is_due(due_at: datetime | None, every: timedelta, now: datetime) -> bool:
    """Say whether a job is to run; None is a job that never ran.

    A time further off than the job's own interval was set by a clock that has gone back since.
    """
    return due_at is None or due_at <= now or due_at > now + every + CLOCKS_DIFFER_BY


def next_due(due_at: datetime | None, every: timedelta, now: datetime) -> datetime:
    """Return the first time after now in the job's own rhythm; missed runs are skipped."""
    if due_at is None or due_at > now:
        return now + every
    return due_at + ((now - due_at) // every + 1) * every
