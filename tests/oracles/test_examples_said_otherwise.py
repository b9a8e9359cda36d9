"""The worked examples again, logged as other people would log them, and with the packs we ship."""

import pytest

from tests.factories.requirements import (
    a_log,
    an_activity,
    an_entry,
    group_of,
    individual,
    leave,
    practice,
)
from tests.oracles.judging import judged
from tests.oracles.packs import PAPER, a_pack, paper
from tests.oracles.test_banded_and_capped_examples import AWARDED, OCTOBER, TWO_BODIES
from tests.oracles.test_supervision_examples import THREE_HUNDRED_HOURS
from tests.oracles.test_time_and_leave_examples import DIRECT, HALF_A_YEAR, STUDENT, at_b

HOUR = 60


def bare(entry, *keys):
    return {key: it for key, it in entry.items() if key not in keys}


def test_o_15_supervision_needs_neither_category_nor_tag_for_icf():
    entries = [
        bare(one, "category", "tags", "role") if one["kind"] == "supervision" else one
        for one in TWO_BODIES
    ]
    answer = judged("icf.pcc", a_log(*entries, OCTOBER, **AWARDED), "2027-01-01")
    assert answer.row("total", "2024-01-01").figures == ("not_met", "2400", "2340", "60")
    assert answer.row("core", "2024-01-01").figures == ("met", "1440", "1680", "0")


def test_o_15_mentor_coaching_is_core_where_no_category_is_logged():
    mentoring = {"mentor_received", "mentor_delivered"}
    entries = [
        bare(one, "category") if mentoring & set(one.get("tags", [])) else one for one in TWO_BODIES
    ]
    answer = judged("icf.pcc", a_log(*entries, **AWARDED), "2027-01-01")
    assert answer.row("core", "2024-01-01").figures == ("met", "1440", "1680", "0")


def test_o_15_the_lost_hours_are_said():
    row = judged("icf.pcc", a_log(*TWO_BODIES, **AWARDED), "2027-01-01").row("total", "2024-01-01")
    assert "13 hours" in row.words
    assert "10 hours" in row.words
    assert "1 hour" in row.words


def test_o_15_one_more_hour_of_mentor_coaching_does_not_help():
    more = an_activity("2026-11-01", 600, category="core", tags=["mentor_received"])
    answer = judged("icf.pcc", a_log(*TWO_BODIES, more, **AWARDED), "2027-01-01")
    assert answer.row("total", "2024-01-01").figures == ("not_met", "2400", "2340", "60")


def test_o_15_one_more_hour_of_anything_else_is_enough():
    more = an_activity("2026-12-31", 60, category="resource")
    answer = judged("icf.pcc", a_log(*TWO_BODIES, more, **AWARDED), "2027-01-01")
    assert answer.row("total", "2024-01-01").figures == ("met", "2400", "2400", "0")


def napcp(joined, **more):
    alone = [individual(f"2026-{month:02}-10", 60) for month in range(1, 7)]
    group = [group_of(6, f"2026-{month:02}-17", 120) for month in range(1, 7)]
    log = a_log(*THREE_HUNDRED_HOURS, *alone, *group, joined=joined, **more)
    return judged("napcp.accredited", log, "2027-01-01").row("ratio", "2026-01-01")


@pytest.mark.parametrize(
    "anchors",
    [pytest.param({}, id="by-joining"), pytest.param({"accredited": "2023-05-01"}, id="by-anchor")],
)
def test_o_09_tenure_is_counted_from_accreditation_or_else_from_joining(anchors):
    row = napcp("2023-01-01", anchors=anchors)
    assert row.figures == ("not_met", "900", "810", "90")


def test_o_09_after_five_years_the_ratio_and_the_share_change():
    """300 h at 1:30 ask for 10 h, of which 7.5 may be in a group: 6 + 7.5 is enough."""
    row = napcp("2015-01-01", anchors={"accredited": "2015-01-01"})
    assert (row.verdict, row.required, row.short) == ("met", "600", "0")


def test_o_23_in_the_shipped_pack():
    anchors = {"accredited": "2025-08-28"}
    log = a_log(an_activity("2025-09-01", 60), anchors=anchors, leave=[HALF_A_YEAR])
    row = judged("babcp.provisional", log, "2026-11-21").row("activities", "2025-08-28")
    assert (row.verdict, row.end, row.last_date) == ("open", "2027-02-25", "2027-02-24")


@pytest.mark.parametrize("further", [3, 4], ids=["six-hours", "a-seventh-is-too-many"])
def test_o_27_claimable_hours_in_the_shipped_pack(further):
    more = at_b(*(group_of(6, f"2026-03-0{day}", 60) for day in range(5, 5 + further)))
    answer = judged("bbs.associate", a_log(*DIRECT, *more), "2026-03-09")
    assert answer.row("weekly_cap", "2026-03-02").claimed == "360"


def test_o_26_without_a_practice_log_the_ratio_is_not_known():
    log = a_log(individual("2026-04-07", 60), individual("2026-04-21", 60))
    row = judged(STUDENT, log, "2026-05-01").row("ratio", "2026-04-01")
    assert row.verdict == "needs_review"


@pytest.mark.parametrize(
    "how", [{"mode": "live"}, {"mode": "participatory"}, {"tags": ["participatory"]}], ids=str
)
def test_o_35_participatory_may_be_said_in_several_ways(how):
    log = a_log(
        an_activity("2024-02-05", 1200, **how),
        an_activity("2024-02-06", 900),
        anchors={"registered": "2023-04-01"},
    )
    answer = judged("nmc.registrant", log, "2026-04-01")
    assert answer.row("participatory", "2023-04-01").figures == ("met", "1200", "1200", "0")
    assert answer.row("total", "2023-04-01").figures == ("met", "2100", "2100", "0")


def test_the_whole_paper_may_be_one_file():
    row = judged(f"{PAPER}#ukcp.registrant", a_log(an_activity("2025-05-05", 1200)), "2026-01-01")
    assert row.row("each_year", "2025-01-01").figures == ("met", "1200", "1200", "0")


def test_an_entry_may_have_a_category_for_each_body():
    both = {"icf.pcc": "core", "pacfa": "B"}
    log = a_log(
        an_activity("2025-08-05", 1440, category=both),
        anchors={"credential_awarded": "2024-01-01"},
    )
    assert judged("icf.pcc", log, "2027-01-01").row("core", "2024-01-01").verdict == "met"
    row = judged("pacfa.member", log, "2026-07-01").row("cpd_total", "2025-07-01")
    assert row.figures == ("not_met", "1200", "600", "600")


def test_leave_that_has_not_ended_is_leave():
    away = {"from": "2026-02-01", "kind": "sick"}
    answer = judged("bacp.accredited", a_log(individual("2026-01-05"), leave=[away]), "2026-04-30")
    found = answer.verdicts("supervision_monthly")
    assert (found["2026-02-01"], found["2026-03-01"]) == ("exempt", "exempt")


def test_leave_for_one_rule_is_none_for_another():
    """On leave all year: BABCP asks for nothing, Social Work England for all of it."""
    away = leave("2025-01-01", "2026-12-31", "maternity")
    log = a_log(leave=[away], anchors={"accredited": "2020-01-01"})
    row = judged("babcp.accredited", log, "2027-01-01").row("supervision", "2026-01-01")
    assert row.verdict == "exempt"
    found = judged("swe.registrant", log, "2026-12-01").said["verdicts"]
    due = {one["verdict"] for one in found if one["period"]["end"] == "2026-12-01"}
    assert "not_met" in due


def test_the_same_entry_serves_two_bodies_in_full():
    log = a_log(practice("2026-03-02"), individual("2026-03-03", 90), anchors=AWARDED["anchors"])
    monthly = judged("bacp.accredited", log, "2026-04-01").row("supervision_monthly", "2026-03-01")
    assert monthly.claimed == "90"
    assert judged("icf.pcc", log, "2027-01-01").row("total", "2024-01-01").claimed == "90"


def test_a_student_counts_hours_that_become_due_only_in_their_own_month():
    """31 March's clients ask of March, and supervision on 1 April cannot help it."""
    log = a_log(practice("2026-03-31", 16 * HOUR), individual("2026-04-01", 120))
    row = judged(STUDENT, log, "2026-05-01").row("ratio", "2026-03-01")
    assert row.figures == ("not_met", "120", "0", "120")


HAND_COUNTED = "{id: gap, kind: max_gap, measure: sup, gap: 14d, leave: {method: subtract_days}}"


@pytest.mark.parametrize(
    ("away", "claimed"),
    [
        pytest.param([("2026-03-03", "2026-03-31")], "1", id="all-the-days-between"),
        pytest.param([("2026-02-01", "2026-04-30")], "1", id="the-sessions-days-too"),
        pytest.param(
            [("2026-03-10", "2026-03-12"), ("2026-03-11", "2026-03-15")], "24", id="twice"
        ),
        pytest.param([], "30", id="none"),
    ],
)
def test_leave_between_two_sessions(away, claimed):
    """From 2 March to 1 April are 30 days, of which leave takes those that lie between."""
    log = a_log(
        individual("2026-03-02"),
        individual("2026-04-01"),
        leave=[leave(first, last) for first, last in away],
    )
    row = judged(a_pack(HAND_COUNTED), log, "2026-04-01").row("gap")
    assert row.claimed == claimed
    assert row.verdict == ("met" if int(claimed) <= 14 else "not_met")


def test_drafts_and_the_rejected_keep_no_gap_short():
    log = a_log(
        individual("2026-03-02"),
        individual("2026-03-10", status="draft"),
        individual("2026-03-12", status="rejected", reason="not seen"),
        individual("2026-03-20"),
    )
    row = judged(a_pack(HAND_COUNTED), log, "2026-03-21").row("gap")
    assert row.figures == ("not_met", "14", "18", "4")


def test_reflections_in_draft_are_not_counted():
    line = """{id: five, kind: min_count, select: {kind: reflection}, at_least: 1,
      period: {type: calendar, unit: year}}"""
    log = a_log(an_entry("reflection", "2026-02-02", 20, status="draft"))
    row = judged(a_pack(line), log, "2027-01-01").row("five", "2026-01-01")
    assert row.figures == ("not_met", "1", "0", "1")


@pytest.mark.parametrize("pack", ["bacp.accredited", paper("bacp.accredited")])
def test_a_month_is_judged_the_same_amid_a_long_log(pack):
    years = [f"{year}-{month:02}" for year in range(2020, 2027) for month in range(1, 13)]
    log = a_log(
        *(practice(f"{month}-03", 600) for month in years),
        *(group_of(5, f"{month}-10", 450) for month in years),
    )
    answer = judged(pack, log, "2027-01-01")
    rows = [row for row in answer.rows("supervision_monthly") if row.start < "2027-01-01"]
    assert len(rows) == 84
    assert {row.figures for row in rows} == {("met", "90", "90", "0")}
