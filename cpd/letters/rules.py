"""How far a letter has come, and when it is tried again."""

from datetime import timedelta
from enum import StrEnum


class Phase(StrEnum):
    """`handover` is committed just before the final dot of the SMTP conversation.

    A letter found there after its lease ran out may or may not have arrived: `unknown`.
    """

    DUE = "due"
    CLAIMED = "claimed"
    HANDOVER = "handover"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


class InDoubt(StrEnum):
    """What to do with a letter that may or may not have arrived."""

    RESEND = "resend"
    ASK = "ask"


LEASE = timedelta(minutes=2)
MOST_TRIES = 12


def wait_before_try(tries: int) -> timedelta:
    """Return how long to wait after this many tries: doubling from a minute, at most six hours."""
    return min(timedelta(minutes=2 ** min(max(0, tries - 1), 10)), timedelta(hours=6))
