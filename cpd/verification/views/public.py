"""The pages on which anybody checks a certificate, signed in or not."""

from contextlib import closing
from datetime import timedelta

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from werkzeug.datastructures import CombinedMultiDict, FileStorage

from cpd.certificates.models import Certificate
from cpd.certificates.rules.life import NameShown
from cpd.certificates.rules.seals import LARGEST_UPLOAD
from cpd.certificates.rules.serials import read_token
from cpd.certificates.rules.validity import Verdict
from cpd.kernel.errors import NotFoundError
from cpd.verification.forms.public import DayForm, FileForm, NameForm, SerialForm
from cpd.verification.roots import published_roots
from cpd.verification.rules.answers import Answer
from cpd.verification.rules.checks import Check, Point, judged
from cpd.verification.service.asking import bears, held_paper
from cpd.verification.service.checking import Depth, answer_for, examine_file, examine_prints
from cpd.verification.store import records as store
from cpd.verification.views.wording import page_of
from cpd.web.access import open_to
from cpd.web.asking import ask_no_more, drawn
from cpd.web.context import now, parts, reading
from cpd.web.forms_shown import UNPROCESSABLE
from cpd.web.limits import Limit, count_try, visitor
from cpd.web.uploads import takes_up_to

bp = Blueprint("verification", __name__)

CHECKS = Limit("certificate-check", most=60, window=timedelta(minutes=10))
OF_ONE = Limit("certificate-check-of", most=30, window=timedelta(hours=1))
NAMES = Limit("certificate-name", most=10, window=timedelta(hours=1))
FILES = Limit("certificate-file", most=20, window=timedelta(minutes=10))
SEALS = Limit("certificate-seal", most=20, window=timedelta(minutes=10))
LARGEST_FORM = LARGEST_UPLOAD + 64 * 1024
LONGEST_PRINTS = 129  # two in hexadecimal, and a dot
RETRY_AFTER = "30"


@bp.get("/verify")
@open_to("*")
def check() -> ResponseReturnValue:
    """Offer the ways to check; a serial in the address is filled in, and tells nothing yet."""
    form = SerialForm(data={"serial": request.args.get("serial", "")[:60]})
    return unlisted(draw("verification/check.html", form=form, file_form=FileForm()))


@bp.post("/verify")
@open_to("*")
def find() -> ResponseReturnValue:
    """Lead to the page of a paper, for whoever knows the name or the day that stands on it."""
    form, at = SerialForm(request.form), now()
    count_try(CHECKS, visitor(), at)
    if not form.validate():
        page = draw("verification/check.html", form=form, file_form=FileForm())
        return unlisted(page, UNPROCESSABLE)
    known = form.parsed()
    count_try(OF_ONE, known.serial, at)
    certificate = held_paper(
        reading(), known.serial, surname=known.surname, completed_on=known.completed_on
    )
    if certificate is None:
        return unlisted(draw("verification/unknown.html", form=form), 404)
    return redirect(url_for(".verify", token=certificate.token), 303)


@bp.post("/verify/file")
@open_to("*")
@takes_up_to(LARGEST_FORM)
def file() -> ResponseReturnValue:
    """Answer for a file, or for its prints where the browser worked them out. Neither is kept."""
    form, at = FileForm(CombinedMultiDict([request.form, request.files])), now()
    if form.prints.data:
        count_try(CHECKS, visitor(), at)
        answer = examine_prints(reading(), form.prints.data[:LONGEST_PRINTS], at)
        if answer is None:
            return unlisted(draw("verification/upload.html", form=FileForm()))
        return answered(answer)
    content = content_of(form.file.data)
    if not content:
        form.file.errors = ["Choose the file first."]
        page = draw("verification/check.html", form=SerialForm(), file_form=form)
        return unlisted(page, UNPROCESSABLE)
    count_try(FILES, visitor(), at)
    return answered(examine_file(reading(), content, at))


def content_of(sent: FileStorage | None) -> bytes:
    """Read what was sent, and let go of it: a large file lies in a nameless one until then."""
    if sent is None:
        return b""
    with closing(sent):
        return bytes(sent.read())


@bp.get("/v/<string:token>", strict_slashes=False)
@open_to("*")
def verify(token: str) -> ResponseReturnValue:
    """Answer for the certificate whose code was scanned."""
    depth, at, form = Depth.RECORD, now(), DayForm(request.args)
    if "every" in request.args:
        count_try(SEALS, visitor(), at)
        depth = Depth.SEAL
    certificate = store.by_token(reading(), read_token(token))
    if certificate is None:
        return no_such()
    answer = answer_for(reading(), certificate, at, on=form.parsed(), depth=depth)
    return answered(answer, certificate, form)


@bp.post("/v/<string:token>")
@open_to("*")
def compare(token: str) -> ResponseReturnValue:
    """Say whether a typed name is the one on the certificate, where that is not shown."""
    form, at, code = NameForm(request.form), now(), read_token(token)
    if form.validate():
        count_try(NAMES, visitor(), at)
        count_try(OF_ONE, code, at)
    certificate = store.by_token(reading(), code)
    if certificate is None:
        return no_such()
    answer = answer_for(reading(), certificate, at)
    said = name_check(certificate, form.parsed()) if not form.errors else None
    page = answered(answer, certificate, name_form=form, said=said)
    if said is None:
        page.status_code = UNPROCESSABLE
    return page


def name_check(certificate: Certificate, name: str) -> Check:
    return judged(
        Point.NAME,
        "Match: that is the name on this certificate.",
        "No match: another name is on this certificate. Look at the spelling, and type all of it.",
        holds=bears(certificate, name),
    )


@bp.get("/v/<string:token>/credential.json")
@open_to("*")
def credential(token: str) -> ResponseReturnValue:
    """Hand out the credential as it was issued, unless it would tell a name that is not shown."""
    return handed_out(token, "credential", "application/vc")


@bp.get("/v/<string:token>/credential.jwt")
@open_to("*")
def credential_token(token: str) -> ResponseReturnValue:
    return handed_out(token, "token", "application/vc+jwt")


def handed_out(token: str, what: str, media_type: str) -> Response:
    certificate = store.by_token(reading(), read_token(token))
    kept = certificate and store.kept(reading(), certificate.id)
    text = getattr(kept, what) if kept else None
    if certificate is None or text is None or certificate.shown is not NameShown.FULL:
        raise NotFoundError("There is no such file here.")
    response = make_response(text)
    response.content_type = media_type
    ending = "json" if what == "credential" else "jwt"
    name = f'attachment; filename="certificate-{certificate.serial}.{ending}"'
    response.headers["Content-Disposition"] = name
    return private(response)


def answered(
    answer: Answer,
    certificate: Certificate | None = None,
    form: DayForm | None = None,
    name_form: NameForm | None = None,
    said: Check | None = None,
) -> Response:
    """Draw an answer: the verdict large, what is printed, and each check on its own line."""
    hides_name = answer.facts is not None and answer.facts.shown is not NameShown.FULL
    page = draw(
        "verification/answer.html",
        answer=answer,
        page=page_of(answer),
        by_address=certificate is not None,
        form=form or DayForm(),
        name_form=(name_form or NameForm()) if hides_name and certificate is not None else None,
        said=said,
        has_credential=certificate is not None
        and certificate.leaf is not None
        and not hides_name
        and answer.verdict is not Verdict.ERASED,
        is_logged=certificate is not None and certificate.leaf is not None,
    )
    return unlisted(page)


def no_such() -> Response:
    return unlisted(draw("verification/unknown.html", form=SerialForm()), 404)


def draw(template: str, **words: object) -> str:
    return render_template(
        template, host=parts().settings.host, roots=published_roots(), at=now(), **words
    )


def unlisted(page: str, status: int = 200) -> Response:
    """Keep the address from other sites and from search engines: it is the key to the page."""
    return private(make_response(page, status))


def private(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


@bp.errorhandler(DBAPIError)
def database_away(_error: DBAPIError) -> Response:
    """Say how to check without us, rather than only that we cannot."""
    ask_no_more()
    reading().rollback()
    page = drawn("verification/away.html", host=parts().settings.host, roots=published_roots())
    response = unlisted(page, 503)
    response.headers["Retry-After"] = RETRY_AFTER
    return response
