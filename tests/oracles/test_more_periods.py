"""Periods, extensions and windows at their edges."""

import pytest

from tests.factories.requirements import (
    a_log,
    an_activity,
    individual,
    leave,
    practice,
)
from tests.oracles.judging import judged
from tests.oracles.packs import a_pack, gallery, paper_with

HOUR = 60


def minimum(period, at_least="1h", **more):
    line = f"{{id: due, kind: minimum, measure: cpd, at_least: {at_least}, period: {period}}}"
    return a_pack(line, **more)


def claims(pack, log, as_of):
    rows = judged(pack, log, as_of).rows("due")
    return {(row.start, row.end): row.claimed for row in rows}


WEEK = "{type: calendar, unit: week}"


def test_weeks_begin_on_the_day_the_pack_says():
    log = a_log(an_activity("2026-03-07", 10), an_activity("2026-03-08", 20))
    assert claims(minimum(WEEK), log, "2026-03-08") == {("2026-03-02", "2026-03-09"): "30"}
    sunday = minimum(WEEK, calendar="{week_start: sunday}")
    assert claims(sunday, log, "2026-03-08") == {
        ("2026-03-01", "2026-03-08"): "10",
        ("2026-03-08", "2026-03-15"): "20",
    }


def test_a_week_runs_over_the_turn_of_the_year():
    log = a_log(an_activity("2025-12-31", 10), an_activity("2026-01-04", 20))
    assert claims(minimum(WEEK), log, "2026-01-04") == {("2025-12-29", "2026-01-05"): "30"}


def test_quarters():
    log = a_log(an_activity("2026-03-31", 10), an_activity("2026-04-01", 20))
    found = claims(minimum("{type: calendar, unit: quarter}"), log, "2026-06-30")
    assert found == {("2026-01-01", "2026-04-01"): "10", ("2026-04-01", "2026-07-01"): "20"}


def test_fixed_years_reach_back_before_their_anchor():
    fixed = minimum("{type: fixed, anchor: 2022-07-01, length: 12mo}")
    log = a_log(an_activity("2021-06-30", 10), an_activity("2021-07-01", 20))
    found = claims(fixed, log, "2022-06-30")
    assert found == {("2020-07-01", "2021-07-01"): "10", ("2021-07-01", "2022-07-01"): "20"}


def test_anniversaries_do_not_reach_back_before_their_anchor():
    cycle = minimum("{type: anniversary, of: licensed, length: 2y}")
    log = a_log(an_activity("2024-01-31", 10), anchors={"licensed": "2024-02-01"})
    found = claims(cycle, log, "2024-06-30")
    assert found == {("2024-02-01", "2026-02-01"): "0"}


def test_an_anchor_may_be_the_day_of_joining():
    cycle = minimum("{type: anniversary, of: joined, length: 12mo}")
    log = a_log(an_activity("2026-02-01", 10), joined="2025-02-02")
    assert claims(cycle, log, "2026-02-02") == {
        ("2025-02-02", "2026-02-02"): "10",
        ("2026-02-02", "2027-02-02"): "0",
    }


MONTHLY_WINDOWS = "{type: rolling, length: 12mo, step: month, check: each_step}"


def test_a_window_drops_what_was_made_exactly_its_length_ago():
    log = a_log(an_activity("2025-03-31", 60), joined="2020-01-01")
    found = claims(minimum(MONTHLY_WINDOWS), log, "2026-04-01")
    assert found[("2025-03-01", "2026-03-01")] == "60"
    assert found[("2025-04-01", "2026-04-01")] == "0"


def test_a_window_of_today():
    today = minimum("{type: rolling, length: 12mo, check: as_of}")
    log = a_log(an_activity("2025-03-31", 60), joined="2020-01-01")
    assert claims(today, log, "2026-03-30") == {("2025-03-31", "2026-03-31"): "60"}
    assert claims(today, log, "2026-03-31") == {("2025-04-01", "2026-04-01"): "0"}


def test_a_window_that_began_before_joining_is_not_asked_about():
    log = a_log(an_activity("2024-05-05", 60), joined="2024-03-01")
    pack = paper_with("ukcp.registrant")
    rows = {row.end: row.verdict for row in judged(pack, log, "2029-12-31").rows("five_years")}
    assert rows["2028-01-01"] == "not_applicable"
    assert rows["2030-01-01"] == "open"


def extended(as_of, *entries, until="2025-06-30"):
    granted = {"declaration": "granted_extension", "happened_on": "2024-12-01", "until": until}
    log = a_log(*entries, declarations=[granted], anchors={"certified": "2020-01-01"})
    return judged(gallery("extension"), log, as_of)


IN_TIME = an_activity("2023-05-05", 90 * HOUR)
IN_THE_EXTENSION = an_activity("2025-02-03", 15 * HOUR)


def test_an_extension_puts_off_the_end():
    assert extended("2025-03-01", IN_TIME).row("extension", "2020-01-01").verdict == "open"
    assert extended("2025-07-01", IN_TIME).row("extension", "2020-01-01").verdict == "not_met"


def test_an_extension_does_not_move_the_next_cycle_and_its_hours_are_used_once():
    """Ten of the fifteen hours were needed for the old cycle; five are left for the new one."""
    answer = extended("2025-07-01", IN_TIME, IN_THE_EXTENSION)
    assert answer.row("extension", "2020-01-01").verdict == "met"
    following = answer.row("extension", "2025-01-01")
    assert following.end == "2030-01-01"
    assert following.claimed == str(5 * HOUR)


def test_an_extension_is_a_year_at_most():
    late = an_activity("2026-02-03", 15 * HOUR)
    answer = extended("2026-03-01", IN_TIME, late, until="2026-12-31")
    assert answer.row("extension", "2020-01-01").verdict == "not_met"


def test_without_an_extension_the_cycle_ends_when_it_ends():
    log = a_log(IN_TIME, IN_THE_EXTENSION, anchors={"certified": "2020-01-01"})
    row = judged(gallery("extension"), log, "2025-07-01").row("extension", "2020-01-01")
    assert row.figures == ("not_met", "6000", "5400", "600")


@pytest.mark.parametrize(
    ("last", "end"),
    [
        pytest.param("2026-06-30", "2027-06-30", id="half-a-year"),
        pytest.param("2029-12-31", "2029-01-01", id="never-more-than-two-years"),
    ],
)
def test_leave_puts_the_due_date_off_up_to_a_limit(last, end):
    """1 January to 30 June are 181 days: from the end of 2026 to 30 June 2027, end exclusive."""
    line = """{id: due, kind: minimum, measure: cpd, at_least: 30h,
      period: {type: calendar, unit: year},
      leave: {method: extend_due_date, by: days, limit: 2y}}"""
    log = a_log(practice("2026-01-01"), leave=[leave("2026-01-01", last)])
    row = judged(a_pack(line), log, "2026-12-31").row("due", "2026-01-01")
    assert row.end == ("2027-07-01" if end == "2027-06-30" else end)


def test_leave_by_whole_months_at_the_ends_of_a_period():
    """15 November to 10 February: of 2026 only December is wholly on leave, of 2027 January."""
    line = """{id: due, kind: minimum, measure: cpd, at_least: 12h,
      period: {type: calendar, unit: year}, leave: {method: prorate, by: whole_months}}"""
    log = a_log(practice("2026-01-01"), leave=[leave("2026-11-15", "2027-02-10")])
    answer = judged(a_pack(line), log, "2028-01-01")
    assert answer.row("due", "2026-01-01").required == "660"
    assert answer.row("due", "2027-01-01").required == "660"


@pytest.mark.parametrize(
    ("last", "required"),
    [
        pytest.param("2026-04-10", "720", id="not-one-whole-month"),
        pytest.param("2026-04-30", "660", id="one-whole-month"),
        pytest.param("2026-05-14", "660", id="two-halves-are-no-month"),
    ],
)
def test_leave_from_mid_month_counts_whole_months_only(last, required):
    line = """{id: due, kind: minimum, measure: cpd, at_least: 12h,
      period: {type: calendar, unit: year}, leave: {method: prorate, by: whole_months}}"""
    log = a_log(practice("2026-01-01"), leave=[leave("2026-03-15", last)])
    row = judged(a_pack(line), log, "2027-01-01").row("due", "2026-01-01")
    assert row.required == required


def test_leave_all_year_leaves_nothing_to_do():
    line = """{id: due, kind: minimum, measure: cpd, at_least: 12h,
      period: {type: calendar, unit: year}, leave: {method: prorate, by: days}}"""
    log = a_log(practice("2025-01-01"), leave=[leave("2025-12-25", "2027-01-05")])
    assert judged(a_pack(line), log, "2027-02-01").row("due", "2026-01-01").verdict == "exempt"


def test_joiner_by_days():
    line = """{id: due, kind: minimum, measure: cpd, at_least: 365h,
      period: {type: calendar, unit: year}, joiner: {method: days}}"""
    log = a_log(practice("2026-12-31"), joined="2026-12-31")
    row = judged(a_pack(line), log, "2027-01-01").row("due", "2026-01-01")
    assert row.required == "60"


def test_joining_on_the_first_day_is_no_joining_midway():
    line = """{id: due, kind: minimum, measure: cpd, at_least: 12h,
      period: {type: calendar, unit: year}, joiner: {method: undecided}}"""
    log = a_log(practice("2026-01-02"), joined="2026-01-01")
    row = judged(a_pack(line), log, "2027-01-01").row("due", "2026-01-01")
    assert row.figures == ("not_met", "720", "0", "720")


def test_a_joiner_who_did_all_of_it_needs_nobodys_judgement():
    line = """{id: due, kind: minimum, measure: cpd, at_least: 1h,
      period: {type: calendar, unit: year}, joiner: {method: undecided}}"""
    log = a_log(an_activity("2026-11-02", 60), joined="2026-10-01")
    assert judged(a_pack(line), log, "2027-01-01").row("due", "2026-01-01").verdict == "met"


def test_twice_a_month():
    line = """{id: due, kind: every_period, measure: sup, at_least: 2,
      period: {type: calendar, unit: month}}"""
    log = a_log(individual("2026-02-03"), individual("2026-03-03"), individual("2026-03-31"))
    answer = judged(a_pack(line), log, "2026-04-01")
    assert answer.row("due", "2026-02-01").figures == ("not_met", "2", "1", "1")
    assert answer.row("due", "2026-03-01").figures == ("met", "2", "2", "0")


def test_a_debt_is_taken_off_the_year_it_was_granted_in():
    grace = {"declaration": "granted_grace", "happened_on": "2023-06-20", "minutes": 360}
    log = a_log(an_activity("2022-08-08", 14 * HOUR, category="A"), declarations=[grace])
    answer = judged("pacfa.member", log, "2024-07-01")
    assert answer.row("cpd_total", "2022-07-01").figures == ("met", "840", "840", "0")
    assert answer.row("cpd_total", "2023-07-01").required == "1560"
    assert answer.row("cpd_total", "2024-07-01").required == "1200"


def test_days_far_apart_are_no_trouble():
    log = a_log(an_activity("1990-01-01", 60), an_activity("2089-12-31", 60))
    rows = judged(minimum("{type: calendar, unit: year}"), log, "2089-12-31").rows("due")
    assert rows[-1].claimed == "60"
    assert len(rows) <= 100
