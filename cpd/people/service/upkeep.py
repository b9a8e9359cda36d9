"""What is cleared away once a day."""

from datetime import timedelta

from cpd.people import store
from cpd.web.limits import forget_before
from cpd.work import Work

LINKS_KEPT = timedelta(days=30)
COUNTS_KEPT = timedelta(days=2)


def purge(work: Work) -> str:
    """End sign-ins that ran out, drop old links and old counts of tries; say what was done."""
    ended = store.end_run_out(work.session, work.at)
    dropped = store.drop_links_before(work.session, work.at - LINKS_KEPT)
    forget_before(work.session, work.at - COUNTS_KEPT)
    return f"{ended} sign-ins ended, {dropped} links dropped"
