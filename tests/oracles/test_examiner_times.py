"""What an outside examiner found: days that are put off, split, late or before their time."""

import pytest

from tests.factories.requirements import a_log, an_activity
from tests.oracles.judging import judged
from tests.oracles.packs import a_pack

LEAVE = [{"from": "2026-02-01", "to": "2026-07-31"}]
SPLIT = a_pack(
    """{id: split, kind: minimum, measure: cpd, at_least: 6h, date_basis: split_by_day,
      period: {type: fixed, anchor: 2025-04-01, length: 12mo}}"""
)
PUT_OFF = a_pack(
    """{id: due, kind: minimum, measure: cpd, at_least: 30h, period: {type: calendar, unit: year},
      leave: {method: extend_due_date, by: days, limit: 2y}}"""
)
RECORDED = a_pack(
    """{id: rec, kind: minimum, measure: cpd, at_least: 1h, date_basis: recorded_at,
      period: {type: fixed, anchor: 2025-12-01, length: 12mo}}"""
)


@pytest.mark.parametrize("requirement", ["activities", "activities_cbt", "skills"])
def test_o_23_leave_puts_an_accredited_year_off_to_the_next_anniversary(requirement):
    log = a_log(an_activity("2025-09-05"), leave=LEAVE, anchors={"accredited": "2025-08-28"})
    answer = judged("babcp.accredited", log, "2026-09-01")
    row = answer.row(requirement, "2025-08-28")
    assert (row.end, row.verdict, row.last_date) == ("2027-08-28", "open", "2027-08-27")
    taken = answer.row(requirement, "2026-08-28")
    assert taken.verdict == "exempt"
    assert "the period before runs on to 27 August 2027" in taken.words


@pytest.mark.parametrize(
    ("minutes", "claimed"),
    [pytest.param(900, ("540", "360"), id="hours-a-day"), pytest.param(5940, None, id="all-of-it")],
)
def test_a_course_with_clock_times_is_spread_evenly_unless_it_never_stopped(minutes, claimed):
    course = an_activity("2026-03-29T09:00", minutes, end="2026-04-02T12:00")
    answer = judged(SPLIT, a_log(course), "2027-05-02")
    there = answer.row("split", "2025-04-01").claimed, answer.row("split", "2026-04-01").claimed
    assert there == (claimed or ("3780", "2160"))


def test_hours_that_close_a_period_put_off_do_not_count_again():
    leave = [{"from": "2026-03-01", "to": "2026-08-31"}]
    log = a_log(an_activity("2026-01-05", 60), an_activity("2027-03-01", 1800), leave=leave)
    answer = judged(PUT_OFF, log, "2028-01-20")
    first, following = answer.row("due", "2026-01-01"), answer.row("due", "2027-01-01")
    assert first.figures == ("met", "1800", "1800", "0")
    assert following.figures == ("not_met", "1800", "60", "1740")
    assert "does not count again" in following.words


def icf(as_of, *, minutes=2400, **rest):
    entry = an_activity("2023-03-01", minutes, category="core", tags=["ethics"])
    log = a_log(entry, anchors={"credential_awarded": "2022-01-01"}, **rest)
    return judged("icf.pcc", log, as_of).row("total", "2022-01-01")


@pytest.mark.parametrize(
    ("as_of", "figures"),
    [
        pytest.param("2025-02-28", ("met", "2400", "2400", "0"), id="within-grace"),
        pytest.param("2025-06-01", ("needs_review", "2688", "2400", "288"), id="after-it"),
    ],
)
def test_who_had_enough_in_time_may_have_renewed_in_time(as_of, figures):
    row = icf(as_of)
    assert row.figures == figures
    assert ("If you renewed in time, log the day" in row.words) == (figures[0] != "met")
    assert ("A renewal on" in row.words) == (figures[0] != "met")


def test_who_did_not_have_enough_in_time_has_not_met_it():
    assert icf("2025-06-01", minutes=2340).verdict == "not_met"


def test_a_renewal_may_name_the_day_it_was_declared():
    declared = [{"declaration": "renewal_submitted", "declared": "2025-02-28"}]
    assert icf("2025-07-01", declarations=declared).verdict == "met"


def test_what_was_recorded_later_is_named_by_the_day_it_was_done():
    log = a_log(an_activity("2026-11-20", recorded_at="2026-12-01T09:00"))
    row = judged(RECORDED, log, "2027-05-02").row("rec", "2026-12-01")
    assert "Activity on 20 November 2026, recorded on 1 December 2026" in row.words


def test_windows_from_before_the_log_are_left_out_but_the_one_that_runs():
    log = a_log(an_activity("2024-05-01", 600), an_activity("2026-05-01", 600))
    rows = judged("ukcp.registrant", log, "2027-02-01").rows("five_years")
    assert [one.start for one in rows] == ["2023-01-01"]


def complaints(happened, declared=None, word="complaint_upheld"):
    event = {"declaration": word, "happened": happened}
    if declared:
        event["declared"] = declared
    log = a_log(declarations=[event])
    return judged("atrium.practitioner", log, "2026-02-01").row("complaints")


def test_nothing_is_declared_before_it_happens():
    row = complaints("2026-01-10", "2026-01-05")
    assert row.verdict == "needs_review"
    assert "before it happened on 10 January 2026" in row.words


def test_a_word_that_the_pack_does_not_know_is_asked_about():
    row = complaints("2026-01-10", word="fell_out_with_a_colleague")
    assert row.verdict == "needs_review"
    assert "complaint upheld (complaint_upheld)" in row.words


@pytest.mark.parametrize("word", ["renewal_submitted", "granted_extension", "granted_grace"])
def test_what_bodies_grant_need_not_be_declared(word):
    assert complaints("2026-01-10", word=word).verdict == "not_applicable"
