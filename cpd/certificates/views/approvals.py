"""What bodies approved of an organisation's modules, each in the body's own words."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.catalogue.models import ModuleVersion
from cpd.catalogue.service import current_modules
from cpd.certificates.forms.profiles import approval_form
from cpd.certificates.service import profiles as service
from cpd.certificates.store import profiles as store
from cpd.certificates.views.blueprint import bp, today
from cpd.certificates.views.profiles import issuer_or_refuse
from cpd.people.rules import Role
from cpd.web.access import open_to
from cpd.web.context import begin, me, reading
from cpd.web.forms_shown import form_page


@bp.get("/certificates/issuers/<uuid:organisation_id>/approvals")
@open_to(Role.ADMINISTRATOR)
def approvals(organisation_id: UUID) -> ResponseReturnValue:
    return render_template(
        "certificates/approvals.html",
        organisation=issuer_or_refuse(organisation_id),
        approvals=store.approvals(reading(), organisation_id),
        modules=modules(),
        today=today(),
    )


def modules() -> dict[str, ModuleVersion]:
    return {one.module_key: one for one in current_modules(reading())}


@bp.route("/certificates/issuers/<uuid:organisation_id>/approvals/new", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def approve(organisation_id: UUID) -> ResponseReturnValue:
    organisation = issuer_or_refuse(organisation_id)
    known = modules()
    titles = [(one.module_key, f"{one.title} ({one.minutes} minutes)") for one in known.values()]
    form = approval_form(titles, today(), request.form)
    if request.method == "POST" and form.validate():
        new = form.parsed()
        with begin() as work:
            service.approve(work, me(), organisation_id, new)
        if new.minutes != known[new.module_key].minutes:
            flash(differing(new.minutes, known[new.module_key].minutes), "problem")
        flash(f"Noted: {new.body} approved it under {new.number}.", "done")
        return redirect(url_for(".approvals", organisation_id=organisation_id), 303)
    return form_page("certificates/approve.html", organisation=organisation, form=form)


def differing(approved: int, taught: int) -> str:
    return (
        f"It was approved for {approved} minutes, and the module counts {taught}. Bodies refuse "
        "certificates with other hours: settle this, or none of it can be issued."
    )


@bp.post(
    "/certificates/issuers/<uuid:organisation_id>/approvals/<uuid:approval_id>/remove",
)
@open_to(Role.ADMINISTRATOR)
def remove_approval(organisation_id: UUID, approval_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        service.remove_approval(work, me(), organisation_id, approval_id)
    flash("The next certificates do not name that approval.", "done")
    return redirect(url_for(".approvals", organisation_id=organisation_id), 303)
