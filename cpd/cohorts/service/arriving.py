"""Takes up the lines of cohorts that named nobody, once an account with their address is there."""

from cpd.cohorts import store
from cpd.cohorts.rules.states import CohortState
from cpd.cohorts.service.drafting import NO_ACCOUNT
from cpd.cohorts.service.events import CohortRetried
from cpd.people.events import AddressChanged, AddressConfirmed
from cpd.work import Work


def take_up_lines(work: Work, event: AddressConfirmed | AddressChanged) -> None:
    """Let what was issued to an address reach who has shown that it is theirs.

    The line waits like any other: whether the names agree is asked when it is ordered.
    """
    email = store.confirmed_address(work.session, event.person)
    if email is None:
        return
    for cohort in store.cohorts_naming(work.session, email, NO_ACCOUNT):
        lines = store.take_up(work.session, cohort.id, email, NO_ACCOUNT)
        if cohort.state is CohortState.DONE:
            cohort.state, cohort.changed_at, cohort.ended_at = CohortState.RUNNING, work.at, None
        work.announce(CohortRetried(cohort=cohort.id, lines=lines))
