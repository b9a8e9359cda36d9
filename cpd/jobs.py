"""The scheduler process: a tick that does what is due, and nothing more."""

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from types import FrameType

from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from cpd.attestations import service as attestations
from cpd.certificates import service as certificates
from cpd.cohorts import service as cohorts
from cpd.evidence import service as evidence
from cpd.evidence.storage import storage
from cpd.keys.publishing import publish_keys
from cpd.keys.service import signer
from cpd.letters import sending
from cpd.letters.mail import office
from cpd.people import service as people
from cpd.quizzes import service as quizzes
from cpd.records import service as records
from cpd.reminders import service as reminders
from cpd.schedule import service as schedule
from cpd.standings import service as standings
from cpd.transfers.service import calendars, importing, running
from cpd.transparency import service as transparency
from cpd.verification.service import bulk_checks, webhook_deliveries
from cpd.web.context import job, now, parts, reading
from cpd.web.filters import counted

TICK_SECONDS = 5
log = logging.getLogger(__name__)

GoesOn = Callable[[], bool]


@dataclass(frozen=True)
class Job:
    """What is done how often. `do` runs inside an app context and says in words what it did."""

    every: timedelta
    do: Callable[[GoesOn], str]


def send_letters(goes_on: GoesOn) -> str:
    begin = partial(job, "send-letters")
    tried = sending.drain(begin, office(parts().settings), sending.Batch(goes_on=goes_on))
    return counted(tried, "letter") + " tried"


def recover_letters(_goes_on: GoesOn) -> str:
    with job("recover-letters") as work:
        return counted(sending.recover(work), "letter") + " given back"


def queue_reminders(goes_on: GoesOn) -> str:
    """Remind of certificates, then of papers, one transaction for a few of them."""
    queued = sum(each_batch(queue, goes_on) for queue in REMINDERS)
    return counted(queued, "reminder") + " queued"


REMINDERS: tuple[Callable[..., reminders.Queued], ...] = (
    reminders.queue_due,
    reminders.queue_due_papers,
)


def each_batch(queue: Callable[..., reminders.Queued], goes_on: GoesOn) -> int:
    letters, after, is_more = 0, None, True
    while is_more and goes_on():
        with job("queue-reminders") as work:
            batch = queue(work, after=after)
        letters, after = letters + batch.letters, batch.last
        is_more = after is not None
    return letters


def remind_supervisors(goes_on: GoesOn) -> str:
    letters, is_more = 0, True
    while is_more and goes_on():
        with job("remind-supervisors") as work:
            batch = attestations.remind(work)
        letters, is_more = letters + batch.letters, batch.is_more
    return counted(letters, "reminder") + " queued"


def clear_evidence(_goes_on: GoesOn) -> str:
    begin = partial(job, evidence.JOB)
    with begin() as work:
        evidence.forget_removed(work)
    return counted(evidence.clear(begin, storage()), "file") + " deleted"


def issue_certificates(goes_on: GoesOn) -> str:
    begin = partial(job, certificates.JOB)
    base_url = parts().settings.base_url
    issued = certificates.issue_waiting(begin, certificates.maker(), base_url, goes_on)
    return counted(issued, "certificate") + " issued"


def order_cohorts(goes_on: GoesOn) -> str:
    ordered = cohorts.order_waiting(partial(job, cohorts.JOB), goes_on)
    return counted(ordered, "line") + " dealt with"


def checkpoint_log(_goes_on: GoesOn) -> str:
    """Sign how long the log is, and publish it. Nothing is signed that others have seen longer."""
    with looking() as session:
        transparency.refuse_older_than_published(session)
    with job(transparency.JOB) as work:
        made = transparency.checkpoint(work, signer())
        words = f"{made.size} lines signed" if made else "nothing new to sign"
    return f"{words}, {counted(transparency.publish_log(), 'file')} published"


def close_attempts(_goes_on: GoesOn) -> str:
    with job("close-attempts") as work:
        return counted(quizzes.close_overdue(work), "paper") + " handed in"


def purge(_goes_on: GoesOn) -> str:
    with job("purge") as work:
        return f"{people.purge(work)}, {records.purge(work)}, {cohorts.purge(work)}"


def judge_everybody(goes_on: GoesOn) -> str:
    """Judge all who follow a body by how the day is in UTC."""
    opens = standings.Opens(read=looking, begin=partial(job, standings.JOB))
    judged = standings.judge_everybody(opens, now().date(), goes_on)
    return counted(judged, "member") + " judged"


def import_files(goes_on: GoesOn) -> str:
    opens = running.Opens(read=looking, begin=partial(job, running.JOB))
    return counted(running.import_waiting(opens, now, goes_on), "file") + " read"


def clear_imports(_goes_on: GoesOn) -> str:
    with job("clear-imports") as work:
        return counted(importing.clear(work), "file") + " forgotten"


def refresh_calendars(goes_on: GoesOn) -> str:
    """Refresh the calendars that wait longest, one transaction for a few of them."""
    feeds, is_more = 0, True
    while is_more and goes_on():
        with job(calendars.JOB) as work:
            done, _ = calendars.refresh_stale(work)
        feeds, is_more = feeds + done, done > 0
    return counted(feeds, "calendar") + " refreshed"


@contextmanager
def looking() -> Iterator[Session]:
    """Read in a transaction that ends with the block, so that nothing is held while writing."""
    session = reading()
    try:
        yield session
    finally:
        session.rollback()


def publish_files(_goes_on: GoesOn) -> str:
    """Publish for everybody what changed. Withdrawals do so at once; this makes up for the rest."""
    with looking() as session:
        keys = publish_keys(session)
    return counted(keys + certificates.publish_lists(), "file") + " published"


def deliver_webhooks(goes_on: GoesOn) -> str:
    office = webhook_deliveries.office_of(parts().settings)
    begin = partial(job, webhook_deliveries.JOB)
    return counted(webhook_deliveries.deliver(begin, office, goes_on), "message") + " sent"


def check_bulk(goes_on: GoesOn) -> str:
    lines = bulk_checks.work_off(partial(job, bulk_checks.JOB), goes_on)
    return counted(lines, "line") + " checked"


def clear_checks(_goes_on: GoesOn) -> str:
    with job("clear-checks") as work:
        messages = counted(webhook_deliveries.clear(work), "message")
        return counted(bulk_checks.clear(work), "check") + f" and {messages} forgotten"


JOBS: Mapping[str, Job] = {
    "recover-letters": Job(timedelta(minutes=1), recover_letters),
    "close-attempts": Job(timedelta(minutes=1), close_attempts),
    "issue-certificates": Job(timedelta(seconds=TICK_SECONDS), issue_certificates),
    cohorts.JOB: Job(timedelta(seconds=5), order_cohorts),
    "publish": Job(timedelta(minutes=1), publish_files),
    transparency.JOB: Job(timedelta(minutes=1), checkpoint_log),
    "queue-reminders": Job(timedelta(hours=1), queue_reminders),
    "remind-supervisors": Job(timedelta(hours=1), remind_supervisors),
    "clear-evidence": Job(timedelta(days=1), clear_evidence),
    "send-letters": Job(timedelta(seconds=5), send_letters),
    running.JOB: Job(timedelta(seconds=5), import_files),
    calendars.JOB: Job(timedelta(hours=1), refresh_calendars),
    "clear-imports": Job(timedelta(days=1), clear_imports),
    standings.JOB: Job(timedelta(days=1), judge_everybody),
    webhook_deliveries.JOB: Job(timedelta(seconds=5), deliver_webhooks),
    bulk_checks.JOB: Job(timedelta(seconds=5), check_bulk),
    "clear-checks": Job(timedelta(days=1), clear_checks),
    "purge": Job(timedelta(days=1), purge),
}


def always() -> bool:
    return True


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
