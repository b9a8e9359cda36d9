"""Has a file made anew by a process apart, and takes back what came of it."""

import logging
import os
import subprocess
import sys
from threading import BoundedSemaphore

from cpd.evidence.cleaner import REFUSED
from cpd.evidence.rules.files import Clean, media_of, refuse_too_large
from cpd.kernel.errors import RuleError

WAIT = 45.0
KEPT_VARIABLES = {"PATH", "PYTHONPATH", "VIRTUAL_ENV", "LANG", "LC_ALL", "SYSTEMROOT"}
UNREADABLE = (
    "This file could not be read through. Open it, print or save it anew as a PDF or a picture, "
    "and choose the new one."
)
COMMAND = (sys.executable, "-m", "cpd.evidence.cleaner")

log = logging.getLogger(__name__)
_one_at_a_time = BoundedSemaphore(1)


def cleaned(content: bytes) -> Clean:
    """Return the file made anew; raise RuleError in words. Takes a moment: hold no transaction."""
    refuse_too_large(len(content))
    media = media_of(content)
    with _one_at_a_time:
        done = run_apart(content)
    if done is not None and done.returncode == 0 and media_of(done.stdout) is media:
        return Clean(media, done.stdout)
    if done is not None and done.returncode == REFUSED:
        raise RuleError(done.stderr.decode("utf-8", "replace"))
    raise RuleError(UNREADABLE)


def run_apart(content: bytes) -> subprocess.CompletedProcess[bytes] | None:
    """Return how the other process ended; None if it had to be ended."""
    surroundings = {name: value for name, value in os.environ.items() if name in KEPT_VARIABLES}
    surroundings |= {"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            COMMAND, input=content, capture_output=True, env=surroundings, timeout=WAIT, check=False
        )
    except subprocess.TimeoutExpired:
        log.warning("a file of %s bytes took too long to clean", len(content))
        return None
    if done.returncode not in {0, REFUSED}:
        log.warning("cleaning a file ended with %s: %s", done.returncode, sort_of(done.stderr))
    return done


def sort_of(error: bytes) -> str:
    """Name what went wrong, and leave out its message: it may quote the file."""
    last = error.decode("utf-8", "replace").strip().splitlines()[-1:]
    return "".join(last).partition(":")[0]
