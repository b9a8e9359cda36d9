from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.attempts.rules import AttemptState, Paper
from cpd.attempts.service import mine, progress_in
from cpd.catalogue.service import module_of
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.people.rules import EVERY_MEMBER
from cpd.scenarios import rules, service
from cpd.scenarios.forms import ChoiceForm
from cpd.web.access import open_to
from cpd.web.context import begin, me, now, reading

bp = Blueprint("scenarios", __name__, url_prefix="/scenarios")


@bp.get("/<uuid:attempt_id>")
@open_to(*EVERY_MEMBER)
def show(attempt_id: UUID) -> ResponseReturnValue:
    """Show the scene the walk has come to; after the end, the debrief."""
    attempt = mine(reading(), me().id, attempt_id, Paper.SCENARIO)
    if attempt.state is not AttemptState.OPEN:
        return redirect(url_for(".debrief", attempt_id=attempt_id), 303)
    return scene_page(attempt_id, ChoiceForm())


def scene_page(
    attempt_id: UUID, form: ChoiceForm, status: int = 200, *, problem: str = ""
) -> ResponseReturnValue:
    attempt = mine(reading(), me().id, attempt_id, Paper.SCENARIO)
    module = module_of(attempt.module_version)
    walk = service.walk_of(reading(), attempt)
    form.offer(walk.scene)
    page = render_template(
        "scenarios/show.html",
        attempt=attempt,
        module=module,
        walk=walk,
        form=form,
        problem=problem,
    )
    return page, status


@bp.post("/<uuid:attempt_id>")
@open_to(*EVERY_MEMBER)
def choose(attempt_id: UUID) -> ResponseReturnValue:
    form = ChoiceForm(request.form)
    if not form.has_choice():
        form.refuse("Choose what you do before you go on.")
        return scene_page(attempt_id, form, 422)
    try:
        with begin() as work:
            service.take(work, me().id, attempt_id, form.scene_id(), form.choice_id())
    except NotFoundError:
        raise
    except RuleError as refused:
        return where_the_story_is(attempt_id, str(refused))
    return redirect(url_for(".show", attempt_id=attempt_id), 303)


def where_the_story_is(attempt_id: UUID, problem: str) -> ResponseReturnValue:
    """Answer for a choice that came too late: say so, and go on from where the story is now."""
    attempt = mine(reading(), me().id, attempt_id, Paper.SCENARIO)
    if attempt.state is AttemptState.OPEN:
        return scene_page(attempt_id, ChoiceForm(), 409, problem=problem)
    flash(problem, "note")
    return redirect(url_for(".debrief", attempt_id=attempt_id), 303)


@bp.get("/<uuid:attempt_id>/debrief")
@open_to(*EVERY_MEMBER)
def debrief(attempt_id: UUID) -> ResponseReturnValue:
    """Tell the road taken, with reasons. Other choices' reasons only after a pass."""
    attempt = mine(reading(), me().id, attempt_id, Paper.SCENARIO)
    if attempt.state is AttemptState.OPEN:
        return redirect(url_for(".show", attempt_id=attempt_id), 303)
    walk = service.walk_of(reading(), attempt)
    return render_template(
        "scenarios/debrief.html",
        attempt=attempt,
        progress=progress_in(reading(), me(), attempt.module_key, now()),
        module=module_of(attempt.module_version),
        walk=walk,
        turns=rules.turns(walk, with_others=bool(attempt.passed)),
        clauses=rules.clauses_met(walk),
    )
