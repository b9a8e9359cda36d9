from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from cpd.kernel.errors import NotFoundError
from cpd.people import store, tries
from cpd.people.forms import ChangePasswordForm, NewAddressForm, ProfileForm
from cpd.people.models import Person
from cpd.people.proof import Known, is_right, known_by_id, passwords
from cpd.people.rules import EVERY_MEMBER, OrganisationKind, Purpose, WhoIsHere
from cpd.people.service import account as service
from cpd.people.service import signing
from cpd.people.service.account import CHANGED_ELSEWHERE
from cpd.people.service.links import DeadLinkError, hashed
from cpd.people.signing_in import whoever_is_here
from cpd.people.views.blueprint import bp
from cpd.web.access import open_to
from cpd.web.context import begin, me, now, reading
from cpd.web.forms_shown import form_page


def myself() -> WhoIsHere:
    here = whoever_is_here()
    if here is None:
        raise NotFoundError("Nobody is signed in.")
    return here


def my_row() -> Person:
    person = store.by_id(reading(), me().id)
    if person is None:
        raise NotFoundError("There is no such person.")
    return person


@bp.route("/account", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def account() -> ResponseReturnValue:
    person = my_row()
    form = ProfileForm(request.form, obj=person)
    if request.method == "POST" and form.validate() and is_newest(form, person):
        with begin() as work:
            service.change_profile(work, me().id, form.parsed())
        flash("Your account is changed. Certificates issued before keep the name on them.", "done")
        return redirect(url_for(".account"), 303)
    return form_page(
        "people/account.html",
        form=form,
        person=person,
        here=myself().sign_in_id,
        sign_ins=store.sign_ins_of(reading(), me().id, now()),
        held=store.memberships_of(reading(), me().id),
        bodies=store.organisations(reading(), OrganisationKind.BODY),
    )


def is_newest(form: ProfileForm, person: Person) -> bool:
    """Say whether nobody changed the account since the form was opened, or explain on the form."""
    if form.parsed().version == person.version:
        return True
    form.version.data = str(person.version)
    form.form_errors.append(
        f"{CHANGED_ELSEWHERE} There the name is “{person.name}” and the time zone "
        f"{person.time_zone}. Save again to have what stands below instead."
    )
    return False


@bp.route("/account/password", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def change_password() -> ResponseReturnValue:
    here = myself()
    form = ChangePasswordForm(request.form)
    form.about = (here.name, here.email)
    if request.method == "POST" and form.validate():
        whose = with_password(here.id, form.old_password)
        if whose is not None:
            password_hash = passwords().hashed(form.password.data or "")
            with begin() as work:
                service.change_password(
                    work,
                    here.id,
                    old_hash=whose.password_hash,
                    new_hash=password_hash,
                    but=here.sign_in_id,
                )
            flash("Your password is changed, and your other browsers are signed out.", "done")
            return redirect(url_for(".account"), 303)
    return form_page("people/change_password.html", form=form)


def with_password(person_id: UUID, field: Field) -> Known | None:
    """Return who this is if the password in the field is theirs, or say so beside it."""
    tries.count_password(person_id)
    whose = known_by_id(person_id)
    if is_right(field.data or "", whose):
        return whose
    field.errors = ["This is not your password."]
    return None


@bp.route("/account/address", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def new_address() -> ResponseReturnValue:
    """Answer alike whether or not the new address is somebody's: the letter tells its owner."""
    here = myself()
    form = NewAddressForm(request.form)
    if request.method == "POST" and form.validate() and with_password(here.id, form.password):
        address = form.parsed()
        tries.count_letter(address)
        with begin() as work:
            service.ask_new_address(work, here.id, address)
        flash(f"We have written to {address}. Open the link in that letter to change over.", "note")
        return redirect(url_for(".account"), 303)
    return form_page("people/new_address.html", form=form, email=here.email)


@bp.route("/new-address/<string:token>", methods=["GET", "POST"])
@open_to("*")
def confirm_new_address(token: str) -> ResponseReturnValue:
    address = request.args.get("to", "")
    link = store.open_link(reading(), hashed(token, address), Purpose.NEW_ADDRESS, now())
    if link is None:
        raise DeadLinkError
    if request.method == "POST":
        with begin() as work:
            service.change_address(work, token, address)
        flash(f"From now on your address here is {address}.", "done")
        return redirect("/", 303)
    return render_template("people/confirm_new_address.html", old=link.person.email, new=address)


@bp.post("/account/sign-ins/<uuid:sign_in_id>/end")
@open_to(*EVERY_MEMBER)
def end_sign_in(sign_in_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        signing.end_other_browser(work, me().id, sign_in_id)
    flash("That browser is signed out.", "done")
    return redirect(url_for(".account"), 303)


@bp.post("/account/sign-ins/end-others")
@open_to(*EVERY_MEMBER)
def end_other_sign_ins() -> ResponseReturnValue:
    with begin() as work:
        signing.end_others(work, me().id, but=myself().sign_in_id)
    flash("Every other browser is signed out.", "done")
    return redirect(url_for(".account"), 303)
