from flask import render_template, request
from flask.typing import ResponseReturnValue

from cpd.kernel.pages import pages_of
from cpd.people.rules import EVERY_MEMBER
from cpd.records import store
from cpd.records.forms import asked
from cpd.records.rules.totals import how_many, overview
from cpd.records.views.blueprint import bp
from cpd.web.access import open_to
from cpd.web.context import me, my_today, reading

ON_A_PAGE = 50


@bp.get("")
@open_to(*EVERY_MEMBER)
def index() -> ResponseReturnValue:
    """Show totals, a year by months, and the entries. Two queries, however long the log."""
    today, ask = my_today(), asked(request.args)
    heaps = store.heaps(reading(), me().id)
    found = how_many(heaps, ask.kind, ask.year)
    last = pages_of(found, ON_A_PAGE)
    here = min(ask.page, last)
    query = store.of_person(me().id, ask.kind, ask.year)
    return render_template(
        "records/index.html",
        overview=overview(heaps, today, ask.year or today.year),
        is_new=not heaps,
        entries=store.page(reading(), query, skip=(here - 1) * ON_A_PAGE, most=ON_A_PAGE),
        ask=ask,
        found=found,
        here=here,
        last=last,
    )
