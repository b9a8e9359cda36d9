from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from cpd.people.rules import EVERY_MEMBER
from cpd.records import offering, service, store
from cpd.records.forms import QuickForm, quick_form
from cpd.records.rules.entries import Logged, said
from cpd.records.rules.kinds import EntryKind
from cpd.records.views.blueprint import bp
from cpd.web.access import open_to
from cpd.web.context import begin, me, my_today, reading
from cpd.web.forms_shown import form_page

LOOKED_BACK = 20  # sessions among which one of the same format is looked for


@bp.route("/quick", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def quick() -> ResponseReturnValue:
    """Log what was done today with two fields and one tap; the rest can be added after."""
    form = quick_form(request.form, my_today(), offering.offered(me().id, EntryKind.ACTIVITY))
    if request.method == "POST" and form.validate() and not form.asks_about_clients():
        return save(form)
    return form_page("records/quick.html", form=form)


def save(form: QuickForm) -> ResponseReturnValue:
    sessions: list[Logged] = []
    if form.kind is EntryKind.SUPERVISION:
        sessions = [one.logged for one in store.last_sessions(reading(), me().id, LOOKED_BACK)]
    with begin() as work:
        entry = service.log(work, me().id, form.parsed(sessions), form_id=form.form_id.data or "")
        entry_id, line = entry.id, entry.logged
    with_whom = f" with {line.supervisor}" if line.supervisor else ""
    flash(f"Logged: {said(line)}{with_whom}, today.", "done")
    return redirect(url_for(".entry", entry_id=entry_id), 303)
