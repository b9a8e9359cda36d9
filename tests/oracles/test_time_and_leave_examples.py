"""Worked examples O-20 to O-27: gaps, leave, where a day ends, weeks and settings."""

import pytest

from tests.factories.requirements import (
    a_log,
    an_activity,
    group_of,
    individual,
    leave,
    practice,
)
from tests.oracles.judging import judged
from tests.oracles.packs import a_pack, gallery, paper, paper_with

STUDENT = "bacp.student-accredited-course"
SHIPPED_AND_PAPER = pytest.mark.parametrize(
    "pack", [STUDENT, paper(STUDENT)], ids=["shipped", "the-papers"]
)


def sessions(*days):
    return [individual(day, 60) for day in days]


THREE = sessions("2026-03-02", "2026-03-16", "2026-03-31")


@SHIPPED_AND_PAPER
def test_o_20_gap_with_leave(pack):
    row = judged(pack, a_log(*THREE), "2026-04-01").row("two_weekly")
    assert row.figures == ("not_met", "14", "15", "1")


@SHIPPED_AND_PAPER
def test_o_20_gap_with_leave_subtracted(pack):
    away = leave("2026-03-17", "2026-03-23")
    row = judged(pack, a_log(*THREE, leave=[away]), "2026-04-01").row("two_weekly")
    assert row.figures == ("met", "14", "14", "0")
    assert row.last_date == "2026-04-14"


@SHIPPED_AND_PAPER
def test_o_20_gap_with_leave_subtracted_leaves_eight_days(pack):
    """The second gap alone: 16 to 31 March is 15 days, 7 of them on leave."""
    away = leave("2026-03-17", "2026-03-23")
    log = a_log(*sessions("2026-03-16", "2026-03-31"), leave=[away])
    row = judged(pack, log, "2026-04-01").row("two_weekly")
    assert row.figures == ("met", "14", "8", "0")


EVERY_31_DAYS = "{id: often, kind: max_gap, measure: sup, gap: 31d, ends: open}"
MONTHLY = "{id: monthly, kind: every_period, measure: sup, period: {type: calendar, unit: month}}"


def test_o_20_once_a_month_and_every_31_days_differ():
    log = a_log(*sessions("2026-03-01", "2026-04-30"))
    answer = judged(a_pack(EVERY_31_DAYS, MONTHLY), log, "2026-05-01")
    assert answer.row("often").figures == ("not_met", "31", "60", "29")
    assert answer.row("monthly", "2026-03-01").figures == ("met", "1", "1", "0")
    assert answer.row("monthly", "2026-04-01").figures == ("met", "1", "1", "0")


def policies(leave_rule):
    whole = "period: {type: calendar, unit: year}"
    return a_pack(
        f"{{id: total, kind: minimum, measure: cpd, at_least: 30h, {whole}, leave: {leave_rule}}}",
        f"""{{id: peer, kind: minimum, measure: cpd, in: {{tag: peer}}, at_least: 10h, {whole},
          leave: {leave_rule}}}""",
        f"""{{id: ethics, kind: minimum, measure: cpd, in: {{tag: ethics}}, at_least: 3h, {whole},
          leave: {{method: none}}}}""",
    )


MONTHS = "{method: prorate, by: whole_months, round: up_to_15min}"
DAYS = "{method: prorate, by: days, round: up_to_15min}"
NONE = "{method: none}"
EXTEND = "{method: extend_due_date, by: days, limit: 2y}"
SPRING = leave("2026-03-01", "2026-08-31")
MID_MONTH = leave("2026-03-15", "2026-09-14")


@pytest.mark.parametrize(
    ("rule", "away", "required"),
    [
        pytest.param(MONTHS, SPRING, ("900", "300", "180"), id="by-whole-months"),
        pytest.param(DAYS, SPRING, ("900", "300", "180"), id="by-days"),
        pytest.param(NONE, SPRING, ("1800", "600", "180"), id="nothing-is-taken-off"),
        pytest.param(MONTHS, MID_MONTH, ("1050", "360", "180"), id="five-whole-months"),
        pytest.param(DAYS, MID_MONTH, ("900", "300", "180"), id="by-days-from-mid-month"),
    ],
)
def test_o_22_leave_four_policies_one_absence(rule, away, required):
    """Ten hours by days: 600 x 181/365 = 297.5, up to 300; by five months 350, up to 360."""
    log = a_log(an_activity("2026-01-05", 30), leave=[away])
    answer = judged(policies(rule), log, "2027-01-01")
    rows = [answer.row(id_, "2026-01-01") for id_ in ("total", "peer", "ethics")]
    assert tuple(row.required for row in rows) == required
    assert {(row.verdict, row.end) for row in rows} == {("not_met", "2027-01-01")}


def test_o_22_leave_by_days_is_exact_without_rounding():
    log = a_log(an_activity("2026-01-05", 30), leave=[SPRING])
    row = judged(policies("{method: prorate, by: days}"), log, "2027-01-01").row(
        "total", "2026-01-01"
    )
    assert row.required == "65160/73"


def test_o_22_leave_extends_the_due_date():
    log = a_log(an_activity("2026-01-05", 30), leave=[SPRING])
    row = judged(policies(EXTEND), log, "2027-01-01").row("total", "2026-01-01")
    assert row.figures == ("open", "1800", "30", "1770")
    assert (row.end, row.last_date) == ("2027-07-04", "2027-07-03")


PROVISIONAL = """{id: due, kind: minimum, measure: cpd, at_least: 10h,
  period: {type: anniversary, of: provisional, length: 12mo},
  leave: {method: extend_due_date, by: days, limit: 2y}}"""
HALF_A_YEAR = leave("2026-02-01", "2026-07-31")


def provisional(as_of):
    log = a_log(
        an_activity("2025-09-01", 30), anchors={"provisional": "2025-08-28"}, leave=[HALF_A_YEAR]
    )
    return judged(a_pack(PROVISIONAL), log, as_of).row("due", "2025-08-28")


def test_o_23_leave_extends_the_due_date():
    row = provisional("2026-09-01")
    assert row.figures == ("open", "600", "30", "570")
    assert (row.end, row.last_date) == ("2027-02-25", "2027-02-24")


def test_o_23_leave_extends_the_due_date_until_its_last_day():
    assert provisional("2027-02-24").verdict == "open"
    assert provisional("2027-02-25").verdict == "not_met"


FULLY = PROVISIONAL.replace("by: days", "by: whole_years")


def test_o_23_for_a_full_member_the_date_stays_on_the_anniversary():
    anchors = {"provisional": "2025-08-28"}
    log = a_log(an_activity("2025-09-01", 30), anchors=anchors, leave=[HALF_A_YEAR])
    row = judged(a_pack(FULLY), log, "2026-09-01").row("due", "2025-08-28")
    assert (row.verdict, row.end, row.last_date) == ("open", "2027-08-28", "2027-08-27")


def yearly(entry_date):
    calendar = f"{{timezone: Europe/London, entry_date: {entry_date}}}"
    line = """{id: year, kind: minimum, measure: cpd, at_least: 20h,
      period: {type: fixed, anchor: 2025-04-01, length: 12mo}}"""
    return a_pack(line, calendar=calendar)


LATE_EVENING = individual("2026-03-31T23:30", 60, end="2026-04-01T00:30")
AS_UTC = individual("2026-03-31T23:30Z", 60, end="2026-04-01T00:30Z")
WITH_OFFSET = individual("2026-04-01T00:30+01:00", 60)


@pytest.mark.parametrize(
    ("session", "march", "april"),
    [
        pytest.param(LATE_EVENING, "60", "0", id="half-past-eleven-is-march"),
        pytest.param(AS_UTC, "0", "60", id="stored-as-utc-it-is-april"),
        pytest.param(WITH_OFFSET, "0", "60", id="with-its-offset-it-is-april"),
    ],
)
def test_o_24_boundaries_of_a_day(session, march, april):
    log = a_log(practice("2026-03-02"), practice("2026-04-07"), session)
    answer = judged("bacp.accredited", log, "2026-05-01")
    assert answer.row("supervision_monthly", "2026-03-01").claimed == march
    assert answer.row("supervision_monthly", "2026-04-01").claimed == april


@pytest.mark.parametrize(
    ("entry_date", "before", "after"),
    [
        pytest.param("split_by_day", "540", "360", id="split-by-day"),
        pytest.param("completion", "0", "900", id="by-completion"),
        pytest.param("local_start", "900", "0", id="by-start"),
    ],
)
def test_o_24_boundaries_of_a_course(entry_date, before, after):
    course = an_activity("2026-03-29", 900, end="2026-04-02")
    log = a_log(practice("2025-05-01"), course)
    answer = judged(yearly(entry_date), log, "2027-04-01")
    assert answer.row("year", "2025-04-01").claimed == before
    assert answer.row("year", "2026-04-01").claimed == after


REFLECTED = {"tags": ["peer_reflection"]}


def test_o_24_boundaries_of_what_is_recorded():
    done = an_activity("2026-11-20", 60, recorded_at="2026-12-01", **REFLECTED)
    answer = judged(gallery("count_tagged"), a_log(done), "2027-12-01")
    first = [row for row in answer.rows("count_tagged") if row.start == "2025-12-01"]
    assert not first or first[0].claimed == "0"
    assert answer.row("count_tagged", "2026-12-01").figures == ("met", "1", "1", "0")


APRIL = (
    practice("2026-04-06", 20 * 60),
    individual("2026-03-24", 60),
    individual("2026-04-07", 60),
    group_of(4, "2026-04-21", 120),
)


@SHIPPED_AND_PAPER
def test_o_26_student_three_tests_in_one_month(pack):
    answer = judged(pack, a_log(*APRIL), "2026-05-01")
    assert answer.row("supervision_monthly", "2026-04-01").figures == ("met", "90", "120", "0")
    assert answer.row("ratio", "2026-04-01").figures == ("not_met", "150", "120", "30")
    gaps = answer.row("two_weekly")
    assert gaps.figures == ("met", "14", "14", "0")
    assert gaps.last_date == "2026-05-05"


@SHIPPED_AND_PAPER
def test_o_26_student_asks_for_the_larger_of_ratio_and_minimum(pack):
    log = a_log(practice("2026-04-06", 4 * 60), individual("2026-04-07", 60))
    row = judged(pack, log, "2026-05-01").row("ratio", "2026-04-01")
    assert row.figures == ("not_met", "90", "60", "30")


def test_o_26_student_peer_supervision_counts_nothing():
    peer = {**individual("2026-04-08", 90), "format": "peer", "size": {"contracted": 2}}
    log = a_log(practice("2026-04-06", 4 * 60), individual("2026-04-07", 60), peer)
    row = judged(STUDENT, log, "2026-05-01").row("supervision_monthly", "2026-04-01")
    assert row.figures == ("not_met", "90", "60", "30")
    assert "peer supervision is not accepted" in row.words.lower()


def at_a(*entries):
    return [{**one, "setting": "clinic A"} for one in entries]


def at_b(*entries):
    return [{**one, "setting": "clinic B"} for one in entries]


def hours_in_group(number):
    return [group_of(6, f"2026-03-0{day}", 60) for day in range(3, 3 + number)]


DIRECT = [
    *at_a(practice("2026-03-02", 11 * 60), individual("2026-03-03", 60)),
    *at_b(practice("2026-03-02", 10 * 60), *hours_in_group(2)),
]


def weekly(pack, *entries):
    answer = judged(pack, a_log(*entries), "2026-03-09")
    return {
        tuple(one[key] for key in ("verdict", "required", "claimed", "short"))
        for one in answer.said["verdicts"]
        if one["period"] == {"start": "2026-03-02", "end": "2026-03-09"}
    }


CLAIMABLE = (
    """{id: weekly_units, kind: ratio, measure: sup_units, to: practice, per: [week, setting],
    steps: [{up_to: 10h, units: 1}, {over: 10h, units: 2}]}""",
    "{id: cap, kind: cap_per_window, measure: sup, window: week, max: 6h}",
    "{id: hours, kind: minimum, measure: sup, at_least: 1h, period: {type: calendar, unit: week}}",
)


@pytest.mark.parametrize("pack", ["bbs.associate", a_pack(*CLAIMABLE)], ids=["shipped", "our-own"])
def test_o_27_weekly_units_per_setting(pack):
    found = weekly(pack, *DIRECT)
    assert ("not_met", "120", "60", "60") in found
    assert ("met", "60", "60", "0") in found


@pytest.mark.parametrize("further", [3, 4], ids=["six-hours", "a-seventh-is-too-many"])
def test_o_27_no_more_than_six_hours_a_week_are_claimable(further):
    more = at_b(*(group_of(6, f"2026-03-0{day}", 60) for day in range(5, 5 + further)))
    answer = judged(a_pack(*CLAIMABLE), a_log(*DIRECT, *more), "2026-03-09")
    assert answer.row("hours", "2026-03-02").claimed == "360"


def test_o_27_a_fifty_minute_group_is_nothing():
    log = at_b(practice("2026-03-02", 600), group_of(6, "2026-03-03", 50))
    assert ("not_met", "60", "0", "60") in weekly("bbs.associate", *log)
    assert ("not_met", "60", "0", "60") in weekly(gallery("weekly_units"), *log)


def test_o_27_the_other_setting_does_not_help():
    log = [
        *at_a(practice("2026-03-02", 600)),
        *at_b(practice("2026-03-02", 600), individual("2026-03-03", 120)),
    ]
    found = weekly(paper_with("shapes.gallery", only=["weekly_units"]), *log)
    assert found == {("not_met", "60", "0", "60"), ("met", "60", "120", "0")}
