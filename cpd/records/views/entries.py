from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.kernel.errors import NotFoundError
from cpd.people.rules import EVERY_MEMBER
from cpd.records import service, store
from cpd.records.forms import EntryForm, change_form, entry_form
from cpd.records.models import Entry
from cpd.records.rules.entries import (
    Change,
    changes,
    from_facts,
    history,
    refuse_withdrawn,
    said,
)
from cpd.records.rules.kinds import EntryKind
from cpd.records.views.blueprint import bp
from cpd.web import panels
from cpd.web.access import open_to
from cpd.web.context import begin, me, my_today, reading
from cpd.web.filters import on


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
        "records/entry.html",
        entry=found,
        revisions=history(stood, found.logged),
        panels=panels.shown("entry", entry_id),
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
