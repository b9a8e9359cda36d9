from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from cpd.kernel.tokens import sha256
from cpd.people import store, tries
from cpd.people.forms import ConfirmForm, ForgotForm, NewPasswordForm, RegisterForm
from cpd.people.models import Person
from cpd.people.proof import is_right, known_by_id, passwords, registration_mark
from cpd.people.rules import Purpose
from cpd.people.service import account, registering, signing
from cpd.people.service.links import DeadLinkError
from cpd.people.signing_in import let_in, whoever_is_here
from cpd.people.views.blueprint import bp
from cpd.people.views.signing import browser_of_visitor
from cpd.web.access import open_to
from cpd.web.context import begin, now, parts, reading
from cpd.web.forms_shown import form_page


@bp.route("/register", methods=["GET", "POST"])
@open_to("*")
def register() -> ResponseReturnValue:
    """Answer alike whether or not the address is known: the letter tells its owner."""
    form = RegisterForm(request.form)
    if request.method != "POST" or not form.validate():
        return form_page("people/register.html", form=form)
    registration = form.parsed()
    tries.count_letter(registration.email)
    password_hash = passwords().hashed(registration.password)
    with begin() as work:
        registering.register(work, registration, password_hash)
    session["registered"] = registration_mark(registration.email, password_hash)
    session["letter_to"] = registration.email
    return redirect(url_for(".registered"), 303)


@bp.get("/register/letter")
@open_to("*")
def registered() -> ResponseReturnValue:
    return render_template("people/registered.html", to=session.get("letter_to"))


@bp.route("/confirm/<string:token>", methods=["GET", "POST"])
@open_to("*")
def confirm(token: str) -> ResponseReturnValue:
    """Show a button, and confirm when it is pressed: mail programs open links on their own.

    Elsewhere than in the browser that registered, the password is asked as well. Or somebody
    could register an address with a password of theirs, and let its owner confirm it for them.
    """
    person = person_of_link(token, Purpose.CONFIRM_ADDRESS)
    is_known_here = session.get("registered") == registration_mark(
        person.email, person.password_hash
    )
    form = None if is_known_here else ConfirmForm(request.form)
    page = {"form": form, "name": person.name, "email": person.email}
    if request.method != "POST" or not may_confirm(person, form):
        return form_page("people/confirm.html", **page)
    with begin() as work:
        confirmed = registering.confirm(work, token, site_name=parts().settings.site_name)
        here = whoever_is_here()
        held = signing.begin_sign_in(
            work,
            confirmed,
            browser=browser_of_visitor(),
            instead_of=here.token if here else None,
        )
    let_in(held)
    flash("Your address is confirmed, and you are signed in.", "done")
    return redirect("/", 303)


def may_confirm(person: Person, form: ConfirmForm | None) -> bool:
    if form is None:
        return True
    if not form.validate():
        return False
    person_id = person.id
    tries.count_sign_in(person.email)
    if is_right(form.password.data or "", known_by_id(person_id)):
        return True
    form.password.errors = ["This is not the password you chose when you registered."]
    return False


@bp.route("/forgotten-password", methods=["GET", "POST"])
@open_to("*")
def forgot() -> ResponseReturnValue:
    form = ForgotForm(request.form)
    if request.method != "POST" or not form.validate():
        return form_page("people/forgot.html", form=form)
    address = form.parsed()
    tries.count_letter(address)
    with begin() as work:
        account.ask_reset(work, address)
    session["letter_to"] = address
    return redirect(url_for(".registered"), 303)


@bp.route("/new-password/<string:token>", methods=["GET", "POST"])
@open_to("*")
def reset(token: str) -> ResponseReturnValue:
    person = person_of_link(token, Purpose.RESET_PASSWORD)
    form = NewPasswordForm(request.form)
    form.about = (person.name, person.email)
    if request.method != "POST" or not form.validate():
        return form_page("people/reset.html", form=form, email=person.email)
    reading().rollback()
    password_hash = passwords().hashed(form.password.data or "")
    with begin() as work:
        account.reset_password(work, token, password_hash, site_name=parts().settings.site_name)
    flash("Your new password holds from now on. Sign in with it.", "done")
    return redirect(url_for(".sign_in"), 303)


def person_of_link(token: str, purpose: Purpose) -> Person:
    """Return whose letter the link came in, or say that it is of no more use."""
    link = store.open_link(reading(), sha256(token), purpose, now())
    if link is None:
        raise DeadLinkError
    return link.person
