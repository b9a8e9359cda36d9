"""Beginning and closing attempts, and noticing that a module is passed."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from cpd.attempts import store, voids
from cpd.attempts.models import Attempt
from cpd.attempts.rules import (
    PAPERS,
    AttemptState,
    Done,
    Paper,
    Progress,
    Sitter,
    Sitting,
    current_cycle,
    progress,
    quiz_opens_at,
    refuse_to_start,
)
from cpd.catalogue.models import ModuleVersion
from cpd.catalogue.rules.marking import draw, option_order
from cpd.catalogue.rules.modules import Module
from cpd.catalogue.service import module_of
from cpd.kernel.clock import local_date
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.kernel.events import Event
from cpd.work import Work

NOT_YOURS = "There is no such attempt of yours."


@dataclass(frozen=True, kw_only=True)
class AttemptStarted(Event):
    kind: ClassVar[str] = "attempt.started"

    attempt: UUID
    person: UUID
    module: str
    paper: str


@dataclass(frozen=True, kw_only=True)
class AttemptClosed(Event):
    kind: ClassVar[str] = "attempt.closed"

    attempt: UUID
    person: UUID
    module: str
    paper: str
    passed: bool


@dataclass(frozen=True, kw_only=True)
class ModulePassed(Event):
    kind: ClassVar[str] = "module.passed"

    completion: UUID
    person: UUID
    module: str
    cycle: int


@dataclass(frozen=True, kw_only=True)
class Closing:
    """How an attempt ends: what it earned, and for a scenario the ending it came to."""

    state: AttemptState
    earned: int
    possible: int
    passed: bool
    ending: str | None = None


def cycles(session: Session, person: Sitter, at: datetime) -> dict[str, int]:
    """Return the current cycle of every module this person has completed; the others are at 1."""
    done: dict[str, list[Done]] = {}
    zone = ZoneInfo(person.time_zone)
    taken_back = voids.void(session, person.id)
    for row in store.completions_of(session, person.id):
        done_on = local_date(row.completed_at, zone)
        one = Done(row.cycle, done_on, row.validity_months, is_void=row.id in taken_back)
        done.setdefault(row.module_key, []).append(one)
    today = local_date(at, zone)
    return {key: current_cycle(ones, today) for key, ones in done.items()}


def start(work: Work, person: Sitter, version: ModuleVersion, paper: Paper) -> Attempt:
    """Begin an attempt, or return the one that is open: a second click finds the first."""
    key = version.module_key
    if (under_way := store.open_one(work.session, person.id, key, paper)) is not None:
        return under_way
    cycle = cycles(work.session, person, work.at).get(key, 1)
    refuse_to_start(
        paper,
        scenario_passed=Paper.SCENARIO in store.passed_papers(work.session, person.id, key, cycle),
        quiz_starts=store.quiz_starts(work.session, person.id, key),
        now=work.at,
    )
    values = first_values(work, person, version, paper) | {"cycle": cycle}
    attempt_id = store.add_open(work.session, values)
    attempt = store.open_one(work.session, person.id, key, paper)
    if attempt is None:
        raise RuleError("This attempt could not be started. Please try again.")
    if attempt_id is not None:
        work.announce(
            AttemptStarted(attempt=attempt.id, person=person.id, module=key, paper=paper.value)
        )
    return attempt


def first_values(
    work: Work, person: Sitter, version: ModuleVersion, paper: Paper
) -> dict[str, Any]:
    """Draw what the attempt will ask, and set its deadline, once and for all."""
    module, seed = module_of(version), secrets.token_hex(8)
    is_quiz = paper is Paper.QUIZ
    limit = timedelta(minutes=module.quiz.time_limit_minutes)
    return {
        "person_id": person.id,
        "module_version_id": version.id,
        "module_key": version.module_key,
        "paper": paper,
        "state": AttemptState.OPEN,
        "seed": seed,
        "drawn": drawn_items(module, seed) if is_quiz else [],
        "started_at": work.at,
        "deadline_at": work.at + limit if is_quiz else None,
    }


def drawn_items(module: Module, seed: str) -> list[list[Any]]:
    """Return `[item id, [option ids in the order shown]]` for each item of the paper."""
    items = [module.bank.item(item_id) for item_id in draw(module.bank, module.quiz.draw, seed)]
    return [[item.id, list(option_order(item, seed))] for item in items]


def hold(work: Work, person_id: UUID, attempt_id: UUID, paper: Paper) -> Attempt:
    """Return the person's own attempt, held until this transaction ends."""
    attempt = store.mine_locked(work.session, person_id, attempt_id)
    if attempt is None or attempt.paper is not paper:
        raise NotFoundError(NOT_YOURS)
    return attempt


def hold_for_answer(work: Work, person_id: UUID, attempt_id: UUID, paper: Paper) -> Sitting:
    """Hold the person's own attempt likewise, and return only what saving an answer must know."""
    sitting = store.sitting_locked(work.session, person_id, attempt_id)
    if sitting is None or sitting.paper is not paper:
        raise NotFoundError(NOT_YOURS)
    return sitting


def close(work: Work, attempt: Attempt, closing: Closing) -> None:
    """Close the attempt, and if every paper of this cycle is now passed, the module is."""
    attempt.state = closing.state
    attempt.submitted_at = work.at
    attempt.earned, attempt.possible = closing.earned, closing.possible
    attempt.passed, attempt.ending = closing.passed, closing.ending
    work.session.flush()
    work.announce(
        AttemptClosed(
            attempt=attempt.id,
            person=attempt.person_id,
            module=attempt.module_key,
            paper=attempt.paper.value,
            passed=closing.passed,
        )
    )
    if closing.passed:
        complete_if_all_passed(work, attempt)


def complete_if_all_passed(work: Work, attempt: Attempt) -> None:
    person_id, key, cycle = attempt.person_id, attempt.module_key, attempt.cycle
    if store.passed_papers(work.session, person_id, key, cycle) < set(PAPERS):
        return
    completion_id = store.add_completion(
        work.session,
        {
            "person_id": person_id,
            "module_version_id": attempt.module_version_id,
            "module_key": key,
            "cycle": cycle,
            "completed_at": work.at,
        },
    )
    if completion_id is not None:
        work.announce(
            ModulePassed(completion=completion_id, person=person_id, module=key, cycle=cycle)
        )


def progress_of(
    session: Session,
    person: Sitter,
    module_keys: Sequence[str],
    attempts: Iterable[Attempt],
    at: datetime,
) -> dict[str, Progress]:
    """Return where a person stands with each of these modules, by their attempts at them."""
    counting = cycles(session, person, at)
    passed: dict[str, set[Paper]] = {key: set() for key in module_keys}
    under_way: dict[str, set[Paper]] = {key: set() for key in module_keys}
    quizzes: dict[str, list[datetime]] = {key: [] for key in module_keys}
    for attempt in attempts:
        key = attempt.module_key
        if attempt.paper is Paper.QUIZ:
            quizzes[key].append(attempt.started_at)
        if attempt.state is AttemptState.OPEN:
            under_way[key].add(attempt.paper)
        elif attempt.passed and attempt.cycle == counting.get(key, 1):
            passed[key].add(attempt.paper)
    return {
        key: progress(
            counting.get(key, 1),
            passed=passed[key],
            under_way=under_way[key],
            quiz_opens_at=quiz_opens_at(quizzes[key], at),
        )
        for key in module_keys
    }


def progress_in(session: Session, person: Sitter, module_key: str, at: datetime) -> Progress:
    """Return where a person stands with one module."""
    attempts = store.attempts_of(session, person.id, [module_key])
    return progress_of(session, person, [module_key], attempts, at)[module_key]


def mine(session: Session, person_id: UUID, attempt_id: UUID, paper: Paper) -> Attempt:
    """Return the person's own attempt at this paper; somebody else's is simply not there."""
    attempt = store.mine(session, person_id, attempt_id)
    if attempt is None or attempt.paper is not paper:
        raise NotFoundError(NOT_YOURS)
    return attempt
