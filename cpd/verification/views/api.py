"""What bodies' own programs ask. A key stands in each request; no cookie is read or set."""

import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from cpd.certificates.rules.serials import read_token
from cpd.kernel.errors import RuleError
from cpd.keys.service import signer
from cpd.keys.signing import SignerAwayError
from cpd.verification.rules.api_keys import MEANINGS
from cpd.verification.rules.asked import MOST_LINES, TOKEN_LENGTH, Asked, Kind, Reference
from cpd.verification.rules.lines import LinesError, Numbered, lines_of_csv, lines_of_json
from cpd.verification.rules.receipts import canonical, of_answer, of_results
from cpd.verification.rules.scopes import Scope
from cpd.verification.service import bulk, receipts
from cpd.verification.service.api_keys import Caller
from cpd.verification.service.checking import Depth, examine_file
from cpd.verification.views import api_asking as asking
from cpd.web.access import open_to
from cpd.web.context import now, parts, reading
from cpd.web.problem_json import Refusal
from cpd.web.uploads import takes_up_to

bp = Blueprint("api", __name__)

OPENAPI = Path(__file__).parent.parent / "openapi.json"
SIGNER_AWAY = "There is no receipt just now. Ask again in a minute."


@bp.record_once
def take_keys_for_cookies(state: BlueprintSetupState) -> None:
    """Ask for no form token here: nothing here is done by a browser's cookie."""
    state.app.extensions["csrf"].exempt(bp)


@bp.get("/api")
@open_to("*")
def guide() -> ResponseReturnValue:
    """Tell people how to ask."""
    limits = (asking.ONE, asking.FILES, asking.MANY)
    return render_template(
        "verification/bodies/guide.html",
        base_url=parts().settings.base_url,
        scopes=MEANINGS,
        limits={one.name.removeprefix("api-"): one.most for one in limits},
    )


@bp.get("/api/v1/openapi.json")
@open_to("*")
def openapi() -> ResponseReturnValue:
    return Response(OPENAPI.read_bytes(), mimetype="application/json")


@bp.get("/api/v1/verify/<string:token>")
@open_to("*")
def verify(token: str) -> ResponseReturnValue:
    """Answer for the certificate with this code; 304 where the asker has the answer already."""
    caller = asking.authorised(Scope.VERIFY, asking.ONE, "at", "name", "receipt")
    day, name, wanted = asking.asked_day(), asking.asked_name(), asking.wants_receipt(caller)
    code = read_token(token)
    asked = Asked(typed=code, name=name, reference=reference_to(code))
    one = bulk.answer_all(reading(), [Numbered(1, asked)], question(caller, day, Depth.RECORD))[0]
    if one.certificate_id is None:
        raise Refusal(404, "There is no certificate with this code.", more={"verdict": "unknown"})
    said = {key: value for key, value in one.said.items() if key not in LINE_ONLY}
    if wanted:
        about = {"kind": "token", "sha256": sha256(code.encode()).hexdigest(), "on": iso(day)}
        return with_receipt(said, about, of_answer(said))
    response = json_of(said)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Authorization, Accept"
    unchanging = {key: value for key, value in said.items() if key != "as_of"}
    response.set_etag(sha256(canonical(unchanging)).hexdigest()[:32], weak=True)
    return response.make_conditional(request)


LINE_ONLY = frozenset({"line", "ref", "asked", "problem"})


def question(caller: Caller, day: date | None, depth: Depth) -> bulk.Question:
    return bulk.Question(organisation_id=caller.organisation_id, at=now(), on=day, depth=depth)


def reference_to(code: str) -> Reference | None:
    return Reference(Kind.TOKEN, code) if len(code) == TOKEN_LENGTH else None


def iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


@bp.post("/api/v1/verify")
@open_to("*")
@takes_up_to(asking.LARGEST + 64 * 1024)
def verify_file() -> ResponseReturnValue:
    """Answer for a file: a PDF, a credential or a token. It is not kept."""
    caller = asking.authorised(Scope.VERIFY, asking.FILES, "receipt", "watch")
    wanted, watch = asking.wants_receipt(caller), asking.wants_to_watch(caller)
    content = asking.file_sent()
    answer = examine_file(reading(), content, now())
    if watch and answer.token:
        asking.watch(caller, bulk.ids_of(reading(), [answer.token]))
    said = answer.to_plain()
    if not wanted:
        return json_of(said)
    about = {"kind": "file", "sha256": sha256(content).hexdigest(), "bytes": len(content)}
    return with_receipt(said, about, of_answer(said))


@bp.post("/api/v1/verify/bulk")
@open_to("*")
def verify_many() -> ResponseReturnValue:
    """Answer for up to a thousand certificates, each line for itself."""
    caller = asking.authorised(Scope.BULK, asking.MANY, "at", "receipt", "watch")
    day, wanted = asking.asked_day(), asking.wants_receipt(caller)
    watch = asking.wants_to_watch(caller)
    lines, content = lines_sent(), request.get_data()
    asked = question(caller, day, Depth.STATUS)
    answers = bulk.answer_all(reading(), lines, asked)
    if watch:
        asking.watch(caller, {one.certificate_id for one in answers if one.certificate_id})
    results = [one.said for one in answers]
    whole = of_results(results, asked.at)
    if not wanted:
        return json_of({**whole, "results": results})
    about = {"kind": "bulk", "sha256": sha256(content).hexdigest(), "on": iso(day)}
    return with_receipt({**whole, "results": results}, about, whole)


def lines_sent() -> list[Numbered]:
    content = request.get_data()
    try:
        if request.mimetype == "text/csv":
            return lines_of_csv(content, MOST_LINES)
        if request.mimetype == "application/json":
            return lines_of_json(rows_in(content), MOST_LINES)
    except LinesError as error:
        errors = [{"line": line, "detail": why} for line, why in error.problems[:100]]
        raise Refusal(400, str(error), more={"errors": errors}) from error
    except RuleError as error:
        raise Refusal(400, str(error)) from error
    raise Refusal(
        415,
        "Send application/json or text/csv.",
        headers={"Accept": "application/json, text/csv"},
    )


def rows_in(content: bytes) -> object:
    try:
        whole = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise RuleError("This is no JSON.") from error
    if not isinstance(whole, dict) or set(whole) != {"certificates"}:
        raise RuleError("Send an object with nothing but “certificates” in it.")
    return whole["certificates"]


def with_receipt(
    said: Mapping[str, Any], asked: Mapping[str, Any], result: Mapping[str, Any]
) -> Response:
    """Answer with a receipt beside what is said, or with the receipt alone."""
    receipt, problem = None, None
    try:
        base_url = parts().settings.base_url
        receipt = receipts.sign(reading(), signer(), base_url, asked, result, now())
    except SignerAwayError as error:
        if asking.wants_only_receipt():
            raise Refusal(503, SIGNER_AWAY, headers={"Retry-After": "60"}) from error
        problem = SIGNER_AWAY
    if receipt and asking.wants_only_receipt():
        return Response(receipt, mimetype=asking.JWS)
    return json_of({**said, "receipt": receipt, "receipt_problem": problem})


def json_of(said: Mapping[str, Any]) -> Response:
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return current_app.response_class(text, mimetype="application/json")
