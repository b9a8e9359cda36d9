from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from cpd.kernel.pages import pages_of
from cpd.people.rules import EVERY_MEMBER
from cpd.records import needs, offering, store
from cpd.records.forms import Asked, asked, quick_form
from cpd.records.rules.kinds import EntryKind
from cpd.records.rules.totals import Heap, counting, how_many, overview
from cpd.records.views.blueprint import bp
from cpd.web import panels
from cpd.web.access import open_to
from cpd.web.context import me, my_today, reading

ON_A_PAGE = 50
MOST_LOOSE = 6
CHIPS = 6  # templates beside the quick entry
DUE_WITHIN = timedelta(days=14)


@bp.get("")
@open_to(*EVERY_MEMBER)
def index() -> ResponseReturnValue:
    """Show totals, a year by months, and the entries. A few queries, however long the log."""
    today, ask = my_today(), asked(request.args)
    heaps = store.heaps(reading(), me().id)
    query = store.of_person(me().id, wanted(ask))
    found = how_many(heaps, ask.kind, ask.year)
    if ask.is_narrow:
        found = store.count(reading(), query)
    last = pages_of(found, ON_A_PAGE)
    here = min(ask.page, last)
    return render_template(
        "records/index.html",
        overview=overview(heaps, today, ask.year or today.year),
        is_new=not heaps,
        entries=store.page(reading(), query, skip=(here - 1) * ON_A_PAGE, most=ON_A_PAGE),
        quick=quick_form(request.form, today, offering.offered(me().id, EntryKind.ACTIVITY)),
        loose=loose_ends(heaps) if ask.is_all else (),
        panels=panels.shown("log", me().id) if ask.is_all else (),
        templates=store.templates(reading(), me().id, CHIPS) if ask.is_all else (),
        needs=needs.known(),
        ask=ask,
        found=found,
        here=here,
        last=last,
    )


def wanted(ask: Asked) -> store.Wanted:
    lacks = needs.lacking(ask.needs) if ask.needs else None
    return store.Wanted(kind=ask.kind, year=ask.year, words=ask.words, lacks=lacks)


def loose_ends(heaps: Sequence[Heap]) -> Sequence[Any]:
    """Return what waits to be taken up; nobody without plans and dilemmas is asked for them."""
    if not {heap.kind for heap in counting(heaps)} & {EntryKind.DILEMMA, EntryKind.PLAN}:
        return ()
    return store.loose_ends(reading(), me().id, my_today() + DUE_WITHIN, MOST_LOOSE)
