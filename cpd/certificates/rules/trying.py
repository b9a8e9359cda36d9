"""When a certificate that could not be made is tried again."""

from datetime import datetime, timedelta

LEASE = timedelta(minutes=5)
CLOCKS_DIFFER_BY = timedelta(minutes=10)
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
LONGEST_WAIT = WAITS[-1]
SIGNER_WAIT = timedelta(seconds=30)


def try_after(tries: int, at: datetime) -> datetime:
    """Return when to try again what was tried so often: soon at first, then ever more seldom."""
    return at + WAITS[min(max(tries, 1), len(WAITS)) - 1]
