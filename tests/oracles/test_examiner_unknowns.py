"""What an outside examiner found: what nobody has said is neither a pass nor a fail."""

import pytest

from tests.factories.requirements import a_log, an_activity, group_of, individual, practice
from tests.oracles.judging import judged
from tests.oracles.packs import a_pack

SPREAD = a_pack(
    """{id: a, kind: minimum, measure: practice, at_least: 1h,
      period: {type: calendar, unit: month}}"""
)


def babcp(*sessions):
    log = a_log(*(individual(day, minutes) for day, minutes in sessions))
    return judged("babcp.accredited", log, "2027-01-10").row("supervision", "2026-01-01")


@pytest.mark.parametrize(
    "sessions",
    [
        pytest.param([("2026-01-06", 1080)], id="one-session"),
        pytest.param([("2026-01-06", 1080), ("2026-12-20", 60)], id="two-far-apart"),
        pytest.param([(f"2026-0{month}-06", 360) for month in (1, 2, 3)], id="one-quarter"),
    ],
)
def test_a_mean_is_regular_only_over_all_of_the_year(sessions):
    row = babcp(*sessions)
    assert row.verdict == "needs_review"
    assert "not regular" in row.words


def test_sessions_all_over_the_year_are_regular():
    assert babcp(*((f"2026-{month:02}-15", 90) for month in range(1, 13))).verdict == "met"


NMC = {"anchors": {"registered": "2024-01-01"}}
EUROPSY = {"joined": "2018-01-01", "anchors": {"credential_awarded": "2018-01-01"}}


@pytest.mark.parametrize(
    ("more", "closed", "verdict"),
    [
        pytest.param([], [], "needs_review", id="nothing-said"),
        pytest.param([practice("2025-03-03", 60)], [], "not_met", id="too-little"),
        pytest.param([], [{"from": "2024-01-01", "to": "2026-12-31"}], "not_met", id="said-none"),
    ],
)
def test_practice_that_nobody_logged_is_not_too_little(more, closed, verdict):
    log = a_log(an_activity("2024-05-01"), *more, closed=closed, **NMC)
    assert (
        judged("nmc.registrant", log, "2027-01-05").row("practice", "2024-01-01").verdict == verdict
    )


@pytest.mark.parametrize(
    ("more", "verdict"),
    [([], "needs_review"), ([practice("2023-03-03", 60)], "not_met")],
    ids=["nothing-said", "too-little"],
)
def test_a_mean_of_years_without_any_practice_is_not_known(more, verdict):
    log = a_log(an_activity("2018-02-02"), *more, **EUROPSY)
    rows = judged("europsy.estonia", log, "2025-01-05").rows("practice")
    assert [one.verdict for one in rows if one.end == "2025-01-01"] == [verdict]


def bbs(*entries, as_of="2026-03-10", **member):
    return judged("bbs.associate", a_log(*entries, **member), as_of).rows("weekly_units")


def test_a_week_without_logged_practice_asks_for_nobody_knows_how_much():
    (row,) = bbs(individual("2026-03-03", setting="A"))
    assert row.figures == ("needs_review", None, "60", None)
    closed = [{"from": "2026-03-02", "to": "2026-03-08"}]
    (row,) = bbs(individual("2026-03-03", setting="A"), closed=closed)
    assert row.verdict == "met"


def test_a_week_without_settings_is_asked_about():
    (row,) = bbs(practice("2026-03-02", 660, title="Clinic"), individual("2026-03-03"))
    assert row.verdict == "needs_review"
    assert "“Clinic” on 2 March 2026" in row.words
    assert "Individual supervision on 3 March 2026" in row.words


def test_supervision_without_a_setting_is_said_to_count_nothing_yet():
    (row,) = bbs(practice("2026-03-02", 600, setting="A"), individual("2026-03-03"))
    assert row.figures == ("needs_review", "60", "0", "60")
    assert "1 hour counted" not in row.words
    assert "at which setting is not said" in row.words


def test_practice_without_a_setting_may_ask_for_more():
    here = practice("2026-03-02", 600, setting="A"), individual("2026-03-03", setting="A")
    row, other = sorted(bbs(*here, practice("2026-03-04", 60)), key=lambda one: one.claimed)
    assert (row.verdict, other.verdict) == ("needs_review", "needs_review")


def test_each_setting_is_named_in_the_first_line():
    rows = bbs(practice("2026-03-02", 60, setting="A"), practice("2026-03-02", 60, setting="B"))
    assert ["at A:" in rows[0].words, "at B:" in rows[1].words] == [True, True]


def test_a_share_of_what_is_not_known_takes_nothing_off():
    log = a_log(group_of(6, "2026-03-03"), practice("2026-03-03", 300))
    answer = judged("napcp.accredited", log, "2027-04-15")
    row = answer.row("ratio", "2026-01-01")
    assert row.figures == ("needs_review", None, "120", None)
    share = answer.row("group_share_five", "2026-01-01")
    assert "75 %" in share.words
    assert "50 %" not in share.words


def test_who_joined_has_owed_something_since_then():
    log = a_log(practice("2026-03-10", 50), individual("2026-03-12"), joined="2026-01-01")
    rows = judged("bacp.accredited", log, "2026-04-05").verdicts("supervision_monthly")
    assert list(rows) == ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"]
    assert rows["2026-01-01"] == "needs_review"


def test_who_joined_long_before_the_log_is_not_asked_about_it():
    log = a_log(practice("2026-03-10", 50), joined="2025-03-09")
    rows = judged("bacp.accredited", log, "2026-04-05").verdicts("supervision_monthly")
    assert min(rows) == "2026-03-01"


ICF = {"anchors": {"credential_awarded": "2024-01-01"}}


def test_a_category_that_does_not_matter_need_not_be_said():
    answer = judged("icf.pcc", a_log(an_activity("2025-05-01", 1200), **ICF), "2026-01-05")
    assert answer.row("total").claimed == "1200"
    assert answer.row("core").claimed == "0"


def test_a_category_that_a_share_hangs_on_must_be_said():
    answer = judged("eap.ecp", a_log(an_activity("2025-05-01"), **ICF), "2026-01-05")
    assert answer.row("total").claimed == "0"


def test_practice_on_leave_is_asked_about():
    leave = [{"from": "2026-03-01", "to": "2026-03-31"}]
    log = a_log(practice("2026-03-02", 60), leave=leave)
    row = judged("bacp.accredited", log, "2026-05-02").row("supervision_monthly", "2026-03-01")
    assert row.verdict == "needs_review"
    assert "yet practice is logged: Practice on 2 March 2026" in row.words
    enough = a_log(practice("2026-03-02", 60), individual("2026-03-03", 90), leave=leave)
    answer = judged("bacp.accredited", enough, "2026-05-02")
    assert answer.row("supervision_monthly", "2026-03-01").verdict == "met"


def test_practice_over_several_days_is_spread_over_them():
    log = a_log(practice("2026-01-29", 600, end="2026-02-02"))
    answer = judged(SPREAD, log, "2026-03-02")
    assert answer.row("a", "2026-01-01").claimed == "360"
    assert answer.row("a", "2026-02-01").claimed == "240"
    assert "1 entry" not in answer.row("a", "2026-01-01").words
    assert "6 hours counted of 10 hours" in answer.row("a", "2026-01-01").words


def test_practice_over_several_months_makes_each_of_them_known():
    log = a_log(practice("2026-01-01", 1200, end="2026-03-31"), individual("2026-01-05", 90))
    answer = judged("bacp.accredited", log, "2026-04-02")
    rows = answer.verdicts("supervision_monthly")
    assert [rows["2026-01-01"], rows["2026-02-01"], rows["2026-03-01"]] == [
        "met",
        "not_met",
        "not_met",
    ]


def test_practice_of_no_time_says_that_there_was_none():
    log = a_log(practice("2026-02-28", 0), breaks=["2026-02"])
    row = judged("bacp.accredited", log, "2026-03-05").row("supervision_monthly", "2026-02-01")
    assert row.verdict == "exempt"
