"""What a file said of people to whom nothing was issued is not kept for ever."""

from datetime import timedelta

from cpd.cohorts import store
from cpd.web.filters import counted
from cpd.work import Work

DRAFTS_KEPT = timedelta(days=30)
LINES_KEPT = timedelta(days=180)  # long enough to mend a file and to answer who asks


def purge(work: Work) -> str:
    """Drop drafts nobody started, and names and addresses of old lines without a certificate."""
    drafts = store.drop_drafts_before(work.session, work.at - DRAFTS_KEPT)
    lines = store.blank_lines_before(work.session, work.at - LINES_KEPT)
    return f"{counted(drafts, 'draft cohort')} dropped, {counted(lines, 'line')} blanked"
