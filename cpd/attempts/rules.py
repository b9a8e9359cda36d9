"""When an attempt is open, late or closed, and which cycle of a module it belongs to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from cpd.kernel.errors import RuleError
from cpd.kernel.periods import months_after


class Paper(StrEnum):
    SCENARIO = "scenario"
    QUIZ = "quiz"


PAPERS = (Paper.SCENARIO, Paper.QUIZ)


class AttemptState(StrEnum):
    OPEN = "open"
    SUBMITTED = "submitted"
    RAN_OUT = "ran_out"


class Sitter(Protocol):
    """Whoever sits a paper."""

    @property
    def id(self) -> UUID: ...
    @property
    def time_zone(self) -> str: ...


@dataclass(frozen=True)
class Sitting:
    """An attempt as saving an answer must know it: whether it takes any, and to what."""

    paper: Paper
    state: AttemptState
    deadline_at: datetime | None
    drawn: Sequence[Sequence[Any]]
    content_hash: str


class Step(StrEnum):
    """How far a person has come with one paper in this cycle."""

    LOCKED = "locked"
    READY = "ready"
    UNDER_WAY = "under_way"
    PASSED = "passed"


GRACE = timedelta(seconds=30)
RENEWAL_OPENS = timedelta(days=90)
QUIZ_TRIES = 3
QUIZ_WINDOW = timedelta(hours=24)


@dataclass(frozen=True)
class Done:
    """A completed cycle: the day it ended on for its person, and how long its certificate holds.

    One that is void was taken back: it had been recorded in error.
    """

    cycle: int
    completed_on: date
    validity_months: int
    is_void: bool = False

    @property
    def renewable_on(self) -> date:
        """The first day on which the next cycle may begin; at once where this one is void."""
        if self.is_void:
            return self.completed_on
        ends_on = months_after(self.completed_on, self.validity_months)
        return ends_on - min(RENEWAL_OPENS, (ends_on - self.completed_on) / 2)


def current_cycle(done: Collection[Done], today: date) -> int:
    """Return the cycle an attempt started today counts for.

    Passing again within a cycle changes nothing; a new cycle opens ninety days before the
    certificate of the last one runs out, or half-way for one that holds for less than six months.
    """
    if not done:
        return 1
    last = max(done, key=lambda one: one.cycle)
    return last.cycle + 1 if today >= last.renewable_on else last.cycle


def takes_answers(state: AttemptState, deadline_at: datetime | None, now: datetime) -> bool:
    """Say whether an answer that arrives now still counts; half a minute of grace is given."""
    return state is AttemptState.OPEN and not is_overdue(deadline_at, now)


def is_overdue(deadline_at: datetime | None, now: datetime) -> bool:
    return deadline_at is not None and now > deadline_at + GRACE


def refuse_to_start(
    paper: Paper, *, scenario_passed: bool, quiz_starts: Sequence[datetime], now: datetime
) -> None:
    """Raise RuleError, in words, when this paper may not be begun now."""
    if paper is not Paper.QUIZ:
        return
    if not scenario_passed:
        raise RuleError("The quiz opens once you have passed the scenario of this module.")
    if (opens_at := quiz_opens_at(quiz_starts, now)) is not None:
        hours = max(1, -(-int((opens_at - now).total_seconds()) // 3600))
        raise RuleError(
            f"You have sat this quiz {QUIZ_TRIES} times within a day. Read the clauses in peace; "
            f"you can sit it again in about {hours} hour{'' if hours == 1 else 's'}."
        )


def quiz_opens_at(quiz_starts: Collection[datetime], now: datetime) -> datetime | None:
    """Return when a quiz that was sat too often may be sat again, or None if it may be now."""
    recent = sorted(start for start in quiz_starts if now - start < QUIZ_WINDOW)
    if len(recent) < QUIZ_TRIES:
        return None
    return recent[-QUIZ_TRIES] + QUIZ_WINDOW


def step_of(paper: Paper, *, passed: Collection[Paper], under_way: Collection[Paper]) -> Step:
    """Say where a person stands with a paper. An attempt under way shows even after a pass."""
    if paper in under_way:
        return Step.UNDER_WAY
    if paper in passed:
        return Step.PASSED
    if paper is Paper.QUIZ and Paper.SCENARIO not in passed:
        return Step.LOCKED
    return Step.READY


@dataclass(frozen=True)
class Progress:
    """Where a person stands with a module in the cycle that counts today."""

    cycle: int
    scenario: Step
    quiz: Step
    scenario_passed: bool
    quiz_passed: bool
    quiz_opens_at: datetime | None = None

    @property
    def completed(self) -> bool:
        return self.scenario_passed and self.quiz_passed

    @property
    def parts_done(self) -> int:
        return self.scenario_passed + self.quiz_passed


def progress(
    cycle: int,
    *,
    passed: Collection[Paper],
    under_way: Collection[Paper],
    quiz_opens_at: datetime | None = None,
) -> Progress:
    return Progress(
        cycle,
        scenario=step_of(Paper.SCENARIO, passed=passed, under_way=under_way),
        quiz=step_of(Paper.QUIZ, passed=passed, under_way=under_way),
        scenario_passed=Paper.SCENARIO in passed,
        quiz_passed=Paper.QUIZ in passed,
        quiz_opens_at=quiz_opens_at,
    )
