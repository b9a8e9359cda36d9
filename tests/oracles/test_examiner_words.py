"""What an outside examiner found: sentences that were not true, or not plain."""

import pytest

from tests.factories.requirements import a_log, an_activity, group_of, individual, practice
from tests.oracles.judging import judged
from tests.oracles.packs import a_pack, gallery

ICF = {"anchors": {"credential_awarded": "2024-01-01"}}


def icf(*entries, requirement="total"):
    return judged("icf.pcc", a_log(*entries, **ICF), "2026-01-05").row(requirement).words


def tagged(title, on, *tags, category="core", minutes=600):
    return an_activity(on, minutes, title=title, category=category, tags=list(tags))


def test_caps_that_cross_are_told_together():
    words = icf(
        tagged("X", "2024-02-01", "mentor_received", "supervision"),
        tagged("Y", "2024-03-01", "mentor_received"),
        tagged("Z", "2024-04-01", "supervision", category="resource"),
    )
    assert "30 hours is logged and 20 hours counts" in words
    assert "mentor coaching and supervision can no longer help" in words


def test_the_topic_is_asked_for_where_the_topic_decides():
    pack = a_pack(
        """{id: t, kind: minimum, measure: teaching, at_least: 9h,
          period: {type: calendar, unit: year}}"""
    )
    row = judged(pack, a_log(an_activity("2026-06-03", tags=["presented"])), "2026-12-05").row("t")
    assert "its topic is not said" in row.words
    assert "individual" not in row.words


def test_an_entry_that_the_pack_puts_elsewhere_is_named_with_the_reason():
    words = icf(tagged("Books", "2024-02-01", "self_study"), requirement="core")
    assert "self-study is resource development" in words
    assert "“Books” on 1 February 2024" in words


def test_an_entry_of_the_right_sort_in_the_wrong_place_is_named():
    words = icf(tagged("Ethics", "2024-02-01", "ethics", category="resource"), requirement="ethics")
    assert "it is resource development" in words
    assert "“Ethics” on 1 February 2024" in words


def test_a_category_of_no_pack_is_told_with_those_there_are():
    words = icf(tagged("A", "2024-02-01", category="kernel"), requirement="core")
    assert "“kernel” is none of those known here (core, resource)" in words


def bacp(*entries):
    log = a_log(practice("2026-03-02"), *entries)
    return (
        judged("bacp.accredited", log, "2026-04-02").row("supervision_monthly", "2026-03-01").words
    )


def test_supervision_given_is_said_not_to_count():
    words = bacp(individual("2026-03-03", role="delivered"))
    assert "Supervision given to others does not count here" in words


def test_a_group_by_those_who_came_lacks_those_contracted():
    words = bacp({**group_of(5, "2026-03-03"), "size": {"attended": 5}})
    assert "how many were contracted to the group is not said, only how many came" in words


def test_pieces_are_called_what_they_are():
    log = a_log(an_activity("2025-12-05"), an_activity("2026-01-05", title="A talk"))
    words = judged("swe.registrant", log, "2026-12-05").row("pieces", "2025-12-01").words
    assert "2 activity, reflection or supervision entries" in words
    assert "Counted: Activity on 5 December 2025 and “A talk” on 5 January 2026" in words


def test_a_gap_to_explain_is_no_fault():
    log = a_log(*(an_activity(day) for day in ("2025-01-10", "2025-04-09", "2025-07-15")))
    words = judged("hcpc.registrant", log, "2025-09-01").row("explain_gaps").words
    assert "3 months 6 days" in words
    assert "From one entry to the next" in words
    assert "too" not in words.split()


def test_a_paper_that_names_its_last_day_is_believed():
    paper = {"document": "dbs_check", "issued": "2024-01-01", "to": "2025-01-01"}
    words = judged("atrium.practitioner", a_log(documents=[paper]), "2026-02-01").row("dbs").words
    assert "The paper itself names 1 January 2025 as its last day" in words
    assert "3 years" not in words


def test_papers_under_other_names_are_listed():
    paper = {"document": "police_clearance", "issued": "2025-01-01"}
    words = judged("atrium.practitioner", a_log(documents=[paper]), "2026-02-01").row("dbs").words
    assert "Logged under other names: “police clearance”" in words


@pytest.mark.parametrize("name", ["indemnity_insurance", "dbs_check"])
def test_an_undated_paper_has_the_right_article(name):
    answer = judged("atrium.practitioner", a_log(documents=[{"document": name}]), "2026-02-01")
    words = answer.row("insurance" if name == "indemnity_insurance" else "dbs").words
    assert ("There is an indemnity insurance" in words) == (name == "indemnity_insurance")


def test_a_rounded_figure_says_so_in_the_first_line():
    log = a_log(an_activity("2026-05-01"), joined="2026-04-15")
    pack = gallery("joiner_months")
    row = judged(pack, log, "2026-12-31").rows("joiner_months")[0]
    if "/" in row.required:
        assert "just over" in row.words.split("\n")[0]
