"""Runs the signer: answers at once, and makes the keys known as soon as the database is there."""

import logging
import os
import signal
import threading
from dataclasses import dataclass, field
from types import FrameType

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from cpd.kernel.errors import RuleError
from cpd.keys.bench import Bench, Mark, mark
from cpd.keys.changing import settle
from cpd.keys.keyring import opened
from cpd.keys.publishing import publish_revocations, publish_soon
from cpd.keys.service import SOCKET
from cpd.keys.serving import alone, serve
from cpd.web.context import job, parts

JOB = "signer"
AGAIN, TIDYING = 2.0, 60

log = logging.getLogger(__name__)


@dataclass
class Process:
    """What the threads of the signer share: the keys, and whether and why it stops."""

    app: Flask
    bench: Bench
    parent: int | None
    stopping: threading.Event = field(default_factory=threading.Event)
    failure: RuleError | None = None

    def goes_on(self) -> bool:
        is_orphan = self.parent is not None and os.getppid() != self.parent
        return not (self.stopping.is_set() or is_orphan)


def run(app: Flask, *, with_parent: bool) -> None:
    """Sign until told to stop; with its parent, until that has ended, however it ended."""
    settings, clock = parts(app).settings, parts(app).clock
    path = settings.data_dir / SOCKET
    parent = os.getppid() if with_parent else None
    with alone(path):
        process = Process(app, Bench(opened(settings, clock.now()), clock), parent)
        heed_signals(process.stopping)
        keeper = threading.Thread(target=keep, args=(process,))
        keeper.start()
        try:
            log.info("the signer answers at %s", path)
            serve(path, process.bench.answer, process.goes_on)
        finally:
            process.stopping.set()
            keeper.join()
    if process.failure is not None:
        raise process.failure
    log.info("the signer has ended")


def heed_signals(stopping: threading.Event) -> None:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def keep(process: Process) -> None:
    """Make every change of keys known, and clear away what will never sign again."""
    known: Mark | None = None
    beats = 0
    while not process.stopping.is_set():
        try:
            with process.app.app_context():
                if known != mark(process.bench.keyring):
                    known = make_known(process)
                if known is not None and beats % TIDYING == 0:
                    tidy(process)
        except RuleError as error:
            process.failure = error
            process.stopping.set()
        except Exception:  # signing goes on
            log.exception("the keys could not be looked after; trying again")
        beats += 1
        process.stopping.wait(AGAIN)


def make_known(process: Process) -> Mark | None:
    """Register the keys in the database; None if it is away, which is no reason not to sign."""
    seen = mark(process.bench.keyring)
    try:
        with job(JOB) as work:
            settle(work, process.bench.keyring)
            publish_soon(work)
    except SQLAlchemyError as error:
        log.warning("the keys are not registered yet: %s", type(error).__name__)
        return None
    return seen


def tidy(process: Process) -> None:
    keyring, at = process.bench.keyring, parts().clock.now()
    if gone := keyring.destroy_spent(at):
        log.info("destroyed for ever: %s", ", ".join(gone))
        process.bench.reload()
    try:
        publish_revocations(keyring, at)
    except RuleError as error:  # the root was taken away, as it should be
        log.info("the list of revoked seals was not renewed: %s", error)
