from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from cpd.people.rules import EVERY_MEMBER
from cpd.records.forms import echo
from cpd.records.views.blueprint import bp
from cpd.web.access import open_to


@bp.get("/export.csv")
@open_to(*EVERY_MEMBER)
def export() -> ResponseReturnValue:
    """Lead an address that people have kept to the whole log as a table."""
    return redirect(f"{url_for('transfers.export')}?as=csv", 301)


@bp.get("/duration")
@open_to(*EVERY_MEMBER)
def duration() -> ResponseReturnValue:
    """Say how a time would be understood, while it is being typed."""
    return jsonify(echo(request.args.get("text", ""), in_bulk="bulk" in request.args))
