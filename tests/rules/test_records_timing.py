from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from cpd.kernel.errors import RuleError
from cpd.records.rules.checking import checked
from cpd.records.rules.kinds import EntryKind
from cpd.records.rules.timing import Clocked, checked_start, timed, whole_minutes

LONDON = ZoneInfo("Europe/London")
BEGAN = datetime(2026, 3, 2, 19, 0, 40, tzinfo=UTC)
RUNNING = Clocked(
    kind=EntryKind.SUPERVISION, title="Group", began_at=BEGAN, running_since=BEGAN,
    paused_at=None, gathered=0,
)  # fmt: skip


def after(**lasting):
    return BEGAN + timedelta(**lasting)


def paused(seconds, at):
    return replace(RUNNING, running_since=None, paused_at=at, gathered=seconds)


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(0, 1), (1, 1), (89, 1), (90, 2), (3629, 60), (3630, 61)]
)
def test_seconds_are_rounded_to_whole_minutes(seconds, minutes):
    assert whole_minutes(seconds) == minutes


def test_a_stopped_timer_says_how_long_and_from_when_to_when():
    line = timed(RUNNING, after(minutes=89, seconds=50), LONDON)
    assert (line.minutes, line.begins, line.ends) == (90, time(19), time(20, 30))
    assert line.done_on == date(2026, 3, 2)


def test_pauses_do_not_count_and_show_between_beginning_and_end():
    line = timed(paused(1800, after(hours=1)), after(hours=5), LONDON)
    assert (line.minutes, line.begins, line.ends) == (30, time(19), time(20))


def test_a_night_that_ends_past_midnight_ends_on_the_next_day():
    late = replace(RUNNING, began_at=after(hours=4), running_since=after(hours=4))
    line = timed(late, after(hours=5, minutes=30), LONDON)
    assert (line.done_on, line.ended_on) == (date(2026, 3, 2), date(2026, 3, 3))
    assert (line.begins, line.ends, line.minutes) == (time(23), time(0, 30), 90)


def test_the_day_is_that_of_the_member():
    line = timed(RUNNING, after(hours=1), ZoneInfo("Pacific/Auckland"))
    assert (line.done_on, line.begins) == (date(2026, 3, 3), time(8))


@pytest.mark.parametrize(
    "began",
    [
        pytest.param(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), id="the clock is put forward"),
        pytest.param(datetime(2026, 10, 25, 0, 50, tzinfo=UTC), id="the clock is put back"),
        pytest.param(datetime(2026, 10, 25, 0, 10, tzinfo=UTC), id="put back, seen later"),
    ],
)
@pytest.mark.parametrize("minutes", [20, 60, 100])
def test_no_minute_is_lost_or_won_where_the_clock_changes(began, minutes):
    timer = replace(RUNNING, began_at=began, running_since=began)
    line = timed(timer, began + timedelta(minutes=minutes), LONDON)
    kept = checked(line, date(2026, 12, 1), zone=LONDON)
    assert kept.minutes == minutes
    assert kept.last_on == line.done_on


@pytest.mark.parametrize("seconds", range(0, 7200, 247))
def test_what_a_timer_makes_can_always_be_logged(seconds):
    for at in (RUNNING, paused(seconds, after(seconds=seconds + 100))):
        line = timed(at, after(seconds=seconds), LONDON)
        assert checked(line, date(2026, 3, 3), zone=LONDON).minutes == whole_minutes(seconds)


def test_a_forgotten_timer_leaves_the_time_to_be_asked():
    at = after(hours=12, seconds=1)
    assert RUNNING.is_forgotten(at)
    assert not RUNNING.is_forgotten(after(hours=12))
    assert not paused(60, BEGAN).is_forgotten(after(days=9))
    assert timed(RUNNING, at, LONDON).minutes == 0


def test_a_clock_set_back_takes_nothing_away():
    assert replace(RUNNING, gathered=60).seconds(after(seconds=-30)) == 60


def test_a_timer_needs_a_kind_that_takes_time_and_no_title():
    assert checked_start("practice", " ") == (EntryKind.PRACTICE, "Practice")
    with pytest.raises(RuleError, match="Choose one"):
        checked_start("reflection", "x")
