from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from cpd.certificates import numbers, service, store
from cpd.certificates.forms import ReplaceForm, SearchForm, WithdrawForm
from cpd.certificates.models import Certificate
from cpd.certificates.rules.facts import minutes_in_words
from cpd.certificates.rules.validity import REASONS, issuer_day
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.kernel.pages import pages_of
from cpd.people.rules import EVERY_MEMBER, Role
from cpd.web import panels
from cpd.web.access import open_to
from cpd.web.context import begin, me, now, reading
from cpd.web.limits import Limit, count_try

bp = Blueprint("certificates", __name__)

FINISHES = Limit("certificate-finish", most=20, window=timedelta(minutes=10))


def today() -> date:
    return issuer_day(now())


# --- for the holder


@bp.get("/certificates")
@open_to(*EVERY_MEMBER)
def mine() -> ResponseReturnValue:
    held = store.mine(reading(), me().id)
    return render_template("certificates/mine.html", rows=[row(one) for one in held])


def row(certificate: Certificate) -> dict[str, Any]:
    """Return a certificate with what a list says of it."""
    verdict: str = certificate.validity.verdict(today())
    if certificate.issued_at is None and certificate.replaced_at is None:
        verdict = "pending"
    elif certificate.validity.runs_out_within(90, today()):
        verdict = "expiring"
    return {"it": certificate, "facts": certificate.printed, "verdict": verdict}


@bp.get("/certificates/<string:serial>/pdf")
@open_to(*EVERY_MEMBER)
def download(serial: str) -> ResponseReturnValue:
    """Serve the bytes as they were issued. They are never made again."""
    certificate = mine_or_refuse(serial)
    pdf = store.pdf(reading(), certificate.id)
    if pdf is None:
        raise RuleError("This certificate is still being prepared. Its page will offer it soon.")
    name = f'attachment; filename="certificate-{certificate.serial}.pdf"'
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": name})


def mine_or_refuse(serial: str) -> Certificate:
    certificate = store.mine_one(reading(), me().id, serial)
    if certificate is None:
        raise NotFoundError("You hold no certificate with this serial.")
    return certificate


@bp.post("/certificates/<string:serial>/finish")
@open_to(*EVERY_MEMBER)
def finish(serial: str) -> ResponseReturnValue:
    """Try once more to make the file of a certificate that met trouble."""
    count_try(FINISHES, str(me().id), now())
    service.issue_here(mine_or_refuse(serial).id)
    certificate = mine_or_refuse(serial)
    if certificate.issued_at:
        flash(f"Certificate {serial} is ready.", "done")
    else:
        flash(f"Not yet: {certificate.trouble}", "problem")
    return redirect(url_for(".mine"), 303)


# --- for administrators of the organisation that issued it


@bp.get("/certificates/issued")
@open_to(Role.ADMINISTRATOR)
def issued() -> ResponseReturnValue:
    form = SearchForm(request.args)
    search = form.parsed()
    found, count = store.issued(reading(), my_organisations(), search, today())
    return render_template(
        "certificates/issued.html",
        form=form,
        rows=[row(one) for one in found],
        count=count,
        search=search,
        last_page=pages_of(count, search.per_page),
    )


def my_organisations() -> frozenset[UUID]:
    return me().organisations(Role.ADMINISTRATOR)


def administered_or_refuse(serial: str) -> Certificate:
    certificate = store.administered(reading(), my_organisations(), serial)
    if certificate is None:
        raise NotFoundError(f"Your organisation issued no certificate {serial}.")
    return certificate


@bp.get("/certificates/issued/<string:serial>")
@open_to(Role.ADMINISTRATOR)
def show(serial: str) -> ResponseReturnValue:
    certificate = administered_or_refuse(serial)
    trail = store.trail(reading(), certificate)
    return render_template(
        "certificates/show.html",
        **row(certificate),
        minutes=minutes_in_words(certificate.printed.minutes),
        reason=certificate.reason_class and REASONS[certificate.reason_class],
        replaced_by=store.replaced_by(reading(), certificate.id),
        replaces=store.by_id(reading(), certificate.replaces_id),
        trail=[(entry, actor_of(entry.actor)) for entry in trail],
        names=store.names(
            reading(), {UUID(entry.actor) for entry in trail if actor_of(entry.actor)}
        ),
        may_withdraw=certificate.issued_at is not None and certificate.withdrawn_at is None,
        may_replace=certificate.replaced_at is None and certificate.withdrawn_at is None,
    )


def actor_of(actor: str) -> UUID | None:
    """Return the person who acted, or nothing for a job or a visitor."""
    try:
        return UUID(actor)
    except ValueError:
        return None


@bp.route("/certificates/issued/<string:serial>/withdraw", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def withdraw(serial: str) -> ResponseReturnValue:
    form = WithdrawForm(request.form)
    certificate = administered_or_refuse(serial)
    service.refuse_withdrawal(certificate)
    if request.method == "POST" and form.validate():
        with begin() as work:
            service.withdraw(work, me(), serial, form.parsed())
        flash(f"Certificate {serial} is withdrawn. Its public page says so from now on.", "done")
        return redirect(url_for(".show", serial=serial), 303)
    return render_template("certificates/withdraw.html", form=form, **row(certificate))


@bp.route("/certificates/issued/<string:serial>/replace", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def replace(serial: str) -> ResponseReturnValue:
    certificate = administered_or_refuse(serial)
    service.refuse_replacement(certificate)
    form = ReplaceForm(request.form)
    form.bears.data = certificate.printed.name
    if request.method == "POST" and form.validate():
        with begin() as work:
            new = service.replace_name(work, me(), serial, form.parsed())
        flash(f"Certificate {serial} is replaced by {new}.", "done")
        return redirect(url_for(".show", serial=new), 303)
    return render_template("certificates/replace.html", form=form, **row(certificate))


panels.add("evidence", "certificates", numbers.panel, place=10)
