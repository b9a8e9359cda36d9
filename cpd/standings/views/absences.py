"""Leave and breaks: the days, and of which sort; no reason and no proof."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from cpd.people.rules import EVERY_MEMBER
from cpd.standings import service, store
from cpd.standings.forms import AbsenceForm
from cpd.standings.views.blueprint import bp
from cpd.web.access import open_to
from cpd.web.context import begin, me, my_today, reading
from cpd.web.forms_shown import form_page


@bp.route("/absences", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def absences() -> ResponseReturnValue:
    form = AbsenceForm(request.form)
    if request.method == "POST" and form.validate():
        who = me().id
        with begin() as work:
            service.add_absence(work, who, form.parsed())
        flash("Added. Every body you follow is judged with these days in mind.", "done")
        return redirect(url_for(".absences"), 303)
    return form_page(
        "standings/absences.html",
        form=form,
        absences=store.absences(reading(), me().id),
        today=my_today(),
    )


@bp.post("/absences/<uuid:absence_id>/withdraw")
@open_to(*EVERY_MEMBER)
def withdraw_absence(absence_id: UUID) -> ResponseReturnValue:
    who = me().id
    with begin() as work:
        service.withdraw_absence(work, who, absence_id)
    flash("Withdrawn. These days count as ordinary days again.", "done")
    return redirect(url_for(".absences"), 303)


@bp.post("/absences/<uuid:absence_id>/restore")
@open_to(*EVERY_MEMBER)
def restore_absence(absence_id: UUID) -> ResponseReturnValue:
    who = me().id
    with begin() as work:
        service.restore_absence(work, who, absence_id)
    flash("Restored.", "done")
    return redirect(url_for(".absences"), 303)
