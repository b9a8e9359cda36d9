"""What can be done with the one timer: start, pause, go on, log what it shows, discard it."""

from uuid import UUID

from cpd.records import store
from cpd.records.models import Entry, Timer
from cpd.records.rules.entries import Logged
from cpd.records.rules.kinds import Source
from cpd.records.rules.timing import checked_start
from cpd.records.service.entries import log
from cpd.work import Work


def start_timer(work: Work, person_id: UUID, kind: str, title: str) -> bool:
    """Start the timer; say whether this did it, or one was there already."""
    known, title = checked_start(kind, title)
    return store.start_timer_once(
        work.session,
        {
            "person_id": person_id,
            "kind": known,
            "title": title,
            "began_at": work.at,
            "running_since": work.at,
            "gathered": 0,
        },
    )


def pause_timer(work: Work, person_id: UUID) -> Timer | None:
    """Stop counting for now. A timer that stands, or is gone, is left as it is."""
    timer = store.timer_locked(work.session, person_id)
    if timer is not None and timer.running_since is not None:
        timer.gathered = timer.clocked.seconds(work.at)
        timer.running_since, timer.paused_at = None, work.at
    return timer


def resume_timer(work: Work, person_id: UUID) -> Timer | None:
    """Count on. A timer that runs, or is gone, is left as it is."""
    timer = store.timer_locked(work.session, person_id)
    if timer is not None and timer.running_since is None:
        timer.running_since = work.at
    return timer


def discard_timer(work: Work, person_id: UUID, token: str) -> bool:
    """Forget what this timer counted, unless it is another one by now; say whether it was there."""
    timer = store.timer_locked(work.session, person_id)
    if timer is None or timer.clocked.token != token:
        return False
    store.drop_timer(work.session, person_id)
    return True


def log_timed(
    work: Work, person_id: UUID, logged: Logged, *, form_id: str, token: str
) -> Entry | None:
    """Write what the timer counted and be done with it; None if it was logged elsewhere before."""
    before = store.by_source(work.session, person_id, f"form:{form_id}")
    if before is None and not discard_timer(work, person_id, token):
        return None
    return before or log(work, person_id, logged, form_id=form_id, source=Source.TIMER)
