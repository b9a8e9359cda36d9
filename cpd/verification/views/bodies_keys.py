"""The keys of a body: made, shown once, revoked."""

from uuid import UUID

from flask import flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from cpd.people.rules import Role
from cpd.verification.bodies_forms import KeyForm
from cpd.verification.rules.api_keys import MEANINGS
from cpd.verification.service import api_keys as service
from cpd.verification.store import api_keys as store
from cpd.verification.views.bodies_blueprint import CHANGES, bp, my_organisations
from cpd.web.access import open_to
from cpd.web.context import begin, me, now, reading
from cpd.web.forms_shown import form_page
from cpd.web.limits import count_try

SHOWN_ONCE = "api_key"


@bp.route("/checks/keys", methods=["GET", "POST"])
@open_to(Role.ASSESSOR)
def keys() -> ResponseReturnValue:
    """List the keys, make one, and show a new one this once."""
    form = KeyForm(request.form)
    form.offer(my_organisations())
    if request.method == "POST":
        count_try(CHANGES, str(me().id), now())
        if form.validate():
            with begin() as work:
                _, key = service.make(
                    work, me(), form.organisation_id, form.name.data or "", form.parsed()
                )
            session[SHOWN_ONCE] = key
            return redirect(url_for(".keys"), 303)
    found = store.of(reading(), my_organisations().keys())
    return form_page(
        "verification/bodies/keys.html",
        form=form,
        keys=found,
        names=store.names(reading(), {one.created_by for one in found}),
        new_key=session.pop(SHOWN_ONCE, ""),
        meanings=MEANINGS,
        organisations=my_organisations(),
    )


@bp.post("/checks/keys/<uuid:key_id>/revoke")
@open_to(Role.ASSESSOR)
def revoke_key(key_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        name = service.revoke(work, me(), key_id).name
    session.pop(SHOWN_ONCE, None)
    flash(f"The key “{name}” is revoked. Nothing can be asked with it any more.", "done")
    return redirect(url_for(".keys"), 303)
