from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.kernel.errors import NotFoundError
from cpd.people.rules import EVERY_MEMBER
from cpd.records import service, store
from cpd.records.forms import EntryForm, change_form, entry_form
from cpd.records.models import Entry
from cpd.records.rules.changes import Change, changes, history, refuse_withdrawn
from cpd.records.rules.entries import from_facts, said
from cpd.records.rules.kinds import EntryKind
from cpd.records.views.blueprint import bp
from cpd.records.views.writer import writer
from cpd.web import panels
from cpd.web.access import open_to
from cpd.web.context import begin, me, reading
from cpd.web.filters import on


@bp.route("/new", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def new() -> ResponseReturnValue:
    """Log a line. The same form sent twice leads to the one line it made."""
    kind, first = kind_asked(), None
    form = entry_form(kind, request.form, writer(kind))
    if request.method == "POST" and form.validate() and not form.asks_about_clients():
        with begin() as work:
            entry = service.log(work, me().id, form.parsed(), form_id=form.form_id.data or "")
            first, line = entry.id, entry.logged
            is_same = form.says(line)
        if is_same:
            flash(f"Logged: {said(line)} on {on(line.done_on)}.", "done")
            return redirect(url_for(".entry", entry_id=first), 303)
        form.came_before()
    return render_template("records/new.html", form=form, kind=kind, first=first)


def kind_asked() -> EntryKind:
    kind = request.args.get("kind", EntryKind.ACTIVITY)
    if kind not in set(EntryKind):
        raise NotFoundError("The log has no such kind of entry. Go back to it and choose one.")
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
        line=found.logged,
        revisions=history(stood, found.logged),
        session=store.mine(reading(), me().id, found.taken_to_id) if found.taken_to_id else None,
        dilemmas=brought_to(found),
        panels=panels.shown("entry", entry_id),
    )


def brought_to(entry: Entry) -> list[Entry]:
    """Return the dilemmas that were taken to this session."""
    if entry.kind is not EntryKind.SUPERVISION:
        return []
    return list(store.taken_to(reading(), me().id, entry.id))


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
    form = change_form(found, request.form, writer(found.kind))
    elsewhere: tuple[Change, ...] = ()
    if request.method == "POST" and form.validate() and not form.asks_about_clients():
        if form.is_written_over(found):
            return save_change(form, found)
        elsewhere = changes(form.parsed(), found.logged)
    return render_template("records/edit.html", form=form, entry=found, elsewhere=elsewhere)


def save_change(form: EntryForm, found: Entry) -> ResponseReturnValue:
    entry_id, before = found.id, found.version
    with begin() as work:
        changed = service.change(work, me().id, entry_id, form.seen_version, form.parsed())
        is_changed, line = changed.version != before, changed.logged
    if is_changed:
        flash(f"Changed: {said(line)} on {on(line.done_on)}.", "done")
    else:
        flash("Nothing was different, so nothing was changed.", "note")
    return redirect(url_for(".entry", entry_id=entry_id), 303)
