"""The holder's log on the holder's pages: what a certificate put there, or can put there."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from cpd.certificates import service
from cpd.certificates.forms.holding import log_form
from cpd.certificates.models import Certificate
from cpd.certificates.rules.crediting import credits_of
from cpd.certificates.views.blueprint import bp, mine_or_refuse, row
from cpd.people.rules import EVERY_MEMBER
from cpd.records.service.amending import taken_back
from cpd.web.access import open_to
from cpd.web.context import begin, me, reading
from cpd.web.forms_shown import form_page


def in_log(certificate: Certificate) -> dict[str, Any]:
    """Return the entries of a certificate, why any was taken back, and whether it can have some."""
    entries = service.entries_of(reading(), certificate)
    return {
        "entries": entries,
        "taken_back": {one.id: taken_back(reading(), one) for one in entries},
        "can_be_logged": service.can_be_logged(certificate),
    }


@bp.route("/certificates/<string:serial>/log", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def log(serial: str) -> ResponseReturnValue:
    """Show what would stand in the log, and put it there. Twice leads to what was put there."""
    certificate = mine_or_refuse(serial)
    if not service.entries_of(reading(), certificate):
        service.refuse_logging(certificate)
    elif request.method == "GET":
        return redirect(url_for(".held", serial=serial, _anchor="log"))
    form = log_form(certificate.printed, request.form)
    if request.method == "POST" and form.validate():
        with begin() as work:
            put = service.put_in_log(work, me(), serial, form.first.day)
            ids, is_new = [one.id for one in put.entries], put.is_new
        flash("Logged. Add what you make of it whenever you like." if is_new else THERE, "done")
        if len(ids) == 1:
            return redirect(url_for("records.entry", entry_id=ids[0]), 303)
        return redirect(url_for(".held", serial=serial, _anchor="log"), 303)
    lines = [one.line for one in credits_of(certificate.printed, certificate.order_key)]
    return form_page("certificates/log.html", form=form, lines=lines, **row(certificate))


THERE = "It is in your log, once."
