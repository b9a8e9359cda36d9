"""What a person reads when something cannot be done. Never a stack trace."""

import logging
import secrets

from flask import Flask, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DataError, DBAPIError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from cpd.db import db
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.web import problem_json
from cpd.web.asking import ask_no_more, drawn
from cpd.web.kept import NOT_SAVED_YET, may_be_sent_again, problem, same_form
from cpd.web.limits import TooManyTriesError

log = logging.getLogger(__name__)


def page(status: int, *, text: str | None = None, reference: str = "") -> Response:
    """Answer with a problem page, or with JSON where a script asked."""
    words = problem(status)
    if text:
        words["text"] = text
    if problem_json.is_wanted():
        return problem_json.answer(status, str(words["text"]))
    if request.is_json or request.accept_mimetypes.best == "application/json":
        answer = jsonify(problem=words["text"])
    else:
        can_be_read = request.method == "POST" and status != 413
        kept = same_form() if can_be_read else {}
        again = status == 503 and may_be_sent_again()
        html = drawn("problems/problem.html", **words, **kept, reference=reference, again=again)
        answer = Response(html, mimetype="text/html")
    answer.status_code = status
    return answer


def rule_broken(error: RuleError) -> ResponseReturnValue:
    return page(404 if isinstance(error, NotFoundError) else 409, text=str(error))


def http_refused(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error.response, Response):
        return error.response
    if isinstance(error, SecurityError):  # not our Host: no link can be made, so no page
        if problem_json.is_wanted():
            return problem_json.answer(400, "This is not a name of this site.")
        return Response("This is not a name of this site.\n", 400, mimetype="text/plain")
    answer = page(error.code or 500)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(error.valid_methods)
    return answer


def too_many(error: TooManyTriesError) -> ResponseReturnValue:
    answer = page(429, text=str(error))
    answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def refuse_null() -> None:
    """Refuse an address with the one character that PostgreSQL keeps in no text."""
    if "\0" in request.path or b"%00" in request.query_string:
        abort(400)


def value_refused(error: DataError) -> ResponseReturnValue:
    """Answer for a value no column takes; to wait and send it again would not help."""
    db.session.rollback()
    log.error("a value was refused by the database: %s", type(error.orig).__name__, exc_info=error)
    return page(400)


def database_away(error: DBAPIError) -> ResponseReturnValue:
    """Answer for a database that is down, full or locked: nothing was saved; try again."""
    ask_no_more()
    db.session.rollback()
    log.error("database refused: %s", type(error.orig).__name__, exc_info=error)
    answer = page(503, text=NOT_SAVED_YET if request.method == "POST" else None)
    answer.headers["Retry-After"] = "30"
    return answer


def broken(error: Exception) -> ResponseReturnValue:
    ask_no_more()
    reference = secrets.token_hex(4)
    log.error("unexpected failure %s", reference, exc_info=error)
    db.session.rollback()
    return page(500, reference=reference)


def init_app(app: Flask) -> None:
    app.before_request(refuse_null)
    problem_json.init_app(app)
    app.register_error_handler(RuleError, rule_broken)
    app.register_error_handler(TooManyTriesError, too_many)
    app.register_error_handler(HTTPException, http_refused)
    app.register_error_handler(DataError, value_refused)
    app.register_error_handler(DBAPIError, database_away)
    app.register_error_handler(Exception, broken)
