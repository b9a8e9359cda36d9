from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpd.attempts.models import Attempt
from cpd.attempts.rules import AttemptState, Paper, is_overdue
from cpd.attempts.service import mine, progress_in
from cpd.catalogue.service import module_of
from cpd.people.rules import EVERY_MEMBER
from cpd.quizzes import rules, service
from cpd.quizzes.forms import changed_answers, from_json
from cpd.web.access import open_to
from cpd.web.context import begin, me, now, reading

bp = Blueprint("quizzes", __name__, url_prefix="/quizzes")


def paper_of(attempt: Attempt) -> tuple[rules.Question, ...]:
    saved = service.saved_answers(reading(), attempt.id)
    return rules.questions(module_of(attempt.module_version).bank, attempt.drawn, saved)


@bp.get("/<uuid:attempt_id>")
@open_to(*EVERY_MEMBER)
def show(attempt_id: UUID) -> ResponseReturnValue:
    attempt = mine(reading(), me().id, attempt_id, Paper.QUIZ)
    if attempt.state is not AttemptState.OPEN:
        return redirect(url_for(".result", attempt_id=attempt_id), 303)
    return render_template(
        "quizzes/show.html",
        attempt=attempt,
        module=module_of(attempt.module_version),
        questions=paper_of(attempt),
        now=now(),
        is_over=is_overdue(attempt.deadline_at, now()),
    )


@bp.post("/<uuid:attempt_id>/answers")
@open_to(*EVERY_MEMBER)
def answer(attempt_id: UUID) -> ResponseReturnValue:
    """Save one answer by script, or the whole paper where there is none."""
    if request.is_json:
        given = from_json(request.get_json())
        with begin() as work:
            service.answer(work, me().id, attempt_id, given)
        return jsonify(place=given.place, seq=given.seq)
    save_paper(attempt_id)
    if request.form.get("act") == "hand-in":
        return redirect(url_for(".hand_in", attempt_id=attempt_id), 303)
    return redirect(url_for(".show", attempt_id=attempt_id), 303)


def save_paper(attempt_id: UUID) -> None:
    """Save what the posted paper changes; say what was kept from another tab."""
    with begin() as work:
        attempt = mine(work.session, me().id, attempt_id, Paper.QUIZ)
        changes, passed_over = changed_answers(request.form, paper_of(attempt))
        for given in changes:
            service.answer(work, me().id, attempt_id, given)
    if passed_over:
        numbers = ", ".join(map(str, passed_over))
        flash(
            f"Question {numbers}: a newer answer from another tab was kept. Please look again.",
            "note",
        )
    elif changes and request.form.get("act") != "hand-in":
        flash("Your answers are saved.", "done")


@bp.route("/<uuid:attempt_id>/hand-in", methods=["GET", "POST"])
@open_to(*EVERY_MEMBER)
def hand_in(attempt_id: UUID) -> ResponseReturnValue:
    """Ask once more, naming what is unanswered; then mark."""
    attempt = mine(reading(), me().id, attempt_id, Paper.QUIZ)
    if request.method == "POST":
        with begin() as work:
            service.hand_in(work, me().id, attempt_id)
        return redirect(url_for(".result", attempt_id=attempt_id), 303)
    if attempt.state is not AttemptState.OPEN:
        return redirect(url_for(".result", attempt_id=attempt_id), 303)
    return render_template(
        "quizzes/hand_in.html",
        attempt=attempt,
        module=module_of(attempt.module_version),
        now=now(),
        unanswered=[one for one in paper_of(attempt) if not one.answered],
    )


@bp.get("/<uuid:attempt_id>/result")
@open_to(*EVERY_MEMBER)
def result(attempt_id: UUID) -> ResponseReturnValue:
    """Show the marks; the key and its reasons only after a pass, else the clauses to read."""
    attempt = mine(reading(), me().id, attempt_id, Paper.QUIZ)
    if attempt.state is AttemptState.OPEN:
        return redirect(url_for(".show", attempt_id=attempt_id), 303)
    module = module_of(attempt.module_version)
    saved = service.saved_answers(reading(), attempt.id)
    explained: tuple[rules.Explained, ...] = ()
    if attempt.passed:
        explained = rules.explained(module.bank, attempt.drawn, saved)
    return render_template(
        "quizzes/result.html",
        attempt=attempt,
        module=module,
        progress=progress_in(reading(), me(), attempt.module_key, now()),
        explained=explained,
        to_read_again=rules.to_read_again(module.bank, attempt.drawn, saved),
    )
