from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.kernel.errors import NotFoundError
from cpd.people import store
from cpd.people.forms import JoinForm
from cpd.people.models import Membership, Organisation
from cpd.people.rules import EVERY_MEMBER, OrganisationKind, Role
from cpd.people.service import memberships
from cpd.people.views.blueprint import bp
from cpd.web.access import open_to
from cpd.web.context import begin, me, reading
from cpd.web.forms_shown import form_page


@bp.route("/account/bodies/<uuid:body_id>/join", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def join(body_id: UUID) -> ResponseReturnValue:
    body = a_body(body_id)
    form = JoinForm(request.form, obj=my_part_in(body))
    if request.method == "POST" and form.validate():
        with begin() as work:
            memberships.join(work, me().id, body_id, form.parsed())
        flash(f"The assessors of {body.name} can see your certificates from now on.", "done")
        return redirect(url_for(".account"), 303)
    return form_page("people/join.html", form=form, body=body)


@bp.route("/account/bodies/<uuid:body_id>/leave", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def leave(body_id: UUID) -> ResponseReturnValue:
    body = a_body(body_id)
    if request.method == "POST":
        with begin() as work:
            memberships.leave(work, me().id, body_id)
        flash(f"{body.name} no longer sees your certificates.", "done")
        return redirect(url_for(".account"), 303)
    return render_template("people/leave.html", body=body)


def a_body(body_id: UUID) -> Organisation:
    body = store.organisation_by_id(reading(), body_id)
    if body is None or body.kind is not OrganisationKind.BODY:
        raise NotFoundError("There is no such accreditation body.")
    return body


def my_part_in(body: Organisation) -> Membership | None:
    """Return the membership that shares certificates with this body, if one holds."""
    held = store.memberships_of(reading(), me().id)
    base = (Role.TRAINEE, Role.PRACTITIONER)
    return next((m for m in held if m.organisation_id == body.id and m.role in base), None)
