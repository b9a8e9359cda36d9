"""Only our own pages may send a form: a token in every form, and the browser's word for it."""

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect

from cpd.web import kept


def refused(_error: CSRFError) -> ResponseReturnValue:
    if request.is_json:
        return Response('{"problem": "Reload the page."}', 400, mimetype="application/json")
    return kept.send_again_page()


def init_app(app: Flask) -> None:
    CSRFProtect(app)
    app.register_error_handler(CSRFError, refused)
