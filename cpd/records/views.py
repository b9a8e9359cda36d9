from collections.abc import Iterator
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue

from cpd.kernel.errors import NotFoundError
from cpd.kernel.hours import clocked
from cpd.kernel.pages import pages_of
from cpd.people.rules import EVERY_MEMBER
from cpd.records import files, service, store
from cpd.records.forms import EntryForm, asked, change_form, echo, entry_form
from cpd.records.models import Entry
from cpd.records.rules.entries import (
    KIND_TITLES,
    Change,
    changes,
    from_facts,
    history,
    refuse_withdrawn,
    said,
)
from cpd.records.rules.kinds import EntryKind
from cpd.records.rules.totals import how_many, overview
from cpd.web.access import open_to
from cpd.web.context import begin, me, my_today, reading
from cpd.web.filters import MONTHS, on

bp = Blueprint("records", __name__, url_prefix="/log")

ON_A_PAGE = 50


@bp.context_processor
def words() -> dict[str, object]:
    return {"kind_titles": KIND_TITLES, "months": MONTHS, "clocked": clocked}


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


@bp.route("/new", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def new() -> ResponseReturnValue:
    """Log a line. The same form sent twice leads to the one line it made."""
    kind, first = kind_asked(), None
    form = entry_form(kind, request.form, my_today())
    if request.method == "POST" and form.validate():
        logged = form.parsed()
        with begin() as work:
            entry = service.log(work, me().id, logged, form_id=form.form_id.data or "")
            first, is_same = entry.id, entry.logged == logged
        if is_same:
            flash(f"Logged: {said(kind, logged.minutes)} on {on(logged.done_on)}.", "done")
            return redirect(url_for(".entry", entry_id=first), 303)
        form.came_before()
    return render_template("records/new.html", form=form, kind=kind, first=first)


def kind_asked() -> EntryKind:
    kind = request.args.get("kind", EntryKind.ACTIVITY)
    if kind not in set(EntryKind):
        raise NotFoundError("The log takes CPD activities and supervision; there is no such kind.")
    return EntryKind(kind)


@bp.get("/<uuid:entry_id>")
@open_to(*EVERY_MEMBER)
def entry(entry_id: UUID) -> ResponseReturnValue:
    found = mine(entry_id)
    stood = [
        (from_facts(one.facts), one.replaced_at) for one in store.versions(reading(), entry_id)
    ]
    return render_template(
        "records/entry.html", entry=found, revisions=history(stood, found.logged)
    )


def mine(entry_id: UUID) -> Entry:
    found = store.mine(reading(), me().id, entry_id)
    if found is None:
        raise NotFoundError("There is no such entry in your log.")
    return found


@bp.route("/<uuid:entry_id>/edit", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def edit(entry_id: UUID) -> ResponseReturnValue:
    """Change a line. Written over an older version, it is shown again beside the newer one."""
    found = mine(entry_id)
    refuse_withdrawn(found.withdrawn_at)
    form = change_form(found, request.form, my_today())
    elsewhere: tuple[Change, ...] = ()
    if request.method == "POST" and form.validate():
        if form.is_written_over(found):
            return save_change(form, found)
        elsewhere = changes(form.parsed(), found.logged)
    return render_template("records/edit.html", form=form, entry=found, elsewhere=elsewhere)


def save_change(form: EntryForm, found: Entry) -> ResponseReturnValue:
    logged, entry_id, before = form.parsed(), found.id, found.version
    with begin() as work:
        changed = service.change(work, me().id, entry_id, form.seen_version, logged)
        is_changed = changed.version != before
    if is_changed:
        text = f"Changed: {said(logged.kind, logged.minutes)} on {on(logged.done_on)}."
        flash(text, "done")
    else:
        flash("Nothing was different, so nothing was changed.", "note")
    return redirect(url_for(".entry", entry_id=entry_id), 303)


@bp.route("/<uuid:entry_id>/withdraw", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def withdraw(entry_id: UUID) -> ResponseReturnValue:
    """Ask once, then take the line out of every total."""
    found = mine(entry_id)
    if request.method == "POST":
        with begin() as work:
            service.withdraw(work, me().id, entry_id)
        flash("Withdrawn. The entry no longer counts; you can restore it here.", "done")
        return redirect(url_for(".entry", entry_id=entry_id), 303)
    if found.withdrawn_at is not None:
        return redirect(url_for(".entry", entry_id=entry_id), 303)
    return render_template("records/withdraw.html", entry=found)


@bp.post("/<uuid:entry_id>/restore")
@open_to(*EVERY_MEMBER)
def restore(entry_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        restored = service.restore(work, me().id, entry_id)
        what = said(restored.kind, restored.minutes)
    flash(f"Restored: {what} counts again.", "done")
    return redirect(url_for(".entry", entry_id=entry_id), 303)


@bp.get("/export.csv")
@open_to(*EVERY_MEMBER)
def export() -> ResponseReturnValue:
    """Send the whole log, withdrawn entries too, as it is read."""
    name = f"cpd-log-{my_today().isoformat()}.csv"
    return Response(
        stream_with_context(whole_log(me().id)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def whole_log(person_id: UUID) -> Iterator[str]:
    """Yield the export. It asks for its session late: the request's own is gone by then."""
    yield from files.csv_lines(store.each(reading(), person_id))


@bp.get("/duration")
@open_to(*EVERY_MEMBER)
def duration() -> ResponseReturnValue:
    """Say how a time would be understood, while it is being typed."""
    return jsonify(echo(request.args.get("text", "")))
