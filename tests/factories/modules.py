from cpd.attempts import service as attempts
from cpd.attempts.rules import Paper
from cpd.catalogue import service as catalogue
from cpd.catalogue.rules.modules import QuizPart, ScenarioPart
from cpd.catalogue.service import module_of
from cpd.quizzes import service as quizzes
from cpd.quizzes.service import Answering
from cpd.scenarios import service as scenarios
from tests.rules.catalogue_builders import a_bank, a_module, a_number, an_item

MODULE = "module"
CLAUSES = ["plumm:1", "plumm:2", "plumm:3"]


def a_bank_of_six():
    items = [an_item(f"item-{n}", clause=CLAUSES[n % 3]) for n in range(4)]
    several = an_item("q-several", right="ab")
    return a_bank([*items, several, a_number()])


def a_loaded_module(work, **changes):
    """Publish a small module: a case of two decisions, and a quiz of three items of six."""
    usual = {
        "id": MODULE,
        "bank": a_bank_of_six(),
        "scenario": ScenarioPart("case", 75),
        "quiz": QuizPart("bank", draw=3, pass_percent=60, time_limit_minutes=30),
        "minutes": 60,
        "validity_months": 24,
    }
    catalogue.publish(work, a_module(**(usual | changes)))
    return catalogue.current_module(work.session, changes.get("id", MODULE))


def best_road(work, person, version):
    """Walk the case by its best choices, to the end."""
    attempt = attempts.start(work, person, version, Paper.SCENARIO)
    walk = scenarios.walk_of(work.session, attempt)
    while not walk.ended:
        best = max(walk.scene.choices, key=lambda choice: choice.points)
        walk = scenarios.take(work, person.id, attempt.id, walk.scene.id, best.id)
    return attempt


def right_answer(item):
    if item.answer:
        return (item.answer.value,)
    return tuple(sorted(item.right))


def wrong_answer(item):
    if item.answer:
        return ("1",)
    return (next(option.id for option in item.options if not option.right),)


def answer_all(work, person, attempt, answer=right_answer):
    bank = module_of(attempt.module_version).bank
    for item_id, _ in attempt.drawn:
        given = Answering(item_id, answer(bank.item(item_id)), 1)
        quizzes.answer(work, person.id, attempt.id, given)


def a_sat_quiz(work, person, version, answer=right_answer):
    attempt = attempts.start(work, person, version, Paper.QUIZ)
    answer_all(work, person, attempt, answer)
    return quizzes.hand_in(work, person.id, attempt.id)


def a_passed_module(work, person, version):
    best_road(work, person, version)
    return a_sat_quiz(work, person, version)
