"""The pages on which anybody checks a certificate, signed in or not."""

from datetime import timedelta

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from cpd.certificates import store
from cpd.certificates.forms import CheckForm
from cpd.certificates.models import Certificate
from cpd.certificates.rules.facts import minutes_in_words
from cpd.certificates.rules.serials import read_token
from cpd.certificates.rules.validity import REASONS, issuer_day
from cpd.web.access import open_to
from cpd.web.context import now, reading
from cpd.web.limits import Limit, count_try, visitor

bp = Blueprint("verification", __name__)

CHECKS = Limit("certificate-check", most=60, window=timedelta(minutes=10))


@bp.get("/verify")
@open_to("*")
def check() -> ResponseReturnValue:
    """Ask for a serial, or answer for the one in the address."""
    form = CheckForm(request.args)
    if "serial" not in request.args:
        return unlisted(render_template("verification/check.html", form=CheckForm()))
    count_try(CHECKS, visitor(), now())
    if not form.validate():
        return unlisted(render_template("verification/check.html", form=form))
    return answer(store.public_by_serial(reading(), form.parsed()))


@bp.get("/v/<string:token>", strict_slashes=False)
@open_to("*")
def verify(token: str) -> ResponseReturnValue:
    """Answer for the certificate whose code was scanned."""
    return answer(store.public_by_token(reading(), read_token(token)))


def answer(certificate: Certificate | None) -> Response:
    """Give one of the verdicts, with what is printed on the paper and no more."""
    if certificate is None:
        return unlisted(render_template("verification/unknown.html", form=CheckForm()), 404)
    page = render_template(
        "verification/verify.html",
        verdict=certificate.validity.verdict(issuer_day(now())),
        facts=certificate.printed,
        minutes=minutes_in_words(certificate.printed.minutes),
        withdrawn_on=certificate.withdrawn_at and issuer_day(certificate.withdrawn_at),
        reason=certificate.reason_class and REASONS[certificate.reason_class],
        checked_at=now(),
    )
    return unlisted(page)


def unlisted(page: str, status: int = 200) -> Response:
    """Keep the address from other sites and from search engines: it is the key to the page."""
    response = make_response(page, status)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
