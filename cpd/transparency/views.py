"""The log for everybody: its files, its proofs, and a page that says what it is for."""

from datetime import timedelta

from flask import Blueprint, Response, jsonify, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from cpd.transparency import service
from cpd.transparency.rules.notes import LONGEST_NOTE, base64
from cpd.transparency.service import publishing
from cpd.transparency.service.succeeding import CHANGES
from cpd.web.access import open_to
from cpd.web.context import begin, now, parts, reading
from cpd.web.limits import Limit, count_try, visitor
from cpd.web.published import view_of

bp = Blueprint("transparency", __name__)

TEXT = "text/plain; charset=utf-8"
JSON = "application/json"
BYTES = "application/octet-stream"
SOON = timedelta(seconds=5)
AN_HOUR = timedelta(hours=1)
FOR_EVER = timedelta(days=365)
COSIGNATURES = Limit("log-cosignatures", 120, AN_HOUR)
LONGEST_NUMBER = 9
ASK = "Ask like /log/consistency?from=10&to=20, with lengths of the log."


@bp.record_once
def take_signatures_for_tokens(state: BlueprintSetupState) -> None:
    """Ask a witness for no form token: what it signed says who it is."""
    state.app.extensions["csrf"].exempt(cosignatures)


@bp.get("/certificate-log")
@open_to("*")
def show() -> ResponseReturnValue:
    """Say how long the log is, who watches it, and how to check it oneself."""
    standing = service.standing(reading())
    return render_template(
        "transparency/show.html", log=standing, base_url=parts().settings.base_url
    )


@bp.get("/log/checkpoint")
@open_to("*")
def checkpoint() -> ResponseReturnValue:
    return view_of(publishing.CHECKPOINT, TEXT, SOON)


@bp.get("/log/keys")
@open_to("*")
def keys() -> ResponseReturnValue:
    return view_of(publishing.KEYS, TEXT, AN_HOUR)


@bp.get("/log/key-changes")
@open_to("*")
def key_changes() -> ResponseReturnValue:
    return view_of(CHANGES, JSON, SOON)


@bp.get("/log/tile/<path:tile>")
@open_to("*")
def tile(tile: str) -> ResponseReturnValue:
    return view_of(f"{publishing.FOLDER}/tile/{tile}", BYTES, FOR_EVER, immutable=True)


@bp.get("/log/consistency")
@open_to("*")
def consistency() -> ResponseReturnValue:
    """Prove that the log of `from` lines grew to that of `to`."""
    old, new = whole("from"), whole("to")
    if old is None or new is None:
        return jsonify(problem=ASK), 400
    path = service.consistency(reading(), old, new)
    return jsonify({"from": old, "to": new, "path": [base64(one) for one in path]})


def whole(name: str) -> int | None:
    typed = request.args.get(name, "")
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST_NUMBER
    return int(typed) if is_number else None


@bp.post("/log/cosignatures")
@open_to("*")
def cosignatures() -> ResponseReturnValue:
    """Take a checkpoint with the signatures of witnesses under it."""
    count_try(COSIGNATURES, visitor(), now())
    raw = request.get_data(cache=False)
    if len(raw) > LONGEST_NOTE:
        return Response("A checkpoint is shorter than that.\n", 413, mimetype="text/plain")
    with begin() as work:
        names = service.cosign(work, raw)
        work.afterwards.append(publish)
    return Response("".join(f"{name}\n" for name in names), 201, content_type=TEXT)


def publish() -> None:
    service.publish_log()
