"""The first page."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from cpd.web.access import open_to

bp = Blueprint("home", __name__)


@bp.get("/")
@open_to("*")
def index() -> ResponseReturnValue:
    """Greet a stranger; bring whoever is signed in to the modules."""
    if current_user.is_authenticated:
        return redirect(url_for("attempts.modules"), 303)
    return render_template("web/home.html")
