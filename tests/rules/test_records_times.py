from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.kernel.errors import RuleError
from cpd.kernel.hours import DAY
from cpd.records.rules.checking import checked
from cpd.records.rules.kinds import EntryKind
from cpd.records.rules.times import elapsed, parse_clock, with_clock
from tests.factories.records import a_line, a_session

TODAY = date(2026, 11, 21)
LONDON = ZoneInfo("Europe/London")
ZONES = ("UTC", "Europe/London", "Europe/Tallinn", "America/New_York", "Pacific/Auckland")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("19:00", time(19)),
        ("7pm", time(19)),
        ("7.30 pm", time(19, 30)),
        ("7 p.m.", time(19)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("19h30", time(19, 30)),
        ("19.30", time(19, 30)),
        ("1930", time(19, 30)),
        ("9", time(9)),
        ("kl 19.00", time(19)),
        ("24:00", time(0)),
        ("noon", time(12)),
        ("١٩:٣٠", time(19, 30)),
    ],
)
def test_a_time_of_day_is_read_as_people_write_it(typed, read):
    assert parse_clock(typed) == read


@pytest.mark.parametrize("typed", ["", "25:00", "19:60", "13pm", "0am", "soon", "7:3", "x" * 5000])
def test_what_no_clock_shows_is_refused(typed):
    with pytest.raises(RuleError):
        parse_clock(typed)


def test_two_times_make_the_minutes():
    line = checked(a_session(minutes=0, begins=time(19), ends=time(20, 30)), TODAY)
    assert (line.minutes, line.ended_on) == (90, None)


def test_past_midnight_is_the_next_day_and_counts_on_the_first():
    line = checked(a_session(minutes=0, begins=time(23, 30), ends=time(0, 45)), TODAY)
    assert (line.minutes, line.done_on, line.ended_on) == (75, date(2026, 3, 2), date(2026, 3, 3))


def test_a_beginning_and_a_length_give_the_end():
    line = checked(a_session(minutes=90, begins=time(23)), TODAY)
    assert (line.ends, line.ended_on) == (time(0, 30), date(2026, 3, 3))


@pytest.mark.parametrize(
    ("day", "minutes"),
    [
        pytest.param(date(2026, 3, 29), 60, id="clocks go forward"),
        pytest.param(date(2026, 10, 25), 180, id="clocks go back"),
        pytest.param(date(2026, 7, 1), 120, id="an ordinary night"),
    ],
)
def test_a_night_is_as_long_as_it_was_where_one_lives(day, minutes):
    line = a_session(minutes=0, done_on=day, begins=time(0, 30), ends=time(2, 30))
    assert with_clock(line, LONDON).minutes == minutes


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"ends": time(20)}, "when it began"),
        ({"minutes": 100, "begins": time(19), "ends": time(20)}, "Which is right"),
        ({"minutes": 0, "begins": time(9), "ends": time(17), "ended_on": date(2026, 3, 4)},
         "how much time it took in all"),
        ({"minutes": 0, "begins": time(9)}, "when it ended"),
    ],
)  # fmt: skip
def test_times_that_cannot_all_be_true_are_refused(given, said):
    with pytest.raises(RuleError, match=said):
        checked(a_line(**given), TODAY)


def test_a_break_in_between_is_no_contradiction():
    line = checked(a_line(minutes=360, begins=time(9), ends=time(17)), TODAY)
    assert line.minutes == 360


@pytest.mark.parametrize(
    ("moved_to", "said"),
    [
        pytest.param(date(2026, 3, 15), "before the first", id="past its last day"),
        pytest.param(date(2026, 1, 1), "31 days at most", id="long before it"),
    ],
)
def test_the_first_day_cannot_be_moved_away_from_the_last(moved_to, said):
    stood = a_line(kind=EntryKind.PRACTICE, done_on=date(2026, 3, 10), ended_on=date(2026, 3, 12))
    moved = replace(stood, done_on=moved_to)
    with pytest.raises(RuleError, match=said):
        checked(moved, TODAY, stood)


@pytest.mark.parametrize(
    ("given", "is_taken"),
    [
        pytest.param({"ended_on": date(2026, 4, 1), "minutes": 31 * DAY}, True, id="a month of it"),
        pytest.param({"ended_on": date(2026, 4, 2), "minutes": 60}, False, id="more than a month"),
        pytest.param({"ended_on": date(2026, 3, 3), "minutes": 2 * DAY + 1}, False, id="too much"),
        pytest.param({"ended_on": date(2026, 3, 1), "minutes": 60}, False, id="ends before"),
        pytest.param({"done_on": TODAY, "ended_on": TODAY + timedelta(days=1), "minutes": 9}, False,
                     id="still going on"),
    ],
)  # fmt: skip
def test_practice_in_bulk_is_a_month_at_most(given, is_taken):
    line = a_line(kind=EntryKind.PRACTICE, **given)
    if is_taken:
        assert checked(line, TODAY).minutes == given["minutes"]
    else:
        with pytest.raises(RuleError):
            checked(line, TODAY)


days = st.dates(date(2020, 1, 1), date(2026, 11, 19))
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@given(day=days, begins=clocks, minutes=st.integers(1, 20 * 60), zone=st.sampled_from(ZONES))
def test_an_end_that_was_derived_says_the_same_length(day, begins, minutes, zone):
    zone = ZoneInfo(zone)
    line = a_session(minutes=minutes, done_on=day, begins=begins)
    whole = with_clock(line, zone)
    last = datetime.combine(whole.last_on, whole.ends)
    assert abs(elapsed(datetime.combine(day, begins), last, zone) - minutes) in {
        0,
        60,
    }  # an hour that comes twice
    assert whole.last_on - line.done_on <= timedelta(days=1)


@given(begins=clocks, ends=clocks, zone=st.sampled_from(ZONES))
def test_a_derived_length_is_within_a_day_and_checking_twice_changes_nothing(begins, ends, zone):
    line = a_session(minutes=0, begins=begins, ends=ends)
    kept = checked(line, TODAY, zone=ZoneInfo(zone))
    assert 0 < kept.minutes <= DAY
    assert checked(kept, TODAY, zone=ZoneInfo(zone)) == kept
