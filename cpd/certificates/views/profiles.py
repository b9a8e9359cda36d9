"""What an organisation's next certificates say of it."""

from datetime import timedelta
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from cpd.certificates.documents import Sheet
from cpd.certificates.drawing import drawn
from cpd.certificates.forms.profiles import LogoForm, ProfileForm, profile_form
from cpd.certificates.logos import LARGEST_LOGO, logo_of
from cpd.certificates.rules.profiles import specimen
from cpd.certificates.service import profiles as service
from cpd.certificates.store import issuers
from cpd.certificates.store import profiles as store
from cpd.certificates.views.blueprint import bp, my_organisations, today
from cpd.evidence.uploads import cleaned_upload
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.people.models import Organisation
from cpd.people.rules import Role
from cpd.web.access import open_to
from cpd.web.context import begin, me, now, parts, reading
from cpd.web.forms_shown import form_page
from cpd.web.limits import Limit, count_try
from cpd.web.uploads import takes_up_to

LOGOS = Limit("issuer-logo", most=20, window=timedelta(hours=1))
SPECIMENS = Limit("issuer-specimen", most=30, window=timedelta(minutes=10))


def issuer_or_refuse(organisation_id: UUID) -> Organisation:
    mine = store.providers(reading(), my_organisations())
    found = next((one for one in mine if one.id == organisation_id), None)
    if found is None:
        raise NotFoundError("You administer no such organisation.")
    return found


@bp.get("/certificates/issuers")
@open_to(Role.ADMINISTRATOR)
def issuers_of_mine() -> ResponseReturnValue:
    """Go to the one organisation that one administers, or ask which."""
    mine = store.providers(reading(), my_organisations())
    if len(mine) == 1:
        return redirect(url_for(".profile", organisation_id=mine[0].id), 303)
    return render_template("certificates/issuers.html", organisations=mine)


@bp.route("/certificates/issuers/<uuid:organisation_id>", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def profile(organisation_id: UUID) -> ResponseReturnValue:
    organisation = issuer_or_refuse(organisation_id)
    row = issuers.profile(reading(), organisation_id)
    form = profile_form(service.profile_of(row), service.version_of(row), request.form)
    if request.method == "POST" and form.validate() and form.makes_sense() and is_newest(form):
        with begin() as work:
            service.change_profile(
                work, me(), organisation_id, form.parsed(), form.version.data or ""
            )
        flash("The next certificates say so. Those issued stay as they are.", "done")
        return redirect(url_for(".profile", organisation_id=organisation_id), 303)
    return profile_page(organisation, form, LogoForm())


def is_newest(form: ProfileForm) -> bool:
    """Say whether nobody changed it since the form was opened, or explain above the form."""
    organisation_id = (request.view_args or {})["organisation_id"]
    version = service.version_of(issuers.profile(reading(), organisation_id))
    if (form.version.data or "") == version:
        return True
    form.version.data = version
    form.form_errors.append(f"{service.CHANGED_ELSEWHERE} Saving again keeps what stands below.")
    return False


def profile_page(
    organisation: Organisation, form: ProfileForm, logo_form: LogoForm
) -> ResponseReturnValue:
    row = issuers.profile(reading(), organisation.id)
    return form_page(
        "certificates/profile.html",
        organisation=organisation,
        form=form,
        logo_form=logo_form,
        logo=row.logo if row else None,
    )


@bp.post("/certificates/issuers/<uuid:organisation_id>/logo")
@open_to(Role.ADMINISTRATOR)
@takes_up_to(2 * LARGEST_LOGO)
def logo(organisation_id: UUID) -> ResponseReturnValue:
    """Take a picture as the logo, made anew; its hash is its name."""
    organisation = issuer_or_refuse(organisation_id)
    form = LogoForm(CombinedMultiDict((request.files, request.form)))
    count_try(LOGOS, str(me().id), now())
    try:
        png = logo_of(cleaned_upload(form.logo.data))
    except RuleError as refusal:
        form.logo.errors = [str(refusal)]
        row = issuers.profile(reading(), organisation_id)
        words = profile_form(service.profile_of(row), service.version_of(row), None)
        return profile_page(issuer_or_refuse(organisation.id), words, form)
    with begin() as work:
        service.change_logo(work, me(), organisation_id, png)
    flash("The next certificates carry this logo.", "done")
    return redirect(url_for(".profile", organisation_id=organisation_id), 303)


@bp.post("/certificates/issuers/<uuid:organisation_id>/logo/remove")
@open_to(Role.ADMINISTRATOR)
def remove_logo(organisation_id: UUID) -> ResponseReturnValue:
    issuer_or_refuse(organisation_id)
    with begin() as work:
        service.change_logo(work, me(), organisation_id, None)
    flash("The next certificates carry no logo.", "done")
    return redirect(url_for(".profile", organisation_id=organisation_id), 303)


@bp.get("/certificates/issuers/<uuid:organisation_id>/logo.png")
@open_to(Role.ADMINISTRATOR)
def logo_picture(organisation_id: UUID) -> ResponseReturnValue:
    issuer_or_refuse(organisation_id)
    row = issuers.profile(reading(), organisation_id)
    png = issuers.logo(reading(), row.logo if row else None)
    if png is None:
        raise NotFoundError("There is no logo.")
    return Response(png, mimetype="image/png")


@bp.get("/certificates/issuers/<uuid:organisation_id>/specimen.pdf")
@open_to(Role.ADMINISTRATOR)
def specimen_pdf(organisation_id: UUID) -> ResponseReturnValue:
    """Draw a page that says SPECIMEN of everything, as the next certificates would look."""
    organisation = issuer_or_refuse(organisation_id)
    count_try(SPECIMENS, str(me().id), now())
    row = issuers.profile(reading(), organisation_id)
    picture = issuers.logo(reading(), row.logo if row else None)
    facts = specimen(service.profile_of(row), organisation.name, row.logo if row else None, today())
    sheet = Sheet(facts, parts().settings.base_url, now(), logo=picture)
    reading().rollback()  # nothing is held while the page is drawn
    headers = {"Content-Disposition": 'inline; filename="specimen.pdf"'}
    return Response(drawn(sheet), mimetype="application/pdf", headers=headers)
