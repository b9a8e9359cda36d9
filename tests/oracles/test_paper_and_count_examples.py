"""Worked examples O-33 to O-37: documents, evidence, counts, cadence, gaps to explain."""

import pytest

from tests.factories.requirements import (
    a_log,
    a_paper,
    an_activity,
    an_entry,
    leave,
    practice,
)
from tests.oracles.judging import judged
from tests.oracles.packs import a_pack, gallery, paper

ATRIUM = "atrium.practitioner"


def dbs(as_of, *issued, pack=ATRIUM):
    papers = [a_paper("dbs_check", issued=day) for day in issued]
    return judged(pack, a_log(documents=papers), as_of)


@pytest.mark.parametrize(
    ("as_of", "verdict"),
    [
        pytest.param("2026-11-20", "met", id="the-day-before"),
        pytest.param("2026-11-21", "met", id="due-today"),
        pytest.param("2026-11-22", "not_met", id="overdue"),
    ],
)
def test_o_33_documents_dbs(as_of, verdict):
    row = dbs(as_of, "2023-11-21").row("dbs", "2023-11-21")
    assert row.verdict == verdict
    assert row.end == "2026-11-22"
    assert ("due today" in row.words.lower()) == (as_of == "2026-11-21")
    assert verdict == "not_met" or row.last_date == "2026-11-21"


@pytest.mark.parametrize(
    ("as_of", "verdict"),
    [
        pytest.param("2027-02-28", "met", id="last-day"),
        pytest.param("2027-03-01", "not_met", id="day-after"),
    ],
)
def test_o_33_documents_issued_on_a_leap_day(as_of, verdict):
    row = dbs(as_of, "2024-02-29").row("dbs", "2024-02-29")
    assert (row.verdict, row.end) == (verdict, "2027-03-01")


PREVIOUS = """{id: dbs, kind: document, document: dbs_check, valid_for: 3y, last_day: anniversary,
  renew: {basis: previous_expiry, remind: [90d]}}"""
EARLY = ("2023-02-14", "2025-12-01")


def test_o_33_documents_renewed_early_by_issue():
    row = dbs("2026-01-10", *EARLY).row("dbs", "2025-12-01")
    assert (row.verdict, row.end, row.last_date) == ("met", "2028-12-02", "2028-12-01")


def test_o_33_documents_renewed_early_by_previous_expiry():
    rows = dbs("2026-01-10", *EARLY, pack=a_pack(PREVIOUS)).rows("dbs")
    row = max(rows, key=lambda one: one.end)
    assert (row.verdict, row.end, row.last_date) == ("met", "2029-02-15", "2029-02-14")


COVER = (
    a_paper("indemnity_insurance", **{"from": "2025-04-01", "to": "2026-03-31"}),
    a_paper("indemnity_insurance", **{"from": "2026-04-03", "to": "2027-04-02"}),
)


@pytest.mark.parametrize("pack", [ATRIUM, "bacp.accredited", "pacfa.member"])
def test_o_33_documents_insurance_with_a_gap_of_two_days(pack):
    row = judged(pack, a_log(documents=COVER), "2026-11-21").row("insurance")
    assert (row.verdict, row.short) == ("not_met", "2")
    assert "1 to 2 April 2026" in row.words


def test_o_33_documents_insurance_without_a_gap():
    joined = a_paper("indemnity_insurance", **{"from": "2026-04-01", "to": "2027-04-02"})
    row = judged(ATRIUM, a_log(documents=[COVER[0], joined]), "2026-11-21").row("insurance")
    assert (row.verdict, row.short, row.last_date) == ("met", "0", "2027-04-02")


SIGNED = (
    a_paper("signed_undertaking", issued="2025-01-15", version="3"),
    a_paper("signed_undertaking", issued="2026-01-20", version="3"),
)


def test_o_33_documents_undertaking_lapsed_for_five_days():
    rows = judged(ATRIUM, a_log(documents=SIGNED), "2026-11-21").rows("undertaking")
    lapsed = [row for row in rows if row.verdict == "not_met"]
    assert [(row.start, row.end, row.short) for row in lapsed] == [
        ("2026-01-15", "2026-01-20", "5")
    ]
    current = [row for row in rows if row.verdict == "met"]
    assert [(row.start, row.last_date) for row in current] == [("2026-01-20", "2027-01-19")]


ONCE_A_YEAR = """{id: undertaking, kind: min_count, select: {kind: document, tag: undertaking},
  at_least: 1, period: {type: calendar, unit: year}}"""


def test_o_33_documents_undertaking_under_a_calendar_year_reading():
    signed = [
        an_entry("document", day, 0, tags=["undertaking"]) for day in ("2025-01-15", "2026-01-20")
    ]
    answer = judged(a_pack(ONCE_A_YEAR), a_log(*signed), "2026-11-21")
    assert answer.verdicts("undertaking") == {"2025-01-01": "met", "2026-01-01": "met"}


THIRTY = (
    "{id: total, kind: minimum, measure: cpd, at_least: 30h, period: {type: calendar, unit: year}}"
)
HOUR = 60
SEEN = {"evidence": ["certificate.pdf"]}


def thirty(*entries):
    return judged(a_pack(THIRTY), a_log(*entries), "2027-01-01").row("total", "2026-01-01")


def test_o_34_claimed_versus_evidenced():
    row = thirty(
        an_activity("2026-02-02", 20 * HOUR, **SEEN),
        an_activity("2026-03-02", 7 * HOUR, status="verified"),
        an_activity("2026-04-06", 3 * HOUR, status="submitted"),
        an_activity("2026-05-04", 2 * HOUR, status="rejected", reason="not CPD", **SEEN),
    )
    assert row.figures == ("met", "1800", "1800", "0")
    assert row.evidenced == "1620"
    assert "audit" in row.words.lower()
    assert "not CPD" in row.words


def test_o_34_a_draft_counts_nothing():
    row = thirty(
        an_activity("2026-02-02", 29 * HOUR, **SEEN),
        an_activity("2026-03-02", HOUR, status="draft", **SEEN),
    )
    assert row.figures == ("not_met", "1800", "1740", "60")
    assert row.evidenced == "1740"


def test_o_34_all_evidenced_leaves_nothing_for_an_audit_to_ask():
    row = thirty(an_activity("2026-02-02", 30 * HOUR, attestations=["supervisor-1"]))
    assert (row.verdict, row.evidenced) == ("met", "1800")


NMC = "nmc.registrant"
REGISTERED = {
    "joined": "2023-04-01",
    "anchors": {"registered": "2023-04-01", "registration": "2023-04-01"},
}
LIVE = {"mode": "live", "tags": ["participatory"]}


def nmc():
    entries = [
        an_activity("2024-02-05", 1170, **LIVE),
        an_activity("2024-05-06", 990, mode="self_paced"),
        *(an_entry("reflection", f"2024-0{month}-01", 30) for month in range(1, 6)),
        *(an_entry("feedback", f"2024-0{month}-02", 5) for month in range(1, 5)),
        practice("2024-03-01", 450 * HOUR),
    ]
    return judged(NMC, a_log(*entries, **REGISTERED), "2026-04-01")


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(("met", "2100", "2160", "0"), id="36-hours-in-all"),
        pytest.param(("not_met", "1200", "1170", "30"), id="half-an-hour-of-participatory-missing"),
        pytest.param(("met", "5", "5", "0"), id="five-reflections"),
        pytest.param(("not_met", "5", "4", "1"), id="one-piece-of-feedback-missing"),
    ],
)
def test_o_35_counts_nmc(wanted):
    found = [
        tuple(one[key] for key in ("verdict", "required", "claimed", "short"))
        for one in nmc().said["verdicts"]
        if one["period"] == {"start": "2023-04-01", "end": "2026-04-01"}
    ]
    assert wanted in found


def swe(*entries, **member):
    rows = judged("swe.registrant", a_log(*entries, **member), "2026-12-01").said["verdicts"]
    return {
        tuple(one[key] for key in ("verdict", "required", "claimed", "short"))
        for one in rows
        if one["period"] == {"start": "2025-12-01", "end": "2026-12-01"}
    }


def pieces(*tags):
    return [
        an_activity(f"2026-0{month}-10", 60, recorded_at=f"2026-0{month}-12", tags=list(tags))
        for month in (2, 6)
    ]


def test_o_35_counts_swe_needs_a_peer_reflection():
    found = swe(*pieces())
    assert ("met", "2", "2", "0") in found
    assert ("not_met", "1", "0", "1") in found


def test_o_35_counts_swe_with_a_peer_reflection():
    found = swe(*pieces("peer_reflection"))
    assert not any(row[0] == "not_met" for row in found)


def test_o_35_counts_swe_on_leave_all_year_still_owes():
    found = swe(leave=[leave("2025-12-01", "2026-11-30", "maternity")])
    assert ("not_met", "2", "0", "2") in found
    assert ("not_met", "1", "0", "1") in found


def chosen(*days):
    culture = {"tags": ["cultural_competence"]}
    return a_log(*(an_activity(day, 60, **culture) for day in days))


def test_o_36_cadence_met():
    answer = judged(gallery("rotate"), chosen("2022-06-01", "2025-06-01"), "2026-04-01")
    closed = {start: it for start, it in answer.verdicts("rotate").items() if start < "2026-04-01"}
    assert closed == {
        "2022-04-01": "met",
        "2023-04-01": "met",
        "2024-04-01": "met",
        "2025-04-01": "met",
    }


def test_o_36_cadence_breached():
    answer = judged(gallery("rotate"), chosen("2022-06-01", "2026-06-01"), "2027-04-01")
    closed = {start: it for start, it in answer.verdicts("rotate").items() if start < "2027-04-01"}
    assert closed == {
        "2022-04-01": "met",
        "2023-04-01": "met",
        "2024-04-01": "met",
        "2025-04-01": "not_met",
        "2026-04-01": "met",
    }


def test_o_36_cadence_is_open_while_its_last_year_runs():
    answer = judged(gallery("rotate"), chosen("2022-06-01"), "2026-03-31")
    row = answer.row("rotate", "2025-04-01")
    assert (row.verdict, row.last_date) == ("open", "2026-03-31")


def activities(*days):
    return a_log(*(an_activity(day, 60) for day in days))


def gap(log, as_of, pack="hcpc.registrant"):
    rows = judged(pack, log, as_of).said["verdicts"]
    found = [one for one in rows if "gap" in one["requirement"]]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("pack", ["hcpc.registrant", gallery("explain_gaps")])
def test_o_37_hcpc_gap(pack):
    row = gap(activities("2025-01-10", "2025-04-09", "2025-07-15"), "2025-07-16", pack)
    assert row["verdict"] == "needs_explanation"
    assert "97 days" in "\n".join(row["explanation"])


@pytest.mark.parametrize("pack", ["hcpc.registrant", gallery("explain_gaps")])
def test_o_37_hcpc_gap_below_three_months_is_fine(pack):
    assert gap(activities("2025-01-10", "2025-04-09"), "2025-04-10", pack)["verdict"] == "met"


EXPLAINED = "{id: gaps, kind: max_gap, measure: cpd, gap: 3mo, consequence: needs_explanation%s}"


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        pytest.param(EXPLAINED % ", exactly: flagged", "needs_explanation", id="three-or-more"),
        pytest.param(EXPLAINED % "", "met", id="more-than-three"),
    ],
)
def test_o_37_hcpc_gap_of_exactly_three_months(line, verdict):
    log = activities("2025-04-09", "2025-07-09")
    assert gap(log, "2025-07-10", a_pack(line))["verdict"] == verdict
    later = activities("2025-04-09", "2025-07-10")
    assert gap(later, "2025-07-10", a_pack(line))["verdict"] == "needs_explanation"


def test_the_papers_packs_can_all_be_read():
    ids = ("bacp.accredited", "bacp.student-accredited-course", "icf.pcc", "pacfa.member")
    more = ("ukcp.registrant", "shapes.gallery", ATRIUM)
    for id_ in (*ids, *more):
        answer = judged(paper(id_), a_log(), "2026-11-21")
        assert answer.said["pack"] == id_
