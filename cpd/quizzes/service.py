"""Answering a quiz and handing it in."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from cpd.attempts import service as attempts
from cpd.attempts.models import Attempt
from cpd.attempts.rules import GRACE, AttemptState, Paper, is_overdue, takes_answers
from cpd.attempts.store import answers, overdue, save_answer
from cpd.catalogue.rules.marking import grade
from cpd.catalogue.service import module_by_hash, module_of
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.quizzes.rules import Saved, as_marked, checked_response
from cpd.work import Work, apart

BATCH = 100
TOO_LATE = "The time for this quiz is over. What you had saved before was handed in and counts."
HANDED_IN = "This quiz was handed in before. Nothing can be changed any more."


class OlderAnswerError(RuleError):
    """A newer answer to the same question is saved already, from another tab perhaps."""


@dataclass(frozen=True)
class Answering:
    """An answer that arrived: to which item, what, and its place in the order of changes."""

    place: str
    response: tuple[str, ...]
    seq: int


def saved_answers(session: Session, attempt_id: UUID) -> dict[str, Saved]:
    return {
        place: Saved(tuple(row.response), row.seq)
        for place, row in answers(session, attempt_id).items()
    }


def answer(work: Work, person_id: UUID, attempt_id: UUID, given: Answering) -> None:
    """Save one answer. Refuses once handed in or too late, and when a newer answer is there."""
    sitting = attempts.hold_for_answer(work, person_id, attempt_id, Paper.QUIZ)
    if not takes_answers(sitting.state, sitting.deadline_at, work.at):
        raise RuleError(HANDED_IN if sitting.state is not AttemptState.OPEN else TOO_LATE)
    if given.place not in {item_id for item_id, _ in sitting.drawn}:
        raise NotFoundError("That question is not on your paper.")
    item = module_by_hash(work.session, sitting.content_hash).bank.item(given.place)
    kept = save_answer(
        work.session,
        attempt_id,
        given.place,
        checked_response(item, given.response),
        seq=given.seq,
        at=work.at,
    )
    if not kept:
        raise OlderAnswerError(
            "A newer answer to this question was saved from another tab. It stays as it is."
        )


def hand_in(work: Work, person_id: UUID, attempt_id: UUID) -> Attempt:
    """Mark the paper. Handing in twice finds it handed in, and changes nothing."""
    attempt = attempts.hold(work, person_id, attempt_id, Paper.QUIZ)
    if attempt.state is AttemptState.OPEN:
        mark(work, attempt)
    return attempt


def mark(work: Work, attempt: Attempt) -> None:
    module = module_of(attempt.module_version)
    items = [module.bank.item(item_id) for item_id, _ in attempt.drawn]
    saved = saved_answers(work.session, attempt.id)
    responses = {
        item.id: as_marked(item, saved[item.id].response) for item in items if item.id in saved
    }
    outcome = grade(items, responses, pass_percent=module.quiz.pass_percent)
    late = is_overdue(attempt.deadline_at, work.at)
    attempts.close(
        work,
        attempt,
        attempts.Closing(
            state=AttemptState.RAN_OUT if late else AttemptState.SUBMITTED,
            earned=outcome.earned,
            possible=outcome.possible,
            passed=outcome.passed,
        ),
    )


def close_overdue(work: Work) -> int:
    """Hand in the papers whose time is over, as they were saved. Return how many there were."""
    closed = 0
    for attempt in overdue(work.session, work.at - GRACE, BATCH):
        with apart(work, f"handing in attempt {attempt.id}"):
            mark(work, attempt)
            closed += 1
    return closed
