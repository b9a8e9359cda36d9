"""Sees to it that a signer runs, for whoever cannot do without one."""

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cpd.keys.calling import answers

WORDS = (sys.executable, "-m", "cpd", "signer", "--with-parent")
WAIT_FOR_START, WAIT_FOR_END = 60.0, 15.0
LOOK_EVERY = 2.0

log = logging.getLogger(__name__)


@dataclass
class Child:
    """The signer we started, if we had to."""

    path: Path
    process: "subprocess.Popen[bytes] | None" = None

    def see_to_it(self) -> None:
        """Start a signer unless one answers, or ours is about to."""
        is_ours = self.process is not None and self.process.poll() is None
        if is_ours or answers(self.path):
            return
        if self.process is not None:
            log.error("the signer ended with %s; starting another", self.process.returncode)
        # In a session of its own, so that Ctrl+C does not end it before what it works for.
        self.process = subprocess.Popen(WORDS, start_new_session=True)  # noqa: S603 - our own

    def wait(self) -> None:
        """Wait until a signer answers; not for ever, and not for one that gave up."""
        end = time.monotonic() + WAIT_FOR_START
        while time.monotonic() < end and not answers(self.path):
            if self.process is not None and self.process.poll() is not None:
                log.error("the signer did not start; certificates wait until it does")
                return
            time.sleep(0.1)

    def end(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(WAIT_FOR_END)
        except subprocess.TimeoutExpired:
            self.process.kill()


@contextmanager
def signer_kept_running(path: Path) -> Iterator[None]:
    """Start a signer if none answers, start it again should it end, and stop it afterwards."""
    child, stopping = Child(path), threading.Event()

    def look() -> None:
        while not stopping.wait(LOOK_EVERY):
            child.see_to_it()

    child.see_to_it()
    child.wait()
    watch = threading.Thread(target=look, daemon=True)
    watch.start()
    try:
        yield
    finally:
        stopping.set()
        watch.join()
        child.end()
