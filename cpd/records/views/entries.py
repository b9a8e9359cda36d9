from dataclasses import replace
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.kernel.errors import NotFoundError
from cpd.people.rules import EVERY_MEMBER
from cpd.records import service, store
from cpd.records.forms import EntryForm, change_form, entry_form
from cpd.records.models import Entry
from cpd.records.rules.amending import because, why_taken_back
from cpd.records.rules.changes import changes, history, refuse_withdrawn
from cpd.records.rules.entries import Logged, from_facts, said
from cpd.records.rules.kinds import EntryKind
from cpd.records.rules.repeating import is_repeatable
from cpd.records.views.beginning import Beginning, beginning, my_draft
from cpd.records.views.blueprint import bp
from cpd.records.views.changing import meanwhile, over
from cpd.records.views.reopening import telling_reopened
from cpd.records.views.writer import writer
from cpd.web import panels
from cpd.web.access import open_to
from cpd.web.context import begin, me, reading
from cpd.web.filters import on
from cpd.web.forms_shown import form_page

TIMER_GONE = (
    "This timer was logged or discarded meanwhile. Save again to log what you see as an entry "
    "of its own."
)


@bp.route("/new", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def new() -> ResponseReturnValue:
    """Log a line. The same form sent twice leads to the one line it made."""
    begun, first = beginning(), None
    form = entry_form(begun.kind, request.form, writer(begun.kind), begun.fields)
    if request.method == "POST" and form.validate() and not form.asks_about_clients():
        first, line = save_new(form, begun)
        if line is None:
            begun = replace(begun, timer="")
            form.form_errors.append(TIMER_GONE)
        elif form.says(line):
            flash(f"Logged: {said(line)} {said_days(line)}.", "done")
            return redirect(url_for(".entry", entry_id=first), 303)
        else:
            begun = replace(begun, timer="")
            form.came_before()
    return form_page("records/new.html", form=form, begun=begun, kind=begun.kind, first=first)


def save_new(form: EntryForm, begun: Beginning) -> tuple[UUID | None, Logged | None]:
    """Log what the form says; nothing if it came from a timer that was logged elsewhere before."""
    form_id, line = form.form_id.data or "", form.parsed()
    with begin() as work, telling_reopened(work, line):
        if begun.timer:
            entry = service.log_timed(work, me().id, line, form_id=form_id, token=begun.timer)
        else:
            entry = service.log(work, me().id, line, form_id=form_id)
        if entry is None:
            return None, None
        service.finish_draft(work, me().id, form_id)
        service.count_use(work, me().id, begun.template_id)
        return entry.id, entry.logged


@bp.get("/<uuid:entry_id>")
@open_to(*EVERY_MEMBER)
def entry(entry_id: UUID) -> ResponseReturnValue:
    found = mine(entry_id)
    versions = store.versions(reading(), entry_id)
    stood = [(from_facts(one.facts), one.replaced_at) for one in versions]
    return render_template(
        "records/entry.html",
        entry=found,
        line=found.logged,
        revisions=history(stood, found.logged),
        reasons={one.version + 1: because(one.facts) for one in versions},
        taken_back=found.withdrawn_at and why_taken_back([one.facts for one in versions]),
        session=store.mine(reading(), me().id, found.taken_to_id) if found.taken_to_id else None,
        dilemmas=brought_to(found),
        is_repeatable=found.withdrawn_at is None and is_repeatable(found.logged, found.source),
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
    draft = my_draft(request.args["draft"]) if request.args.get("draft") else None
    form = change_form(found, request.form, writer(found.kind), over(draft))
    elsewhere = meanwhile(draft, found) if request.method == "GET" else ()
    if request.method == "POST" and form.validate() and not form.asks_about_clients():
        if form.is_written_over(found):
            return save_change(form, found)
        elsewhere = changes(form.parsed(), found.logged)
    return form_page(
        "records/edit.html",
        form=form,
        entry=found,
        elsewhere=elsewhere,
        draft=draft,
        begun_before=() if draft else store.drafts_of_entry(reading(), me().id, entry_id),
    )


def said_days(line: Logged) -> str:
    if line.ended_on is None:
        return f"on {on(line.done_on)}"
    return f"from {on(line.done_on)} to {on(line.ended_on)}"


def save_change(form: EntryForm, found: Entry) -> ResponseReturnValue:
    entry_id, before, stood = found.id, found.version, found.logged
    with begin() as work, telling_reopened(work, stood, form.parsed()):
        service.finish_draft(work, me().id, form.form_id.data)
        changed = service.change(work, me().id, entry_id, form.seen_version, form.parsed())
        is_changed, line = changed.version != before, changed.logged
    if is_changed:
        flash(f"Changed: {said(line)} {said_days(line)}.", "done")
    else:
        flash("Nothing was different, so nothing was changed.", "note")
    return redirect(url_for(".entry", entry_id=entry_id), 303)
