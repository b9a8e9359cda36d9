from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from cpd.attempts import service, store
from cpd.attempts.models import Attempt
from cpd.attempts.rules import Paper
from cpd.catalogue import service as catalogue
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.people.rules import EVERY_MEMBER
from cpd.web.access import open_to
from cpd.web.context import begin, me, now, reading

bp = Blueprint("attempts", __name__, url_prefix="/modules")

PAGES = {Paper.SCENARIO: "scenarios.show", Paper.QUIZ: "quizzes.show"}


@bp.get("")
@open_to("*")
def modules() -> ResponseReturnValue:
    current = catalogue.current_modules(reading())
    progress = {}
    if current_user.is_authenticated:
        keys = [version.module_key for version in current]
        past = store.attempts_of(reading(), me().id, keys)
        progress = service.progress_of(reading(), me(), keys, past, now())
    return render_template("attempts/modules.html", modules=current, progress=progress)


@bp.get("/<string:key>")
@open_to("*")
def module(key: str) -> ResponseReturnValue:
    return module_page(key)


def module_page(key: str, problem: str = "") -> str:
    version = catalogue.current_module(reading(), key)
    progress = None
    past: Sequence[Attempt] = ()
    if current_user.is_authenticated:
        past = store.attempts_of(reading(), me().id, [key])
        progress = service.progress_of(reading(), me(), [key], past, now())[key]
    return render_template(
        "attempts/module.html",
        version=version,
        module=catalogue.module_of(version),
        codes=catalogue.codes_of(version),
        progress=progress,
        past=past,
        problem=problem,
    )


@bp.post("/<string:key>/start")
@open_to(*EVERY_MEMBER)
def start(key: str) -> ResponseReturnValue:
    """Begin a paper, or go back to the one that is under way."""
    if request.form.get("paper") not in set(Paper):
        raise NotFoundError("A module has a scenario and a quiz; there is nothing else to begin.")
    paper = Paper(request.form["paper"])
    try:
        attempt_id = start_now(key, paper)
    except NotFoundError:
        raise
    except RuleError as refused:
        return module_page(key, str(refused)), 409
    return redirect(url_for(PAGES[paper], attempt_id=attempt_id), 303)


def start_now(key: str, paper: Paper) -> UUID:
    with begin() as work:
        version = catalogue.current_module(work.session, key)
        return service.start(work, me(), version, paper).id
