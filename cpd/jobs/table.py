"""What the scheduler does, and how often."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

from cpd.attestations import service as attestations
from cpd.certificates import service as certificates
from cpd.cohorts import service as cohorts
from cpd.evidence import service as evidence
from cpd.evidence.storage import storage
from cpd.jobs.kinds import TICK_SECONDS, GoesOn, Job, looking
from cpd.keys.publishing import publish_keys
from cpd.keys.service import signer
from cpd.letters import sending
from cpd.letters.mail import office
from cpd.people import service as people
from cpd.quizzes import service as quizzes
from cpd.records import service as records
from cpd.reminders import service as reminders
from cpd.standings import service as standings
from cpd.transfers.service import calendars, importing, running
from cpd.transparency import service as transparency
from cpd.verification.service import bulk_checks, webhook_deliveries
from cpd.web.context import job, now, parts
from cpd.web.filters import counted


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
