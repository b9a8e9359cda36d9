"""How an instant is written in a credential."""

from datetime import UTC, datetime


def instant(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def past_minute(at: datetime) -> datetime:
    """Return the minute that has begun: a reader whose clock is a little slow must not refuse."""
    return at.replace(second=0, microsecond=0)
