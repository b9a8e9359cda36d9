"""Start, pause, resume, cancel, and another try. Done twice, the second time changes nothing."""

from uuid import UUID

from cpd.cohorts import store
from cpd.cohorts.models import Cohort
from cpd.cohorts.rules.states import CohortState, LineState
from cpd.cohorts.service.drafting import NO_ACCOUNT
from cpd.cohorts.service.events import (
    CohortCancelled,
    CohortPaused,
    CohortResumed,
    CohortRetried,
    CohortStarted,
)
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.people.rules import Role
from cpd.web.access import Me
from cpd.work import Work

OVER = frozenset({CohortState.DONE, CohortState.CANCELLED})


def held(work: Work, me: Me, cohort_id: UUID) -> Cohort:
    found = store.held(work.session, me.organisations(Role.ADMINISTRATOR), cohort_id)
    if found is None:
        raise NotFoundError("Your organisation has no such cohort.")
    return found


def start(work: Work, me: Me, cohort_id: UUID) -> Cohort:
    """Begin to order certificates for every line that has no problem.

    Somebody may have come while the file was looked through, before its lines were there to see.
    """
    cohort = held(work, me, cohort_id)
    if cohort.state is not CohortState.DRAFT:
        return cohort
    store.take_up_known(work.session, cohort.id, NO_ACCOUNT)
    if store.count_lines(work.session, cohort.id, [LineState.WAITING]) == 0:
        raise RuleError("No line of this file can be issued as it stands.")
    set_state(work, cohort, CohortState.RUNNING)
    cohort.started_at = work.at
    work.announce(CohortStarted(cohort=cohort.id))
    return cohort


def pause(work: Work, me: Me, cohort_id: UUID) -> Cohort:
    """Let everything that is not issued yet wait, also what is ordered."""
    cohort = held(work, me, cohort_id)
    if cohort.state is CohortState.RUNNING:
        set_state(work, cohort, CohortState.PAUSED)
        store.pause_files(work.session, cohort.id, work.at)
        work.announce(CohortPaused(cohort=cohort.id))
    return cohort


def resume(work: Work, me: Me, cohort_id: UUID) -> Cohort:
    cohort = held(work, me, cohort_id)
    if cohort.state is CohortState.PAUSED:
        set_state(work, cohort, CohortState.RUNNING)
        store.pause_files(work.session, cohort.id, None)
        work.announce(CohortResumed(cohort=cohort.id))
    return cohort


def cancel(work: Work, me: Me, cohort_id: UUID) -> Cohort:
    """Leave out every line that is not ordered; what is ordered is still issued."""
    cohort = held(work, me, cohort_id)
    if cohort.state in OVER:
        return cohort
    left_out = store.turn(work.session, cohort.id, LineState.WAITING, LineState.LEFT_OUT)
    store.pause_files(work.session, cohort.id, None)
    set_state(work, cohort, CohortState.CANCELLED)
    cohort.ended_at = work.at
    work.announce(CohortCancelled(cohort=cohort.id, left_out=left_out))
    return cohort


def retry(work: Work, me: Me, cohort_id: UUID) -> int:
    """Try the refused lines again whose file was sound; return how many there are."""
    cohort = held(work, me, cohort_id)
    if cohort.state is CohortState.CANCELLED:
        raise RuleError("This cohort was cancelled. Hand the file in again to go on with it.")
    lines = store.turn(work.session, cohort.id, LineState.REFUSED, LineState.WAITING)
    if lines and cohort.state is CohortState.DONE:
        set_state(work, cohort, CohortState.RUNNING)
        cohort.ended_at = None
    if lines:
        work.announce(CohortRetried(cohort=cohort.id, lines=lines))
    return lines


def set_state(work: Work, cohort: Cohort, state: CohortState) -> None:
    cohort.state, cohort.changed_at = state, work.at
