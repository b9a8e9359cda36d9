import logging

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from cpd.kernel.tokens import sha256
from cpd.people import store, tries
from cpd.people.forms import SignInForm
from cpd.people.proof import Known, is_right, known_by_email, proven
from cpd.people.rules import browser_name, safe_next
from cpd.people.service import registering, signing
from cpd.people.signing_in import let_in, let_out, whoever_is_here
from cpd.people.views.blueprint import bp
from cpd.web.access import open_to
from cpd.web.context import begin, visitor_address
from cpd.web.forms_shown import form_page

log = logging.getLogger(__name__)

REFUSED = "The e-mail address or the password is not right. Please try again."
OPEN_THE_LETTER = (
    "The password is right, but the address is not confirmed yet. We have sent the letter anew: "
    "open the link in it first."
)


@bp.get("/sign-in")
@open_to("*")
def sign_in() -> ResponseReturnValue:
    onward = safe_next(request.args.get("next", ""))
    if current_user.is_authenticated:
        return redirect(onward or "/", 303)
    return render_template("people/sign_in.html", form=SignInForm(next=onward or ""))


@bp.post("/sign-in")
@open_to("*")
def sign_in_now() -> ResponseReturnValue:
    """Answer alike for an unknown address, a wrong password and one not confirmed."""
    form = SignInForm(request.form)
    if not form.validate():
        return form_page("people/sign_in.html", form=form)
    address, password = form.address(), form.password.data or ""
    tries.count_sign_in(address)
    whose = known_by_email(address)
    if not is_right(password, whose) or whose is None:
        log.warning("sign-in refused: %s from %s", sha256(address)[:12], visitor_address())
        form.form_errors.append(REFUSED)
        return form_page("people/sign_in.html", form=form)
    if not whose.is_confirmed:
        send_anew(whose)
        form.form_errors.append(OPEN_THE_LETTER)
        return form_page("people/sign_in.html", form=form)
    proof = proven(whose, password)
    with begin() as work:
        here = whoever_is_here()
        token = signing.sign_in(
            work,
            proof,
            browser=browser_of_visitor(),
            instead_of=here.token if here else None,
        )
        tries.take_back_sign_in(work, address)
    let_in(token)
    return redirect(safe_next(form.next.data or "") or "/", 303)


def send_anew(whose: Known) -> None:
    tries.count_letter(whose.email)
    with begin() as work:
        person = store.change_by_id(work.session, whose.person_id)
        if person is not None and person.confirmed_at is None:
            registering.send_confirmation(work, person)
    session["registered"] = whose.mark


def browser_of_visitor() -> str:
    return browser_name(request.headers.get("User-Agent", ""))


@bp.post("/sign-out")
@open_to("*")
def sign_out() -> ResponseReturnValue:
    """End the sign-in for good, and have the browser forget what it stored.

    Our cookie is taken back by itself: `Clear-Site-Data: "cookies"` would take along those of
    every other site under the same domain.
    """
    here = whoever_is_here()
    if here is not None:
        with begin() as work:
            signing.sign_out(work, here.token)
    let_out()
    answer = redirect(url_for(".signed_out"), 303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@bp.get("/signed-out")
@open_to("*")
def signed_out() -> ResponseReturnValue:
    return render_template("people/signed_out.html")
