from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.kernel.errors import RuleError
from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.calendars import after, anniversary, before
from cpd.requirements.rules.logs import Member
from cpd.requirements.rules.packs import ORDINARY, Calendar, PeriodShape, PeriodType
from cpd.requirements.rules.periods import Period, missing_anchor, periods, window

MONTH = PeriodShape(type=PeriodType.CALENDAR, unit="month")
WEEK = PeriodShape(type=PeriodType.CALENDAR, unit="week")
QUARTER = PeriodShape(type=PeriodType.CALENDAR, unit="quarter")
YEAR = PeriodShape(type=PeriodType.CALENDAR, unit="year")
PACFA_YEAR = PeriodShape(type=PeriodType.FIXED, anchor=date(2022, 7, 1), length=Length(months=12))
CYCLE = PeriodShape(type=PeriodType.ANNIVERSARY, of="credential_awarded", length=Length(months=36))
PSYBA = PeriodShape(
    type=PeriodType.EXPLICIT, starts=(date(2010, 7, 1), date(2011, 12, 1)), length=Length(months=12)
)
NOBODY = Member()

days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
lengths = st.one_of(
    st.integers(1, 90).map(lambda n: Length(months=n)),
    st.integers(1, 900).map(lambda n: Length(days=n)),
)
leap_days = st.sampled_from(["feb28", "mar1"])


@pytest.mark.parametrize(
    ("day", "length", "leap_day", "found"),
    [
        pytest.param(
            date(2024, 2, 29), Length(months=36), "feb28", date(2027, 2, 28), id="a leap day falls"
        ),
        pytest.param(
            date(2024, 2, 29), Length(months=36), "mar1", date(2027, 3, 1), id="on 1 March if asked"
        ),
        pytest.param(
            date(2024, 2, 29), Length(months=48), "mar1", date(2028, 2, 29), id="a leap day returns"
        ),
        pytest.param(
            date(2026, 1, 31), Length(months=1), "mar1", date(2026, 2, 28), id="a month's end falls"
        ),
        pytest.param(date(2026, 3, 2), Length(days=14), "feb28", date(2026, 3, 16), id="days"),
        pytest.param(
            date(9990, 1, 1), Length(months=1200), "feb28", date.max, id="the end of the calendar"
        ),
    ],
)
def test_so_long_after(day, length, leap_day, found):
    assert after(day, length, leap_day) == found


def test_so_long_before():
    assert before(date(2026, 5, 31), Length(months=3)) == date(2026, 2, 28)
    assert before(date(1, 5, 31), Length(days=900)) == date.min


def test_anniversaries_of_29_february_come_back():
    returns = [anniversary(date(2024, 2, 29), Length(months=12), n) for n in range(5)]
    assert [day.isoformat() for day in returns] == [
        "2024-02-29",
        "2025-02-28",
        "2026-02-28",
        "2027-02-28",
        "2028-02-29",
    ]


@given(st.sampled_from([1996, 2000, 2024, 2028]), st.integers(-5, 5), leap_days)
def test_29_february_comes_back_every_fourth_year(year, n, leap_day):
    found = anniversary(date(year, 2, 29), Length(months=48), n, leap_day)
    assert (found.month, found.day) == (2, 29)


def test_months_hold_both_the_days_asked_about():
    found = periods(MONTH, ORDINARY, NOBODY, date(2026, 1, 31), date(2026, 3, 1))
    assert [one.start for one in found] == [date(2026, month, 1) for month in (1, 2, 3)]
    assert found[1].last == date(2026, 2, 28)
    assert found[1].days == 28
    assert found[1].holds(date(2026, 2, 28))
    assert not found[1].holds(date(2026, 3, 1))


@pytest.mark.parametrize(
    ("shape", "calendar", "start", "end"),
    [
        pytest.param(WEEK, ORDINARY, date(2026, 3, 30), date(2026, 4, 6), id="a week from Monday"),
        pytest.param(
            WEEK, Calendar(week_start=6), date(2026, 3, 29), date(2026, 4, 5), id="from Sunday"
        ),
        pytest.param(QUARTER, ORDINARY, date(2026, 4, 1), date(2026, 7, 1), id="a quarter"),
        pytest.param(YEAR, ORDINARY, date(2026, 1, 1), date(2027, 1, 1), id="a year"),
        pytest.param(PACFA_YEAR, ORDINARY, date(2025, 7, 1), date(2026, 7, 1), id="a fixed year"),
    ],
)
def test_the_period_of_2_april_2026(shape, calendar, start, end):
    day = date(2026, 4, 2)
    assert periods(shape, calendar, NOBODY, day, day) == (Period(start, end),)


def test_fixed_periods_reach_back_before_their_anchor():
    found = periods(PACFA_YEAR, ORDINARY, NOBODY, date(2021, 12, 1), date(2022, 7, 1))
    assert [one.start.year for one in found] == [2021, 2022]


def test_cycles_begin_with_what_they_are_counted_from():
    member = Member(anchors={"credential_awarded": date(2024, 2, 29)})
    found = periods(CYCLE, ORDINARY, member, date(2020, 1, 1), date(2030, 2, 27))
    assert found == (
        Period(date(2024, 2, 29), date(2027, 2, 28)),
        Period(date(2027, 2, 28), date(2030, 2, 28)),
    )
    assert periods(CYCLE, ORDINARY, member, date(2020, 1, 1), date(2024, 2, 28)) == ()
    assert missing_anchor(CYCLE, member) == ""


def test_without_the_day_it_is_counted_from_there_is_no_cycle():
    assert periods(CYCLE, ORDINARY, NOBODY, date(2024, 1, 1), date(2026, 1, 1)) == ()
    assert "credential awarded" in missing_anchor(CYCLE, NOBODY)
    assert missing_anchor(MONTH, NOBODY) == ""


def test_cycles_may_be_counted_from_the_day_of_joining():
    shape = PeriodShape(type=PeriodType.ANNIVERSARY, of="joined", length=Length(months=12))
    member = Member(joined=date(2025, 10, 14))
    day = date(2026, 1, 1)
    found = periods(shape, ORDINARY, member, day, day)
    assert found == (Period(date(2025, 10, 14), date(2026, 10, 14)),)


def test_an_irregular_first_cycle_is_followed_by_regular_ones():
    found = periods(PSYBA, ORDINARY, NOBODY, date(2009, 1, 1), date(2012, 12, 1))
    assert [(one.start.isoformat(), one.end.isoformat()) for one in found] == [
        ("2010-07-01", "2011-12-01"),
        ("2011-12-01", "2012-12-01"),
        ("2012-12-01", "2013-12-01"),
    ]


def test_listed_periods_end_with_the_list():
    shape = PeriodShape(type=PeriodType.EXPLICIT, starts=PSYBA.starts)
    found = periods(shape, ORDINARY, NOBODY, date(2009, 1, 1), date(2030, 1, 1))
    assert found == (Period(date(2010, 7, 1), date(2011, 12, 1)),)


def test_what_is_exactly_so_long_ago_has_left_the_window():
    found = window(date(2026, 3, 15), Length(months=24))
    assert not found.holds(date(2024, 3, 15))
    assert found.holds(date(2024, 3, 16))
    assert found.holds(date(2026, 3, 15))
    assert not found.holds(date(2026, 3, 16))


def test_windows_end_with_each_year_and_with_the_year_that_runs():
    shape = PeriodShape(type=PeriodType.ROLLING, length=Length(months=60), step="year")
    found = periods(shape, ORDINARY, NOBODY, date(2024, 6, 1), date(2026, 3, 1))
    assert found == (
        Period(date(2020, 1, 1), date(2025, 1, 1)),
        Period(date(2021, 1, 1), date(2026, 1, 1)),
        Period(date(2022, 1, 1), date(2027, 1, 1)),
    )


def test_a_window_as_of_a_day_is_one():
    shape = PeriodShape(type=PeriodType.ROLLING, length=Length(months=24), check="as_of")
    found = periods(shape, ORDINARY, NOBODY, date(2024, 6, 1), date(2026, 3, 1))
    assert found == (Period(date(2024, 3, 2), date(2026, 3, 2)),)


def test_the_whole_time_is_one_period():
    shape = PeriodShape(type=PeriodType.WHOLE)
    found = periods(shape, ORDINARY, NOBODY, date(2024, 6, 1), date(2026, 3, 1))
    assert found == (Period(date(2024, 6, 1), date(2026, 3, 2)),)


def test_no_days_no_periods():
    assert periods(MONTH, ORDINARY, NOBODY, date(2026, 3, 1), date(2026, 2, 1)) == ()


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        pytest.param(PeriodShape(type=PeriodType.CALENDAR, unit="moon"), "moon", id="unit"),
        pytest.param(PeriodShape(type=PeriodType.FIXED, length=Length(days=7)), "anchor", id="day"),
        pytest.param(PeriodShape(type=PeriodType.ROLLING), "length", id="no length"),
        pytest.param(PeriodShape(type=PeriodType.ROLLING, length=Length()), "length", id="zero"),
    ],
)
def test_a_shape_that_says_too_little_is_refused(shape, said):
    with pytest.raises(RuleError, match=said):
        periods(shape, ORDINARY, NOBODY, date(2026, 1, 1), date(2026, 1, 1))


def shapes():
    calendars = st.sampled_from([WEEK, MONTH, QUARTER, YEAR])
    fixed = st.builds(
        lambda anchor, length: PeriodShape(type=PeriodType.FIXED, anchor=anchor, length=length),
        days,
        lengths,
    )
    return st.one_of(calendars, fixed)


@given(shapes(), days, st.integers(0, 2000), st.integers(0, 6), leap_days)
def test_periods_tile_the_days_without_holes_or_overlaps(shape, first, span, week_start, leap_day):
    calendar = Calendar(week_start=week_start, leap_day=leap_day)
    last = first + timedelta(days=span)
    found = periods(shape, calendar, NOBODY, first, last)
    assert found[0].holds(first)
    assert found[-1].holds(last)
    assert all(one.start < one.end for one in found)
    assert all(one.end == other.start for one, other in pairwise(found))


@given(shapes(), days, days, leap_days)
def test_a_day_is_in_one_period_however_it_is_asked(shape, one_day, other_day, leap_day):
    calendar = Calendar(leap_day=leap_day)
    first, last = sorted((one_day, other_day))
    (alone,) = periods(shape, calendar, NOBODY, last, last)
    assert periods(shape, calendar, NOBODY, first, last)[-1] == alone


@given(days, lengths, days)
def test_a_cycle_tiles_the_days_since_its_anchor(anchor, length, last):
    shape = PeriodShape(type=PeriodType.ANNIVERSARY, of="registered", length=length)
    member = Member(anchors={"registered": anchor})
    found = periods(shape, ORDINARY, member, date(1980, 1, 1), last)
    assert bool(found) is (last >= anchor)
    assert all(one.end == other.start for one, other in pairwise(found))
    assert not found or (found[0].start == anchor and found[-1].holds(last))
