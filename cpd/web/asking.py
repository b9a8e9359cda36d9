"""Whether the database can still be asked who is signed in, and pages that hold without it."""

from flask import render_template, request
from sqlalchemy.exc import DBAPIError

from cpd.db import db

PAST_ASKING = "cpd.past_asking"


def ask_no_more() -> None:
    """Draw the page for a visitor: where the database failed, it cannot say who is signed in."""
    request.environ[PAST_ASKING] = True


def is_past_asking() -> bool:
    return PAST_ASKING in request.environ


def drawn(template: str, **words: object) -> str:
    """Draw a problem page. Its menu asks who is signed in; without an answer, it is a visitor's."""
    try:
        return render_template(template, **words)
    except DBAPIError:
        ask_no_more()
        db.session.rollback()
        return render_template(template, **words)
