from flask import Blueprint, Response

bp = Blueprint("people", __name__)


@bp.after_request
def keep_links_to_ourselves(response: Response) -> Response:
    """Addresses here may hold a token from a letter: no other site is told where one came from."""
    response.headers["Referrer-Policy"] = "same-origin"
    return response
