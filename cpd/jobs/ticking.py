"""The scheduler process: a tick that does what is due, and nothing more."""

import logging
import signal
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from types import FrameType

from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from cpd.jobs.kinds import TICK_SECONDS, GoesOn, Job, always, looking
from cpd.jobs.table import JOBS
from cpd.schedule import service as schedule
from cpd.transparency import service as transparency
from cpd.web.context import job, now, parts, reading

log = logging.getLogger(__name__)


def tick(app: Flask, jobs: Mapping[str, Job] = JOBS, goes_on: GoesOn = always) -> list[str]:
    """Run what is due and was not taken by another scheduler; return the names of what ran."""
    try:
        with app.app_context():
            due = schedule.due(reading(), {name: one.every for name, one in jobs.items()}, now())
        return [name for name in due if goes_on() and run_one(app, name, jobs[name], goes_on)]
    except SQLAlchemyError:
        log.exception("the database is away; trying again at the next tick")
        return []


def run_one(app: Flask, name: str, one: Job, goes_on: GoesOn) -> bool:
    """Take a run of a job, do it, and note what came of it. A failure stops no other job."""
    with app.app_context(), job(name) as work:
        began_at = work.at
        if not schedule.take(work, name, one.every):
            return False
    try:
        with app.app_context():
            outcome = one.do(goes_on)
    except Exception as error:  # whatever it is, the other jobs go on
        log.exception("job %s failed", name)
        outcome = f"failed: {type(error).__name__}"
    write_end(app, name, began_at, outcome)
    return True


def write_end(app: Flask, name: str, began_at: datetime, outcome: str) -> None:
    with app.app_context(), job(name) as work:
        schedule.end(work, name, began_at, outcome)


def once(app: Flask, name: str) -> str:
    """Do one job now, due or not, and return what it did. Its failure is the caller's."""
    with app.app_context():
        return JOBS[name].do(always)


def refuse_old_backup(app: Flask) -> None:
    """Do not begin over a database whose log is shorter than the one everybody has seen.

    What this scheduler issued would contradict what was published. While the database is away
    nothing is known of its log, so nothing begins.
    """
    while True:
        try:
            with app.app_context(), looking() as session:
                transparency.refuse_older_than_published(session)
        except SQLAlchemyError:
            log.exception("the database is away; trying again")
            time.sleep(TICK_SECONDS)
        else:
            return


def run(app: Flask) -> None:
    """Tick until SIGTERM or SIGINT; the letter in hand is finished first."""
    refuse_old_backup(app)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    stopping = threading.Event()
    scheduler = BlockingScheduler(timezone=UTC)
    scheduler.add_job(
        partial(tick, app, goes_on=lambda: not stopping.is_set()),
        "interval",
        seconds=TICK_SECONDS,
        next_run_time=parts(app).clock.now(),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )

    def stop(_signal: int, _frame: FrameType | None) -> None:
        if not stopping.is_set():
            stopping.set()
            # From a thread: the interrupted main thread may hold the scheduler's own locks.
            threading.Thread(target=scheduler.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    log.info("the scheduler ticks every %s seconds", TICK_SECONDS)
    scheduler.start()
    log.info("the scheduler has ended")
