from datetime import date
from uuid import uuid4

import pytest

from cpd.kernel.errors import RuleError
from cpd.records.rules.months import refuse_closing, touched
from cpd.records.rules.practice import (
    Bulk,
    By,
    Closing,
    Heap,
    Row,
    Stands,
    deed,
    minutes_in,
    months,
    periods,
    weeks,
)
from tests.factories.records import a_line

TODAY = date(2026, 3, 18)
FEBRUARY, MARCH = months(2026)[1:3]


def a_row(stands=None, **typed):
    stands = stands or Stands(period=FEBRUARY, minutes=0)
    was = {
        "key": stands.period.key, "time": stands.time, "setting": stands.setting,
        "closing": stands.closing, "was_minutes": stands.minutes, "was_setting": stands.setting,
        "was_closing": stands.closing,
    }  # fmt: skip
    return Row(**(was | typed))


def with_bulk(minutes=600, bulk=480, closing=Closing.OPEN):
    stood = Bulk(uuid4(), 1, bulk, "Agency")
    return Stands(period=FEBRUARY, minutes=minutes, bulk=stood, closing=closing)


def test_only_what_has_begun_is_shown_newest_first():
    shown = periods(2026, By.MONTH, TODAY)
    assert [one.key for one in shown] == ["2026-03", "2026-02", "2026-01"]
    assert periods(2026, By.WEEK, TODAY)[0].key == "2026-W12"
    assert len(periods(2025, By.MONTH, TODAY)) == 12


@pytest.mark.parametrize("year", range(2000, 2060))
def test_every_week_belongs_to_one_year(year):
    mine, next_ = weeks(year), weeks(year + 1)
    assert mine[0].first.year == year
    assert (next_[0].first - mine[-1].last).days == 1
    assert len({one.key for one in mine}) == len(mine) in {52, 53}


def test_a_week_leaves_out_what_was_logged_for_a_whole_month():
    week = next(one for one in weeks(2026) if one.first == date(2026, 2, 23))
    heaps = [
        Heap(date(2026, 2, 24), date(2026, 2, 24), 60),
        Heap(date(2026, 3, 1), date(2026, 3, 31), 3000),
    ]
    assert minutes_in(week, By.WEEK, heaps) == 60
    assert minutes_in(MARCH, By.MONTH, heaps) == 3000


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        pytest.param("12h", 600, id="set"),
        pytest.param("+2h", 600, id="added"),
        pytest.param("+ 90 min", 570, id="added with a space"),
        pytest.param("2h", 0, id="as much as the single entries have"),
        pytest.param("600 min", 480, id="the same said otherwise"),
    ],
)
def test_a_time_sets_the_total_or_adds_to_it(typed, minutes):
    stands = with_bulk()
    assert deed(a_row(stands, time=typed), stands, TODAY).minutes == minutes


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("a lot", "could not be understood"),
        ("", "Write 0"),
        ("0", "Single entries alone come to 2 hours"),
        ("90 min", "Single entries alone come to 2 hours"),
        ("700h", "672 hours at most"),
        ("+665h", "more hours than these days have"),
        ("12.30", "can mean"),
    ],
)
def test_a_time_that_cannot_be_is_refused_beside_its_row(typed, why):
    stands = with_bulk()
    with pytest.raises(RuleError, match=why):
        deed(a_row(stands, time=typed), stands, TODAY)


def test_a_running_month_holds_no_more_than_the_days_that_came():
    stands = Stands(period=MARCH, minutes=0)
    assert deed(a_row(stands, time="432h"), stands, TODAY).minutes == 432 * 60
    with pytest.raises(RuleError, match="432 hours at most"):
        deed(a_row(stands, time="433h"), stands, TODAY)


def test_hours_logged_elsewhere_meanwhile_are_not_overwritten():
    stands = with_bulk()
    stale = a_row(stands, time="15h", was_minutes=540)
    with pytest.raises(RuleError, match="Meanwhile 10 hours are logged here, not 9 hours"):
        deed(stale, stands, TODAY)


@pytest.mark.parametrize("typed", ["10h", "+1h"])
def test_the_same_row_sent_twice_counts_once(typed):
    stands = with_bulk()
    again = a_row(stands, time=typed, was_minutes=540)
    assert deed(again, stands, TODAY).minutes == 480


def test_a_setting_goes_with_hours():
    stands = with_bulk()
    assert deed(a_row(stands, setting="Online"), stands, TODAY).setting == "Online"
    with pytest.raises(RuleError, match="A setting goes with"):
        deed(a_row(setting="Online"), Stands(period=FEBRUARY, minutes=0), TODAY)


@pytest.mark.parametrize(
    ("month", "why"),
    [
        pytest.param(date(2026, 3, 1), "March 2026 is not over yet.*from 1 April 2026", id="runs"),
        pytest.param(date(2026, 4, 1), "still to come", id="to come"),
    ],
)
def test_a_month_is_closed_once_it_is_over(month, why):
    with pytest.raises(RuleError, match=why):
        refuse_closing(month, TODAY)
    with pytest.raises(RuleError, match="not over yet"):
        refuse_closing(date(2026, 3, 1), date(2026, 3, 31))
    refuse_closing(date(2026, 3, 1), date(2026, 4, 1))


@pytest.mark.parametrize(
    ("minutes", "typed", "why"),
    [
        pytest.param(0, {"closing": Closing.COMPLETE}, "Nothing is logged", id="complete, empty"),
        pytest.param(600, {"closing": Closing.NONE}, "that is not none", id="none, with hours"),
        pytest.param(0, {"closing": Closing.NONE, "time": "2h"}, "not none", id="none, typed"),
    ],
)
def test_a_month_is_closed_as_what_it_is(minutes, typed, why):
    stands = Stands(period=FEBRUARY, minutes=minutes)
    with pytest.raises(RuleError, match=why):
        deed(a_row(stands, **typed), stands, TODAY)


def test_hours_and_the_word_that_they_are_all_can_be_given_at_once():
    found = deed(
        a_row(time="20h", closing=Closing.COMPLETE), Stands(period=FEBRUARY, minutes=0), TODAY
    )
    assert (found.minutes, found.closing) == (1200, Closing.COMPLETE)


def test_a_row_left_as_it_was_is_not_changed():
    assert not a_row(with_bulk()).is_changed
    assert a_row(with_bulk(), time="11h").is_changed


def test_an_entry_touches_every_month_it_lies_in():
    line = a_line(done_on=date(2025, 12, 31), ended_on=date(2026, 2, 1))
    assert touched(line) == (date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1))
