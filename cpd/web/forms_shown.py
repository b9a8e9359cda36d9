"""A page with a form on it, and what it answers with."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

UNPROCESSABLE = 422


def form_page(template: str, **what: object) -> ResponseReturnValue:
    """Draw a page with a form. One that comes back after it was sent was refused, and says so."""
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render_template(template, **what), status
