"""What administrators do to a certificate: on hold and off, withdrawn, replaced."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.certificates import service
from cpd.certificates.forms.changing import ReasonForm, WithdrawForm, replace_form
from cpd.certificates.models import Certificate
from cpd.certificates.store import life
from cpd.certificates.views.blueprint import administered_or_refuse, bp, my_organisations, row
from cpd.kernel.errors import NotFoundError
from cpd.people.rules import Role
from cpd.web.access import Me, open_to
from cpd.web.context import begin, me, reading
from cpd.web.forms_shown import form_page
from cpd.work import Work


@bp.route("/certificates/issued/<string:serial>/withdraw", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def withdraw(serial: str) -> ResponseReturnValue:
    """Withdraw at once; for reasons of conduct, ask a second administrator."""
    form = WithdrawForm(request.form)
    certificate = administered_or_refuse(serial)
    service.refuse_withdrawal(certificate)
    if request.method == "POST" and form.validate():
        with begin() as work:
            if form.needs_another:
                on_hold = bool(form.on_hold.data)
                service.ask(work, me(), serial, form.parsed(), on_hold=on_hold)
            else:
                service.withdraw(work, me(), serial, form.parsed())
        flash(said(serial, form), "done")
        return redirect(url_for(".show", serial=serial), 303)
    return form_page("certificates/withdraw.html", form=form, **row(certificate))


def said(serial: str, form: WithdrawForm) -> str:
    if not form.needs_another:
        return f"Certificate {serial} is withdrawn. Its public page says so from now on."
    return "It is asked for. Another administrator of your organisation has to confirm it."


@dataclass(frozen=True)
class Step:
    """Something that needs no more than a reason: when not, how, and what is said of it after."""

    refuse: Callable[[Certificate], None]
    take: Callable[[Work, Me, str, str], Certificate]
    template: str
    said: str


SUSPEND = Step(
    service.refuse_suspension,
    service.suspend,
    "certificates/suspend.html",
    "is on hold. Its public page says so from now on.",
)
REINSTATE = Step(
    service.refuse_reinstatement,
    service.reinstate,
    "certificates/reinstate.html",
    "is no longer on hold.",
)


@bp.route("/certificates/issued/<string:serial>/suspend", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def suspend(serial: str) -> ResponseReturnValue:
    return for_a_reason(serial, SUSPEND)


@bp.route("/certificates/issued/<string:serial>/reinstate", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def reinstate(serial: str) -> ResponseReturnValue:
    return for_a_reason(serial, REINSTATE)


def for_a_reason(serial: str, step: Step) -> ResponseReturnValue:
    """Ask for the reason, and take the step."""
    form = ReasonForm(request.form)
    certificate = administered_or_refuse(serial)
    step.refuse(certificate)
    if request.method == "POST" and form.validate():
        with begin() as work:
            step.take(work, me(), serial, form.parsed())
        flash(f"Certificate {serial} {step.said}", "done")
        return redirect(url_for(".show", serial=serial), 303)
    return form_page(step.template, form=form, **row(certificate))


@bp.route("/certificates/issued/<string:serial>/replace", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def replace(serial: str) -> ResponseReturnValue:
    certificate = administered_or_refuse(serial)
    service.refuse_replacement(certificate)
    form = replace_form(certificate.printed, request.form)
    if request.method == "POST" and form.validate() and form.makes_sense():
        with begin() as work:
            reason = (form.reason.data or "").strip()
            new = service.put_in_place(work, me(), serial, form.parsed(), reason)
        flash(f"Certificate {serial} is replaced by {new}.", "done")
        return redirect(url_for(".show", serial=new), 303)
    return form_page("certificates/replace.html", form=form, **row(certificate))


@bp.get("/certificates/withdrawals")
@open_to(Role.ADMINISTRATOR)
def withdrawals() -> ResponseReturnValue:
    """List what waits for a second administrator."""
    found = life.open_requests(reading(), my_organisations())
    return render_template(
        "certificates/withdrawals.html",
        requests=[(asked, row(certificate), name) for asked, certificate, name in found],
    )


@bp.route("/certificates/withdrawals/<uuid:request_id>", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def decide(request_id: UUID) -> ResponseReturnValue:
    """Show a request, and take the decline of it with the reason why."""
    form = ReasonForm(request.form)
    if request.method == "POST" and form.validate():
        with begin() as work:
            serial = service.decline(work, me(), request_id, form.parsed()).serial
        flash(f"Certificate {serial} is not withdrawn.", "done")
        return redirect(url_for(".show", serial=serial), 303)
    found = life.open_requests(reading(), my_organisations())
    shown = next((one for one in found if one[0].id == request_id), None)
    if shown is None:
        raise NotFoundError("Nobody asks for such a withdrawal, or it was decided before.")
    asked, certificate, name = shown
    return form_page(
        "certificates/decide.html",
        form=form,
        asked=asked,
        asker=name,
        is_mine=asked.asked_by == me().id,
        **row(certificate),
    )


@bp.post("/certificates/withdrawals/<uuid:request_id>/confirm")
@open_to(Role.ADMINISTRATOR)
def confirm(request_id: UUID) -> ResponseReturnValue:
    with begin() as work:
        serial = service.confirm(work, me(), request_id).serial
    flash(f"Certificate {serial} is withdrawn. Its public page says so from now on.", "done")
    return redirect(url_for(".show", serial=serial), 303)
