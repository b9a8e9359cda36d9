"""Runs a program of our own on an untrusted file, with little memory and time and no secrets."""

import logging
import os
import resource
import subprocess
import sys
from collections.abc import Collection, Sequence
from contextlib import suppress

KEPT_VARIABLES = {"PATH", "PYTHONPATH", "VIRTUAL_ENV", "LANG", "LC_ALL", "SYSTEMROOT"}
Done = subprocess.CompletedProcess[bytes]

log = logging.getLogger(__name__)


def hold_back(memory: int, seconds: int) -> None:
    """Give up more memory, more time and the writing of files, for this process alone."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
    ):
        with suppress(ValueError, OSError):  # a system that keeps no such limit
            resource.setrlimit(what, (most, most))


def program(module: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module)


def run_apart(
    command: Sequence[str], content: bytes, wait: float, refusals: Collection[int] = ()
) -> Done | None:
    """Return how the other process ended; None if it had to be ended.

    `refusals` are the ends, besides that in peace, which are no accident.
    """
    surroundings = {name: value for name, value in os.environ.items() if name in KEPT_VARIABLES}
    surroundings |= {"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            command, input=content, capture_output=True, env=surroundings, timeout=wait, check=False
        )
    except subprocess.TimeoutExpired:
        log.warning("a file of %s bytes took too long to read", len(content))
        return None
    if done.returncode and done.returncode not in refusals:
        log.warning("reading a file ended with %s: %s", done.returncode, sort_of(done.stderr))
    return done


def sort_of(error: bytes) -> str:
    """Name what went wrong, and leave out its message: it may quote the file."""
    last = error.decode("utf-8", "replace").strip().splitlines()[-1:]
    return "".join(last).partition(":")[0]
