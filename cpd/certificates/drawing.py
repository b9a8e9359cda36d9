"""Has a page drawn by a process apart, and takes it back."""

from threading import BoundedSemaphore

from cpd.apart import program, run_apart
from cpd.certificates.documents import Sheet
from cpd.certificates.drawer import REFUSED, packed
from cpd.kernel.errors import RuleError

WAIT = 30.0
WAIT_FOR_TURN = 10.0
BUSY = "Other pages are being drawn at this moment. Try again in half a minute."
NOT_DRAWN = "The page could not be drawn. Try again; if it stays so, tell us."
COMMAND = program("cpd.certificates.drawer")

_two_at_a_time = BoundedSemaphore(2)


def drawn(sheet: Sheet) -> bytes:
    """Return the page; raise RuleError in words. Takes two seconds: hold no transaction."""
    if not _two_at_a_time.acquire(timeout=WAIT_FOR_TURN):
        raise RuleError(BUSY)
    try:
        done = run_apart(COMMAND, packed(sheet), WAIT, {REFUSED})
    finally:
        _two_at_a_time.release()
    if done is not None and done.returncode == 0:
        return done.stdout
    if done is not None and done.returncode == REFUSED:
        raise RuleError(done.stderr.decode("utf-8", "replace"))
    raise RuleError(NOT_DRAWN)
