"""Walking a scenario: each choice is saved as it is made, and stays made."""

from uuid import UUID

from sqlalchemy.orm import Session

from cpd.attempts import service as attempts
from cpd.attempts.models import Attempt
from cpd.attempts.rules import AttemptState, Paper
from cpd.attempts.store import answers, save_answer
from cpd.catalogue.rules.walks import Walk, choose, outcome, replay
from cpd.catalogue.service import module_of
from cpd.kernel.errors import RuleError
from cpd.work import Work


def walk_of(session: Session, attempt: Attempt) -> Walk:
    """Replay the choices saved so far."""
    case = module_of(attempt.module_version).case
    road = [(place, row.response[0]) for place, row in answers(session, attempt.id).items()]
    return replay(case, road)


def take(work: Work, person_id: UUID, attempt_id: UUID, scene: str, choice: str) -> Walk:
    """Make a choice. The first one made in a scene stands; the same again changes nothing."""
    attempt = attempts.hold(work, person_id, attempt_id, Paper.SCENARIO)
    walk = walk_of(work.session, attempt)
    made = dict(walk.road).get(scene)
    if made == choice:
        return walk
    if made is not None:
        raise RuleError(
            "You had already chosen here, in another tab perhaps. Your first choice stands; "
            "go on from where the story is now."
        )
    if attempt.state is not AttemptState.OPEN:
        raise RuleError("This case has ended. Its debrief is open to you.")
    module = module_of(attempt.module_version)
    further = choose(module.case, walk, (scene, choice))
    save_answer(work.session, attempt.id, scene, [choice], seq=len(walk.road) + 1, at=work.at)
    if further.ended:
        end(work, attempt, further, pass_percent=module.scenario.pass_percent)
    return further


def end(work: Work, attempt: Attempt, walk: Walk, *, pass_percent: int) -> None:
    result = outcome(walk, pass_percent=pass_percent)
    attempts.close(
        work,
        attempt,
        attempts.Closing(
            state=AttemptState.SUBMITTED,
            earned=result.earned,
            possible=result.possible,
            passed=result.passed,
            ending=walk.scene.id,
        ),
    )
