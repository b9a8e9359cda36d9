from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cpd.attempts.rules import (
    AttemptState,
    Done,
    Paper,
    Step,
    current_cycle,
    refuse_to_start,
    step_of,
    takes_answers,
)
from cpd.kernel.errors import RuleError
from cpd.kernel.periods import months_after

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        pytest.param(date(2024, 2, 29), 24, date(2026, 2, 28), id="a leap day has no twin"),
        pytest.param(date(2024, 2, 29), 48, date(2028, 2, 29), id="but in four years it has"),
        pytest.param(date(2026, 1, 31), 1, date(2026, 2, 28), id="a long month into a short one"),
        pytest.param(date(2026, 12, 5), 1, date(2027, 1, 5), id="over the new year"),
    ],
)
def test_months_after(day, months, expected):
    assert months_after(day, months) == expected


PASSED, SHORT = Done(1, date(2024, 3, 10), 24), Done(1, date(2024, 3, 10), 1)


@pytest.mark.parametrize(
    ("done", "today", "cycle"),
    [
        pytest.param([], date(2026, 3, 2), 1, id="never passed"),
        pytest.param([PASSED], date(2024, 3, 11), 1, id="the day after passing"),
        pytest.param([PASSED], date(2025, 12, 9), 1, id="the day before renewal opens"),
        pytest.param([PASSED], date(2025, 12, 10), 2, id="ninety days before it runs out"),
        pytest.param([PASSED], date(2027, 1, 1), 2, id="long after it ran out"),
        pytest.param([SHORT], date(2024, 3, 10), 1, id="the day of passing what holds a month"),
        pytest.param([SHORT], date(2024, 3, 24), 1, id="within the first half of a month"),
        pytest.param([SHORT], date(2024, 3, 26), 2, id="within the second half of a month"),
        pytest.param(
            [PASSED, Done(2, date(2026, 1, 5), 24)], date(2026, 3, 2), 2, id="renewed already"
        ),
        pytest.param(
            [replace(PASSED, is_void=True)], date(2024, 3, 10), 2, id="taken back that very day"
        ),
        pytest.param(
            [replace(PASSED, is_void=True), Done(2, date(2024, 3, 11), 24)],
            date(2024, 3, 12),
            2,
            id="passed again after it was taken back",
        ),
    ],
)
def test_the_cycle_that_counts_today(done, today, cycle):
    assert current_cycle(done, today) == cycle


@pytest.mark.parametrize(
    ("state", "late_by", "takes"),
    [
        pytest.param(AttemptState.OPEN, timedelta(0), True, id="at the deadline"),
        pytest.param(AttemptState.OPEN, timedelta(seconds=30), True, id="within the grace"),
        pytest.param(AttemptState.OPEN, timedelta(seconds=31), False, id="after the grace"),
        pytest.param(AttemptState.SUBMITTED, timedelta(hours=-1), False, id="handed in"),
    ],
)
def test_answers_are_taken_until_the_grace_is_over(state, late_by, takes):
    assert takes_answers(state, NOON, NOON + late_by) is takes


def test_a_scenario_has_no_deadline():
    assert takes_answers(AttemptState.OPEN, None, NOON)


def test_the_quiz_waits_for_the_scenario():
    with pytest.raises(RuleError, match="once you have passed the scenario"):
        refuse_to_start(Paper.QUIZ, scenario_passed=False, quiz_starts=[], now=NOON)


def test_a_fourth_quiz_within_a_day_is_refused_with_the_time_to_wait():
    starts = [NOON - timedelta(hours=hours) for hours in (1, 2, 20)]
    with pytest.raises(RuleError, match="in about 4 hours"):
        refuse_to_start(Paper.QUIZ, scenario_passed=True, quiz_starts=starts, now=NOON)


def test_yesterdays_quizzes_do_not_count():
    starts = [NOON - timedelta(hours=hours) for hours in (1, 2, 24, 48)]
    refuse_to_start(Paper.QUIZ, scenario_passed=True, quiz_starts=starts, now=NOON)


@pytest.mark.parametrize(
    ("paper", "passed", "under_way", "step"),
    [
        pytest.param(Paper.SCENARIO, set(), set(), Step.READY, id="a fresh start"),
        pytest.param(Paper.QUIZ, set(), set(), Step.LOCKED, id="the quiz is locked"),
        pytest.param(Paper.QUIZ, {Paper.SCENARIO}, set(), Step.READY, id="the quiz is open"),
        pytest.param(Paper.QUIZ, set(Paper), {Paper.QUIZ}, Step.UNDER_WAY, id="sat again"),
        pytest.param(Paper.SCENARIO, {Paper.SCENARIO}, set(), Step.PASSED, id="passed"),
    ],
)
def test_where_a_person_stands_with_a_paper(paper, passed, under_way, step):
    assert step_of(paper, passed=passed, under_way=under_way) is step
