"""One page for the ways in and out of a log."""

from flask import render_template
from flask.typing import ResponseReturnValue

from cpd.people.rules import EVERY_MEMBER
from cpd.standings.service.members import followed_of
from cpd.transfers.store import calendars, imports
from cpd.transfers.views.blueprint import bp
from cpd.web.access import open_to
from cpd.web.context import me, reading

MOST_SHOWN = 20


@bp.get("/transfer")
@open_to(*EVERY_MEMBER)
def index() -> ResponseReturnValue:
    """Show the four ways. Three queries, however long the log."""
    return render_template(
        "transfers/index.html",
        batches=imports.batches(reading(), me().id, MOST_SHOWN),
        feed=calendars.feed(reading(), me().id),
        followed=followed_of(reading(), me().id),
    )
