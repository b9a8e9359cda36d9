from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from cpd.people.service.links import DeadLinkError

bp = Blueprint("people", __name__)


@bp.after_request
def keep_links_to_ourselves(response: Response) -> Response:
    """Addresses here may hold a token from a letter: no other site is told where one came from."""
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@bp.errorhandler(DeadLinkError)
def dead_link(_error: DeadLinkError) -> ResponseReturnValue:
    """Say which way leads on: a letter is often opened twice."""
    return render_template("people/dead_link.html", endpoint=request.endpoint), 404
