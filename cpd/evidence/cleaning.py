"""Has a file made anew by a process apart, and takes back what came of it."""

from threading import BoundedSemaphore

from cpd.apart import program, run_apart
from cpd.evidence.cleaner import REFUSED
from cpd.evidence.rules.files import Clean, media_of, refuse_too_large
from cpd.kernel.errors import RuleError

WAIT = 45.0
UNREADABLE = (
    "This file could not be read through. Open it, print or save it anew as a PDF or a picture, "
    "and choose the new one."
)
COMMAND = program("cpd.evidence.cleaner")

_one_at_a_time = BoundedSemaphore(1)


def cleaned(content: bytes) -> Clean:
    """Return the file made anew; raise RuleError in words. Takes a moment: hold no transaction."""
    refuse_too_large(len(content))
    media = media_of(content)
    with _one_at_a_time:
        done = run_apart(COMMAND, content, WAIT, {REFUSED})
    if done is not None and done.returncode == 0 and media_of(done.stdout) is media:
        return Clean(media, done.stdout)
    if done is not None and done.returncode == REFUSED:
        raise RuleError(done.stderr.decode("utf-8", "replace"))
    raise RuleError(UNREADABLE)
