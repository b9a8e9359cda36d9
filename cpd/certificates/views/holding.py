"""The holder's pages: what one holds, takes away, shows, and wants gone."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from cpd.certificates import service, store
from cpd.certificates.forms.holding import EraseForm, ShownForm
from cpd.certificates.models import Certificate
from cpd.certificates.rules.facts import minutes_in_words
from cpd.certificates.rules.validity import REASONS
from cpd.certificates.store import life
from cpd.certificates.views.blueprint import bp, mine_or_refuse, row
from cpd.certificates.views.crediting import in_log
from cpd.kernel.errors import RuleError
from cpd.people import tries
from cpd.people.proof import is_right, known_by_id
from cpd.people.rules import EVERY_MEMBER
from cpd.web.access import open_to
from cpd.web.context import begin, me, now, parts, reading
from cpd.web.limits import Limit, count_try

FINISHES = Limit("certificate-finish", most=20, window=timedelta(minutes=10))
USUALLY_READY = timedelta(minutes=2)
STILL_PREPARED = "This certificate is still being prepared. Its page will offer it soon."
HAS_NONE = "This certificate was issued before this site made credentials. It is a PDF alone."


def is_soon_there(certificate: Certificate, at: datetime) -> bool:
    """Say whether a page does well to look again by itself: it is on its way, and not for long."""
    return (
        certificate.issued_at is None
        and certificate.trouble is None
        and certificate.paused_at is None
        and certificate.replaced_at is None
        and at - certificate.ordered_at <= USUALLY_READY
    )


@bp.get("/certificates")
@open_to(*EVERY_MEMBER)
def mine() -> ResponseReturnValue:
    held = store.mine(reading(), me().id)
    return render_template(
        "certificates/mine.html",
        rows=[row(one) for one in held],
        in_log=service.logged(reading(), me().id, held),
        can_be_logged=service.can_be_logged,
        looks_again=any(is_soon_there(one, now()) for one in held),
        soon=[one.serial for one in held if is_soon_there(one, now())],
    )


@bp.get("/certificates/<string:serial>")
@open_to(*EVERY_MEMBER)
def held(serial: str) -> ResponseReturnValue:
    certificate = mine_or_refuse(serial)
    return held_page(certificate, ShownForm(data={"shown": certificate.shown}))


def held_page(certificate: Certificate, form: ShownForm) -> str:
    chain = life.chain(reading(), certificate)
    return render_template(
        "certificates/held.html",
        **row(certificate),
        form=form,
        minutes=minutes_in_words(certificate.printed.minutes),
        reason=certificate.reason_class and REASONS[certificate.reason_class],
        share=parts().settings.base_url + certificate.printed.verify_path,
        has_credential=life.has_credential(reading(), certificate.id),
        is_soon_there=is_soon_there(certificate, now()),
        **in_log(certificate),
        chain=[row(one) for one in chain if one.erased_at is None],
    )


@bp.get("/certificates/<string:serial>/pdf")
@open_to(*EVERY_MEMBER)
def download(serial: str) -> ResponseReturnValue:
    """Serve the bytes as they were issued. They are never made again."""
    certificate = mine_or_refuse(serial)
    pdf = store.pdf(reading(), certificate.id)
    if pdf is None:
        raise RuleError(STILL_PREPARED)
    return attached(pdf, "application/pdf", f"certificate-{certificate.serial}.pdf")


@bp.get("/certificates/<string:serial>/credential")
@open_to(*EVERY_MEMBER)
def credential(serial: str) -> ResponseReturnValue:
    """Serve the credential as it was signed, to the byte."""
    return handed_out(mine_or_refuse(serial), life.credential, "application/vc", "json")


@bp.get("/certificates/<string:serial>/token")
@open_to(*EVERY_MEMBER)
def token(serial: str) -> ResponseReturnValue:
    """Serve the same credential as a signed token."""
    return handed_out(mine_or_refuse(serial), life.token, "application/vc+jwt", "jwt")


def handed_out(
    certificate: Certificate,
    find: Callable[[Session, UUID], str | None],
    media_type: str,
    ending: str,
) -> Response:
    """Serve what was signed with a certificate, or say why there is nothing."""
    found = find(reading(), certificate.id)
    if found is None:
        raise RuleError(STILL_PREPARED if certificate.issued_at is None else HAS_NONE)
    name = f"certificate-{certificate.serial}.{ending}"
    return attached(found.encode(), media_type, name)


def attached(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=media_type, headers=headers)


@bp.post("/certificates/<string:serial>/finish")
@open_to(*EVERY_MEMBER)
def finish(serial: str) -> ResponseReturnValue:
    """Let one that met trouble be tried again at once, instead of when its time has come."""
    count_try(FINISHES, str(me().id), now())
    certificate = mine_or_refuse(serial)
    with begin() as work:
        service.try_again(work, certificate)
    flash(f"Certificate {serial} is tried again within a few seconds.", "done")
    return redirect(url_for(".held", serial=serial), 303)


@bp.post("/certificates/<string:serial>/shown")
@open_to(*EVERY_MEMBER)
def shown(serial: str) -> ResponseReturnValue:
    """Choose what the public page says of the name."""
    certificate = mine_or_refuse(serial)
    form = ShownForm(request.form)
    if not form.validate():
        return held_page(certificate, form)
    with begin() as work:
        service.choose_shown(work, me(), serial, form.parsed())
    flash("The public page follows your choice from now on.", "done")
    return redirect(url_for(".held", serial=serial), 303)


@bp.route("/certificates/<string:serial>/erase", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def erase(serial: str) -> ResponseReturnValue:
    certificate = mine_or_refuse(serial)
    service.refuse_erasure(certificate)
    form = EraseForm(request.form)
    if request.method == "POST" and form.validate() and is_my_password(form):
        with begin() as work:
            service.erase(work, me(), serial)
        flash(f"Certificate {serial} is erased.", "done")
        return redirect(url_for(".mine"), 303)
    return render_template("certificates/erase.html", form=form, **row(certificate))


def is_my_password(form: EraseForm) -> bool:
    """Say whether whoever sits here knows the password, or explain beside the field."""
    tries.count_password(me().id)
    if is_right(form.password.data or "", known_by_id(me().id)):
        return True
    form.password.errors = ["This is not your password."]
    return False
