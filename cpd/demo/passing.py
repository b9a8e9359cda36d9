"""Passing a module as somebody who knows its clauses would: through the same services."""

from cpd.attempts import service as attempts
from cpd.attempts.rules import Paper, Sitter
from cpd.catalogue.models import ModuleVersion
from cpd.catalogue.rules.cases import Case
from cpd.catalogue.rules.items import Item
from cpd.catalogue.rules.walks import Walk, begin, choose, outcome
from cpd.catalogue.service import module_of
from cpd.kernel.errors import RuleError
from cpd.quizzes import service as quizzes
from cpd.quizzes.service import Answering
from cpd.scenarios import service as scenarios
from cpd.work import Work


def passing_road(case: Case, *, pass_percent: int) -> Walk:
    """Find a road that passes, trying the best choices first."""
    waiting = [begin(case)]
    while waiting:
        walk = waiting.pop()
        if walk.ended:
            if outcome(walk, pass_percent=pass_percent).passed:
                return walk
            continue
        by_points = sorted(walk.scene.choices, key=lambda choice: choice.points)
        waiting += [choose(case, walk, (walk.scene.id, choice.id)) for choice in by_points]
    raise RuleError(f"No road through {case.id} passes.")


def right_answer(item: Item) -> tuple[str, ...]:
    if item.answer is not None:
        return (item.answer.value,)
    return tuple(sorted(item.right))


def walk_scenario(work: Work, person: Sitter, version: ModuleVersion, *, steps: int = 99) -> None:
    """Make the choices of a passing road, or only the first few of them."""
    module = module_of(version)
    road = passing_road(module.case, pass_percent=module.scenario.pass_percent).road
    attempt = attempts.start(work, person, version, Paper.SCENARIO)
    for scene, choice in road[:steps]:
        scenarios.take(work, person.id, attempt.id, scene, choice)


def sit_quiz(work: Work, person: Sitter, version: ModuleVersion) -> None:
    attempt = attempts.start(work, person, version, Paper.QUIZ)
    bank = module_of(attempt.module_version).bank
    for item_id, _ in attempt.drawn:
        given = Answering(item_id, right_answer(bank.item(item_id)), 1)
        quizzes.answer(work, person.id, attempt.id, given)
    quizzes.hand_in(work, person.id, attempt.id)


def pass_module(work: Work, person: Sitter, version: ModuleVersion) -> None:
    walk_scenario(work, person, version)
    sit_quiz(work, person, version)
