"""Where days and periods end: leap days, clocks that change, years, joining, leave."""

import pytest

from tests.factories.requirements import (
    a_log,
    an_activity,
    days,
    individual,
    leave,
    practice,
)
from tests.oracles.judging import judged
from tests.oracles.packs import a_pack

MONTHLY = "supervision_monthly"
BACP = "bacp.accredited"


def every(length, of="anchor", **more):
    line = f"""{{id: due, kind: minimum, measure: cpd, at_least: 1h,
      period: {{type: anniversary, of: {of}, length: {length}}}}}"""
    return a_pack(line, **more)


def starts(pack, first, as_of, anchor):
    log = a_log(an_activity(first, 60), anchors={"anchor": anchor})
    return [row.start for row in judged(pack, log, as_of).rows("due")]


def test_a_leap_day_comes_back_in_leap_years():
    assert starts(every("12mo"), "2024-02-29", "2028-03-01", "2024-02-29") == [
        "2024-02-29",
        "2025-02-28",
        "2026-02-28",
        "2027-02-28",
        "2028-02-29",
    ]


def test_a_leap_day_may_be_1_march_in_common_years():
    pack = every("12mo", calendar="{leap_day: mar1}")
    assert starts(pack, "2024-02-29", "2028-03-01", "2024-02-29") == [
        "2024-02-29",
        "2025-03-01",
        "2026-03-01",
        "2027-03-01",
        "2028-02-29",
    ]


def test_a_leap_day_after_three_years():
    assert starts(every("3y"), "2024-02-29", "2036-03-01", "2024-02-29") == [
        "2024-02-29",
        "2027-02-28",
        "2030-02-28",
        "2033-02-28",
        "2036-02-29",
    ]


def test_the_last_of_a_month_stays_the_last():
    found = starts(every("1mo"), "2026-01-31", "2026-05-31", "2026-01-31")
    assert found == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]


def test_without_its_anchor_a_period_needs_review():
    rows = judged(every("12mo"), a_log(an_activity()), "2026-11-21").rows("due")
    assert {row.verdict for row in rows} == {"needs_review"}


def on_days(pack, *entries, as_of="2027-06-01", **member):
    return {
        row.start: row.claimed for row in judged(pack, a_log(*entries, **member), as_of).rows("due")
    }


YEARLY = a_pack(
    "{id: due, kind: minimum, measure: cpd, at_least: 10h, period: {type: calendar, unit: year}}"
)


def test_a_new_years_eve_belongs_to_the_old_year():
    eve = an_activity("2025-12-31T23:30", 60, end="2026-01-01T00:30")
    found = on_days(YEARLY, eve)
    assert (found["2025-01-01"], found["2026-01-01"]) == ("60", "0")


@pytest.mark.parametrize(
    ("zone", "instant", "year"),
    [
        pytest.param("Pacific/Auckland", "2025-12-31T11:30Z", "2026-01-01", id="auckland"),
        pytest.param("America/Los_Angeles", "2026-01-01T07:30Z", "2025-01-01", id="los-angeles"),
        pytest.param("Asia/Kolkata", "2025-12-31T18:30Z", "2026-01-01", id="kolkata"),
        pytest.param("Asia/Kolkata", "2025-12-31T18:29:59Z", "2025-01-01", id="a-second-before"),
        pytest.param("Europe/Tallinn", "2025-12-31T23:59", "2025-01-01", id="local-stays-local"),
    ],
)
def test_an_instant_is_read_in_the_members_own_zone(zone, instant, year):
    assert on_days(YEARLY, an_activity(instant, 60), time_zone=zone)[year] == "60"


@pytest.mark.parametrize(
    "start",
    [
        pytest.param("2026-03-29T01:30", id="an-hour-that-is-left-out"),
        pytest.param("2026-10-25T01:30", id="an-hour-that-comes-twice"),
    ],
)
def test_hours_that_clocks_skip_or_repeat_are_hours_of_that_day(start):
    assert on_days(YEARLY, an_activity(start, 60))["2026-01-01"] == "60"


def split(boundary):
    return a_pack(
        f"""{{id: due, kind: minimum, measure: cpd, at_least: 10h,
          period: {{type: fixed, anchor: {boundary}, length: 12mo}}}}""",
        calendar="{entry_date: split_by_day}",
    )


def test_a_night_is_split_at_midnight_by_the_time_that_passed():
    night = an_activity("2026-01-10T23:00", 240, end="2026-01-11T03:00")
    found = on_days(split("2026-01-11"), night)
    assert (found["2025-01-11"], found["2026-01-11"]) == ("60", "180")


def test_a_night_in_which_clocks_go_forward_is_an_hour_shorter():
    """From 23:00 to 03:00 on 29 March three hours pass: one before midnight and two after."""
    night = an_activity("2026-03-28T23:00", 180, end="2026-03-29T03:00")
    found = on_days(split("2026-03-29"), night)
    assert (found["2025-03-29"], found["2026-03-29"]) == ("60", "120")


def test_days_share_what_does_not_divide_evenly():
    course = an_activity("2026-03-30", 100, end="2026-04-01")
    found = on_days(split("2026-04-01"), course)
    assert (found["2025-04-01"], found["2026-04-01"]) == ("200/3", "100/3")


def monthly(as_of, *entries, **member):
    return judged(BACP, a_log(*entries, **member), as_of).verdicts(MONTHLY)


def with_clients(*months):
    return [practice(f"{month}-15", 300) for month in months]


def test_leave_across_months_lets_off_only_whole_ones():
    away = leave("2026-01-15", "2026-03-15")
    found = monthly(
        "2026-04-01", *with_clients("2026-01", "2026-03"), leave=[away], joined="2025-01-01"
    )
    assert (found["2026-01-01"], found["2026-02-01"], found["2026-03-01"]) == (
        "not_met",
        "exempt",
        "not_met",
    )


def test_two_leaves_that_meet_make_one():
    away = [leave("2026-02-01", "2026-02-14", "holiday"), leave("2026-02-15", "2026-02-28", "sick")]
    assert monthly("2026-04-01", leave=away)["2026-02-01"] == "exempt"


def test_leave_a_day_short_of_the_month_lets_nothing_off():
    away = leave("2026-02-01", "2026-02-27")
    found = monthly("2026-04-01", *with_clients("2026-02"), leave=[away])
    assert found["2026-02-01"] == "not_met"


def test_months_before_joining_are_nobodys():
    found = monthly(
        "2026-05-01", *with_clients("2026-01", "2026-02", "2026-03"), joined="2026-03-01"
    )
    assert set(found) == {"2026-03-01", "2026-04-01", "2026-05-01"}


def test_the_month_of_joining_is_owed():
    found = monthly("2026-05-01", *with_clients("2026-03"), joined="2026-03-31")
    assert found["2026-03-01"] == "not_met"


def test_there_are_no_rows_after_the_day_asked_about():
    far = individual("2026-09-01", 90)
    found = monthly("2026-03-31", *with_clients("2026-02"), individual("2026-03-01", 90), far)
    assert max(found) == "2026-03-01"


def test_what_lies_ahead_is_left_out():
    log = a_log(*with_clients("2026-03"), individual("2026-03-20", 90))
    assert judged(BACP, log, "2026-03-19").row(MONTHLY, "2026-03-01").claimed == "0"
    assert judged(BACP, log, "2026-03-20").row(MONTHLY, "2026-03-01").figures[0] == "met"


def test_months_without_anything_between_are_there_too():
    found = monthly("2026-05-31", individual("2026-01-10", 90), individual("2026-05-10", 90))
    assert list(found) == [f"2026-0{month}-01" for month in range(1, 6)]


def test_closed_days_may_be_written_in_three_ways():
    for written in ("2026-02", {"month": "2026-02"}, days("2026-02-01", "2026-02-28")):
        found = monthly("2026-03-31", closed=[written], breaks=[written])
        assert found["2026-02-01"] == "exempt"


def test_a_break_of_half_a_month_is_not_enough():
    half = days("2026-02-01", "2026-02-14")
    found = monthly("2026-03-31", closed=["2026-02"], breaks=[half])
    assert found["2026-02-01"] == "needs_review"


def test_supervision_in_a_month_without_clients_is_enough_all_the_same():
    assert monthly("2026-03-01", individual("2026-02-10", 90))["2026-02-01"] == "met"
