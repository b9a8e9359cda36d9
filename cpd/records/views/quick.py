from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.people.rules import EVERY_MEMBER
from cpd.records import service, store
from cpd.records.forms import QuickForm, quick_form
from cpd.records.rules.entries import said
from cpd.records.rules.kinds import EntryKind
from cpd.records.views.blueprint import bp
from cpd.web.access import open_to
from cpd.web.context import begin, me, my_today, reading


@bp.route("/quick", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def quick() -> ResponseReturnValue:
    """Log what was done today with two fields and one tap; the rest can be added after."""
    form = quick_form(request.form, my_today())
    if request.method == "POST" and form.validate() and not form.asks_about_clients():
        return save(form)
    return render_template("records/quick.html", form=form)


def save(form: QuickForm) -> ResponseReturnValue:
    last = None
    if form.kind is EntryKind.SUPERVISION:
        sessions = store.last_sessions(reading(), me().id, 1)
        last = sessions[0].logged if sessions else None
    with begin() as work:
        entry = service.log(work, me().id, form.parsed(last), form_id=form.form_id.data or "")
        entry_id, line = entry.id, entry.logged
    with_whom = f" with {line.supervisor}" if line.supervisor else ""
    flash(f"Logged: {said(line)}{with_whom}, today.", "done")
    return redirect(url_for(".entry", entry_id=entry_id), 303)
