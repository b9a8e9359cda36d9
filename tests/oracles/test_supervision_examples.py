"""Worked examples O-01 to O-09: how supervision is weighed, and what a month is."""

from datetime import date, timedelta

import pytest

from tests.factories.requirements import (
    a_log,
    days,
    group_of,
    individual,
    peers,
    practice,
)
from tests.oracles.judging import judged
from tests.oracles.packs import a_pack, paper, paper_with

BACP = "bacp.accredited"
MONTHLY = "supervision_monthly"
MARCH = practice("2026-03-02", 600)
ATTENDED = "{select: {kind: supervision, role: received}, size: {count_by: attended}, credit: %s}"
LINES = """[
  {when: {format: individual}, rate: "1"},
  {when: {format: group, size: {max: 4}}, exclude_from_size: facilitator, rate: "1/2"},
  {when: {format: group, size: {min: 5}}, exclude_from_size: facilitator, rate: "1/size"}]"""
A_MONTH = "period: {type: calendar, unit: month}"


def in_march(pack, *entries, requirement=MONTHLY):
    return judged(pack, a_log(MARCH, *entries), "2026-04-10").row(requirement, "2026-03-01")


@pytest.mark.parametrize("pack", [BACP, paper(BACP)], ids=["shipped", "the-papers"])
@pytest.mark.parametrize(
    ("session", "credited"),
    [
        pytest.param(individual(minutes=120), "120", id="individual"),
        pytest.param(group_of(4), "60", id="four-and-a-facilitator"),
        pytest.param(group_of(5), "24", id="five-and-a-facilitator"),
        pytest.param(group_of(6), "20", id="six-and-a-facilitator"),
        pytest.param(group_of(1), "60", id="one-alone-logged-as-a-group"),
        pytest.param(peers(4), "60", id="peers-four-in-all"),
        pytest.param(peers(5), "24", id="four-colleagues-and-me"),
        pytest.param(group_of(6, attended=3), "20", id="six-contracted-three-came"),
    ],
)
def test_o_01_bacp_group_weighting(pack, session, credited):
    row = in_march(pack, session)
    assert (row.required, row.claimed) == ("90", credited)
    assert row.verdict == ("met" if credited == "120" else "not_met")
    assert row.short == str(max(0, 90 - int(credited)))


def test_o_01_bacp_group_weighting_by_those_who_came():
    measure = f"{{sup: {ATTENDED % LINES}}}"
    line = f"{{id: {MONTHLY}, kind: minimum, measure: sup, at_least: 90min, {A_MONTH}}}"
    row = in_march(a_pack(line, measures=measure), group_of(6, attended=3))
    assert row.figures == ("not_met", "90", "60", "30")


MIXED = (individual(minutes=60), group_of(6, "2026-03-09"))
PEER_PAIR = peers(2, "2026-03-16", 45)


def test_o_02_one_month_mixed():
    assert in_march(BACP, *MIXED, PEER_PAIR).figures == ("met", "90", "205/2", "0")


def test_o_02_one_month_mixed_without_the_peer_pair():
    assert in_march(BACP, *MIXED).figures == ("not_met", "90", "80", "10")


@pytest.mark.parametrize("as_of", ["2026-03-16", "2026-03-31"], ids=["amid", "on-its-last-day"])
def test_o_02_one_month_mixed_while_it_is_open(as_of):
    row = judged(BACP, a_log(MARCH, *MIXED), as_of).row(MONTHLY, "2026-03-01")
    assert row.figures == ("open", "90", "80", "10")
    assert (row.end, row.last_date) == ("2026-04-01", "2026-03-31")


def test_o_03_exactness():
    groups = [group_of(6, f"2026-06-{day:02}", 60) for day in range(1, 8)]
    log = a_log(practice("2026-06-01"), *groups, individual("2026-06-09", 20))
    row = judged(BACP, log, "2026-07-01").row(MONTHLY, "2026-06-01")
    assert row.figures == ("met", "90", "90", "0")


EVERY_THREE_WEEKS = [date(2026, 1, 6) + timedelta(days=21 * n) for n in range(18)]
A_YEAR = a_log(
    *(individual(day.isoformat(), 60) for day in EVERY_THREE_WEEKS),
    *(practice(f"2026-{month:02}-05") for month in range(1, 13)),
)
SHORT_MONTHS = {"02", "04", "05", "07", "09", "11"}


def test_o_04_averaged_supervision_for_bacp():
    answer = judged(BACP, A_YEAR, "2027-01-01")
    for month in (f"{number:02}" for number in range(1, 13)):
        wanted = (
            ("not_met", "90", "60", "30") if month in SHORT_MONTHS else ("met", "90", "120", "0")
        )
        assert answer.row(MONTHLY, f"2026-{month}-01").figures == wanted


AVERAGED = paper_with(
    BACP,
    requirements=f"""[{{id: {MONTHLY}, kind: minimum, measure: supervision, at_least: 90min,
      {A_MONTH}, averaging: regular_mean}}]""",
)


@pytest.mark.parametrize(
    "pack", [pytest.param("babcp.accredited", id="shipped"), pytest.param(AVERAGED, id="our-own")]
)
def test_o_04_averaged_supervision_for_babcp(pack):
    answer = judged(pack, A_YEAR, "2027-01-01")
    years = [
        row
        for id_ in {one["requirement"] for one in answer.said["verdicts"]}
        for row in answer.rows(id_)
        if (row.start, row.required) == ("2026-01-01", "1080")
    ]
    assert [(row.figures, row.end) for row in years] == [
        (("met", "1080", "1080", "0"), "2027-01-01")
    ]


JANUARY = (practice("2026-01-05"), individual("2026-01-12", 90))


def february(*entries, **member):
    log = a_log(*JANUARY, *entries, **member)
    return judged(BACP, log, "2026-03-01").row(MONTHLY, "2026-02-01").verdict


def test_o_06_no_clients_that_month_with_a_documented_break():
    assert february(closed=["2026-02"], breaks=["2026-02"]) == "exempt"
    whole = days("2026-02-01", "2026-02-28")
    assert february(closed=[whole], breaks=[whole]) == "exempt"


def test_o_06_no_clients_that_month_a_certified_none():
    none = practice("2026-02-01", 0)
    assert february(none, closed=["2026-02"], breaks=["2026-02"]) == "exempt"
    assert february(none, closed=["2026-02"]) == "needs_review"


def test_o_06_no_clients_that_month_without_the_break_document():
    assert february(closed=["2026-02"]) == "needs_review"


def test_o_06_no_clients_that_month_and_no_practice_record_at_all():
    assert february() == "needs_review"


def test_o_06_the_minimum_does_not_scale_with_the_caseload():
    log = a_log(practice("2026-03-10", 50), individual("2026-03-12", 60))
    row = judged(BACP, log, "2026-04-01").row(MONTHLY, "2026-03-01")
    assert row.figures == ("not_met", "90", "60", "30")


DOUBLE_SHARE = a_pack(
    f"{{id: share, kind: minimum, measure: sup_double_share, at_least: 90min, {A_MONTH}}}"
)
PUBLISHED = [
    pytest.param(group_of(4, minutes=120), "60", id="two-hours-four-people"),
    pytest.param(group_of(3, minutes=105), "70", id="an-hour-and-three-quarters-three-people"),
    pytest.param(group_of(2, minutes=120), "120", id="two-people-no-more-than-the-time"),
    pytest.param(group_of(5, minutes=90), "0", id="five-are-too-many"),
]


@pytest.mark.parametrize(("session", "credited"), PUBLISHED)
def test_o_07_babcp_training_formula(session, credited):
    row = in_march(DOUBLE_SHARE, session, requirement="share")
    assert (row.required, row.claimed) == ("90", credited)


@pytest.mark.parametrize(("session", "credited"), PUBLISHED)
def test_o_07_babcp_training_formula_in_the_shipped_pack(session, credited):
    answer = judged("babcp.training-course", a_log(MARCH, session), "2026-04-10")
    claims = {one["claimed"] for one in answer.said["verdicts"] if one["claimed"] is not None}
    assert credited in claims


def test_o_07_babcp_training_formula_says_why_it_is_nothing():
    answer = judged("babcp.training-course", a_log(MARCH, group_of(5, minutes=90)), "2026-04-10")
    words = "\n".join(line for one in answer.said["verdicts"] for line in one["explanation"])
    assert "group larger than four" in words.lower()


THIRDS = """{sup: {select: {kind: supervision}, credit: [
  {when: {format: group, size: {max: 4}}, rate: "1/2"},
  {when: {format: group, size: {min: 5}}, rate: "1/3"}]}}"""
HALF_FOR_PEERS = """{sup: {select: {kind: supervision}, credit: [
  {when: {format: individual}, rate: "1"}, {when: {format: peer}, rate: "1/2"}]}}"""
A_MINIMUM = f"{{id: {MONTHLY}, kind: minimum, measure: sup, at_least: 90min, {A_MONTH}}}"
SIX = group_of(6, "2026-03-03", setting="clinic")


@pytest.mark.parametrize(
    ("pack", "session", "credited"),
    [
        pytest.param(BACP, SIX, "20", id="bacp"),
        pytest.param(a_pack(A_MINIMUM, measures=THIRDS), SIX, "40", id="addiction-professionals"),
        pytest.param("babcp.accredited", SIX, "120", id="babcp-accredited"),
        pytest.param("babcp.training-course", SIX, "0", id="babcp-training-course"),
        pytest.param(
            a_pack(A_MINIMUM, measures=HALF_FOR_PEERS), peers(6), "60", id="accph-a-peer-group"
        ),
    ],
)
def test_o_08_one_session_seven_answers(pack, session, credited):
    answer = judged(pack, a_log(MARCH, session), "2026-04-10")
    claims = {
        one["claimed"]
        for one in answer.said["verdicts"]
        if one["claimed"] is not None and one["requirement"].startswith("supervision")
    }
    assert credited in claims


NAPCP = "napcp.accredited"
ACCREDITED_LATELY = {
    "joined": "2024-01-01",
    "anchors": {"accredited": "2024-01-01", "registered": "2024-01-01"},
}
THREE_HUNDRED_HOURS = [practice(f"2026-{month:02}-03", 1500) for month in range(1, 13)]


def napcp(*sessions):
    log = a_log(*THREE_HUNDRED_HOURS, *sessions, **ACCREDITED_LATELY)
    answer = judged(NAPCP, log, "2027-01-01")
    found = [
        one
        for one in answer.said["verdicts"]
        if one["required"] == "900" and one["period"]["start"] <= "2026-01-03"
    ]
    assert found, answer.said
    return found


def test_o_08_one_session_napcp_counts_all_of_it():
    assert {one["claimed"] for one in napcp(SIX)} == {"120"}


def test_o_08_one_session_is_one_unit_in_california():
    log = a_log(practice("2026-03-03", 300, setting="clinic"), SIX)
    rows = judged("bbs.associate", log, "2026-04-10").said["verdicts"]
    weeks = [one for one in rows if one["period"] and one["period"]["start"] == "2026-03-02"]
    assert ("met", "60", "60") in {(o["verdict"], o["required"], o["claimed"]) for o in weeks}


def test_o_08_one_session_psychology_board_counts_the_own_minutes():
    own = {"tags": ["peer_consultation"], "own_minutes": 20}
    session = {**SIX, "kind": "activity", **own}
    rows = judged("psyba.general", a_log(session), "2026-12-01").said["verdicts"]
    claims = [one["claimed"] for one in rows if one["period"]["start"] == "2025-12-01"]
    assert "20" in claims


def test_o_09_share_cap_on_group_time():
    alone = [individual(f"2026-{month:02}-10", 60) for month in range(1, 7)]
    group = [group_of(6, f"2026-{month:02}-17", 120) for month in range(1, 7)]
    for row in napcp(*alone, *group):
        assert (row["verdict"], row["claimed"], row["short"]) == ("not_met", "810", "90")
        assert "individual only" in "\n".join(row["explanation"]).lower()


SHARE_OF_A_RATIO = (
    """{id: supervision_ratio, kind: ratio, measure: sup, to: practice, at_least: "1:20",
      period: {type: calendar, unit: year}}""",
    """{id: supervision_group, kind: maximum_share, on: {format: group}, share: "50%",
      of: required, measure: sup, period: {type: calendar, unit: year}}""",
)


def test_o_09_share_cap_on_group_time_in_our_own_pack():
    alone = [individual(f"2026-{month:02}-10", 60) for month in range(1, 7)]
    group = [group_of(6, f"2026-{month:02}-17", 120) for month in range(1, 7)]
    log = a_log(*THREE_HUNDRED_HOURS, *alone, *group)
    row = judged(a_pack(*SHARE_OF_A_RATIO), log, "2027-01-01").row(
        "supervision_ratio", "2026-01-01"
    )
    assert row.figures == ("not_met", "900", "810", "90")
    assert "individual only" in row.words.lower()
