from datetime import UTC, datetime, timedelta

import pytest

from cpd.schedule.rules import is_due, next_due

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.mark.parametrize(
    ("due_at", "due"),
    [
        pytest.param(None, True, id="never ran"),
        pytest.param(NOW, True, id="just now"),
        pytest.param(NOW - timedelta(days=3), True, id="missed for days"),
        pytest.param(NOW + SECOND, False, id="in a second"),
        pytest.param(NOW + HOUR, False, id="just ran"),
        pytest.param(NOW + HOUR + timedelta(minutes=5), False, id="clocks differ a little"),
        pytest.param(NOW + timedelta(days=400), True, id="set by a clock that went back"),
    ],
)
def test_a_job_is_due_when_its_time_has_come(due_at, due):
    assert is_due(due_at, HOUR, NOW) is due


@pytest.mark.parametrize(
    ("due_at", "after"),
    [
        pytest.param(None, HOUR, id="first run"),
        pytest.param(NOW, HOUR, id="on time"),
        pytest.param(NOW - timedelta(minutes=10), timedelta(minutes=50), id="late: same rhythm"),
        pytest.param(NOW - timedelta(hours=72), HOUR, id="missed runs are not made up for"),
        pytest.param(NOW + timedelta(days=400), HOUR, id="the clock went back"),
    ],
)
def test_the_next_run_is_in_the_jobs_own_rhythm(due_at, after):
    assert next_due(due_at, HOUR, NOW) == NOW + after
