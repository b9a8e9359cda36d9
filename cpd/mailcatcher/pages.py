"""The inbox in the browser. It only ever reads."""

from pathlib import Path

import nh3
from flask import Flask, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from jinja2 import StrictUndefined
from markupsafe import Markup

from cpd.mailcatcher import inbox
from cpd.places import PACKAGE

MOST = 200
TAGS = {"p", "a", "strong", "em", "br", "hr", "small", "ul", "ol", "li", "h2", "h3"}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def create_inbox(folder: Path) -> Flask:
    """Make the pages over the letters in a folder. They wear the product's own style."""
    app = Flask(__name__, static_folder=str(PACKAGE / "static"))
    app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.get("/")
    def letters() -> ResponseReturnValue:
        to = request.args.get("to", "").strip()[:200]
        found = inbox.newest(folder, to, MOST)
        return render_template("inbox.html", letters=found, to=to, most=MOST)

    @app.get("/letters/<string:name>")
    def letter(name: str) -> ResponseReturnValue:
        caught = inbox.opened(folder, name)
        if caught is None:
            abort(404)
        return render_template("letter.html", letter=caught, html=cleaned(caught.html))

    @app.errorhandler(404)
    def missing(_error: Exception) -> ResponseReturnValue:
        return render_template("missing.html"), 404

    @app.after_request
    def guarded(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    return app


def cleaned(html: str) -> Markup:
    """Return the HTML part without anything that acts, loads or dresses up."""
    safe = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags={"script", "style", "title"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer",
    )
    return Markup(safe)  # noqa: S704 - cleaned on the line above
