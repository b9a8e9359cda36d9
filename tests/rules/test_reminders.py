from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.reminders.rules.ladder import LADDER, MORNING, days_left_in_words, step_due, window

ISSUED = date(2025, 3, 1)
LAST = date(2026, 6, 30)


def asked(left, sent=(), at=time(10), issued_on=ISSUED):
    now = datetime.combine(LAST - timedelta(days=left), at, UTC)
    return step_due(LAST, issued_on, now, sent)


@pytest.mark.parametrize(
    ("left", "sent", "step"),
    [
        pytest.param(91, (), None, id="not yet"),
        pytest.param(90, (), 90, id="ninety days"),
        pytest.param(89, (90,), None, id="the day after the first"),
        pytest.param(31, (), 90, id="the first, late"),
        pytest.param(30, (90,), 30, id="thirty days"),
        pytest.param(7, (), 7, id="two missed steps are skipped"),
        pytest.param(7, (90, 30), 7, id="a week"),
        pytest.param(3, (7,), None, id="between two steps"),
        pytest.param(0, (90, 30, 7), 0, id="the last day"),
        pytest.param(0, (), 0, id="all missed: one letter"),
        pytest.param(-7, (), 0, id="a week late, still told"),
        pytest.param(-8, (), None, id="too long gone"),
        pytest.param(-8, (90, 30, 7), None, id="too long gone, last step missed"),
    ],
)
def test_the_latest_step_come_round_is_owed_once(left, sent, step):
    assert asked(left, sent) == step


@pytest.mark.parametrize(("at", "step"), [(time(8, 59), None), (time(9), 30), (time(23, 59), 30)])
def test_letters_go_out_from_nine_in_the_morning(at, step):
    assert asked(30, at=at) == step


@pytest.mark.parametrize(
    ("valid_for", "left", "step"),
    [
        pytest.param(60, 60, None, id="new, for two months"),
        pytest.param(60, 30, 30, id="its first step"),
        pytest.param(90, 90, None, id="not on the day of issue"),
        pytest.param(0, 0, None, id="for one day"),
    ],
)
def test_steps_from_before_the_issue_are_not_owed(valid_for, left, step):
    assert asked(left, issued_on=LAST - timedelta(days=valid_for)) == step


def test_the_windows_of_the_steps_cover_every_day_once():
    days = [day for step in LADDER for day in range(window(step)[0], window(step)[1] + 1)]
    assert sorted(days) == list(range(-7, 91))


@given(
    zone=st.sampled_from(sorted(available_timezones())),
    last=st.dates(date(2025, 6, 1), date(2037, 12, 31)),
)
def test_every_step_fires_once_on_its_morning_in_every_zone(zone, last):
    """Ask every hour, as the job does, through clock changes and skipped days."""
    holder, sent = ZoneInfo(zone), {}
    began = datetime.combine(last - timedelta(days=93), time(0), UTC)
    for hour in range(101 * 24):
        local = (began + timedelta(hours=hour)).astimezone(holder)
        step = step_due(last, ISSUED, local, sent)
        if step is not None:
            sent[step] = local
    assert list(sent) == list(LADDER)
    for step, local in sent.items():
        assert local.date() == last - timedelta(days=step)
        assert MORNING <= local.time() < time(11)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (90, "runs out in 90 days"),
        (1, "runs out tomorrow"),
        (0, "runs out today"),
        (-1, "ran out yesterday"),
        (-3, "ran out 3 days ago"),
    ],
)
def test_the_days_left_are_said_in_words(days, words):
    assert days_left_in_words(days) == words
