"""Minima: O-01 to O-06, O-11, O-34, and what a minimum says of itself."""

from datetime import date
from fractions import Fraction

import pytest

from cpd.requirements.rules.answers import Verdict
from cpd.requirements.rules.logs import Size
from cpd.requirements.rules.packs import Body, Eligible, EntryDate
from cpd.requirements.rules.terms import AppliesIf, Band, Bands
from tests.rules.requirements_sums import (
    DRAFT,
    HOUR,
    MEASURES,
    MONTH,
    REJECTED,
    a_measure,
    a_minimum,
    a_pack,
    a_stretch,
    an_entry,
    evidenced,
    figures,
    group_of,
    in_category,
    individual,
    judged,
    one_credit,
    peers,
    practice,
    row,
    rows,
    tagged,
    told,
)

CLIENTS = AppliesIf(measure="practice")
MONTHLY = a_pack(a_minimum(90, "supervision", period=MONTH))
WITH_CLIENTS = a_pack(
    a_minimum(
        90,
        "supervision",
        period=MONTH,
        applies_if=CLIENTS,
        not_applicable_needs="documented_break",
    )
)
MIXED = (
    individual("2026-03-03", 60),
    group_of(6, "2026-03-10", 120),
    peers(2, "2026-03-17", 45),
)


@pytest.mark.parametrize(
    ("entry", "credited"),
    [
        pytest.param(individual("2026-03-03", 120), 120, id="individual"),
        pytest.param(group_of(4, "2026-03-03", 120), 60, id="group-of-four"),
        pytest.param(group_of(5, "2026-03-03", 120), 24, id="group-of-five"),
        pytest.param(group_of(6, "2026-03-03", 120), 20, id="group-of-six"),
        pytest.param(group_of(1, "2026-03-03", 120), 60, id="group-of-one"),
        pytest.param(peers(4, "2026-03-03", 120), 60, id="four-peers"),
        pytest.param(peers(5, "2026-03-03", 120), 24, id="five-peers"),
    ],
)
def test_o_01_group_weighting(entry, credited):
    found = judged(MONTHLY, entry, as_of="2026-04-01")
    assert row(found, start="2026-03-01").claimed == credited
    assert one_credit(found, entry).minutes == credited


@pytest.mark.parametrize(("count_by", "credited"), [("contracted", 20), ("attended", 60)])
def test_o_01_counts_by_those_contracted_or_those_who_came(count_by, credited):
    lines = MEASURES["supervision"].credit
    measures = {"supervision": a_measure("supervision", "supervision", lines, count_by=count_by)}
    pack = a_pack(a_minimum(90, "supervision", period=MONTH), measures=measures)
    entry = group_of(6, "2026-03-03", 120, size=Size(contracted=6, attended=3))
    assert row(judged(pack, entry, as_of="2026-03-31")).claimed == credited


def test_o_02_one_month_mixed():
    found = row(judged(MONTHLY, *MIXED, as_of="2026-04-01"), start="2026-03-01")
    assert figures(found) == ("met", 90, Fraction(205, 2), 0)
    assert found.explanation[0] == (
        "March 2026: just over 1 hour 42 minutes counted of the 1 hour 30 minutes asked."
    )
    assert "group of 6 shared 2 hours; each is credited 20 minutes (time divided by 6)" in told(
        found
    )


def test_o_02_without_the_peers_ten_minutes_are_lacking():
    found = row(judged(MONTHLY, *MIXED[:2], as_of="2026-04-01"), start="2026-03-01")
    assert figures(found) == ("not_met", 90, 80, 10)
    assert found.last_date is None


def test_o_02_while_the_month_runs_it_is_open():
    found = row(judged(MONTHLY, *MIXED[:2], as_of="2026-03-31"))
    assert figures(found) == ("open", 90, 80, 10)
    assert found.last_date == date(2026, 3, 31)
    assert "10 more minutes of supervision by 31 March 2026." in found.explanation


def test_o_03_exactness():
    groups = [group_of(6, f"2026-06-{day:02}", 60) for day in range(1, 8)]
    found = judged(MONTHLY, *groups, individual("2026-06-09", 20), as_of="2026-07-01")
    assert figures(row(found, start="2026-06-01")) == ("met", 90, 90, 0)


SPACED = [
    individual(date.fromordinal(date(2026, 1, 6).toordinal() + 21 * n).isoformat(), 60)
    for n in range(18)
]


def test_o_04_without_averaging_six_months_fall_short():
    found = {one.start.month: one.verdict for one in rows(judged(MONTHLY, *SPACED))}
    short = {month for month, verdict in found.items() if verdict is Verdict.NOT_MET}
    assert short == {2, 4, 5, 7, 9, 11}


def test_o_04_the_mean_of_the_year_is_enough_if_regular():
    pack = a_pack(a_minimum(90, "supervision", period=MONTH, averaging="regular_mean"))
    found = row(judged(pack, *SPACED), start="2026-01-01")
    assert figures(found) == ("met", 1080, 1080, 0)


def test_a_mean_that_is_not_regular_is_for_a_person_to_judge():
    pack = a_pack(a_minimum(90, "supervision", period=MONTH, averaging="regular_mean"))
    found = judged(pack, individual("2026-01-06", 540), individual("2026-11-06", 540))
    found = row(found, start="2026-01-01")
    assert found.verdict is Verdict.NEEDS_REVIEW
    assert "it is not regular: 304 days passed between 6 January 2026" in told(found)


def test_averaging_over_the_year_asks_nothing_of_months_before_one_joined():
    pack = a_pack(a_minimum(90, "supervision", period=MONTH, averaging="over_parent"))
    found = judged(pack, individual("2026-07-06", 540), joined=date(2026, 7, 1))
    assert figures(row(found, start="2026-01-01")) == ("met", 540, 540, 0)


@pytest.mark.parametrize(
    ("breaks", "closed", "verdict"),
    [
        pytest.param(True, True, "exempt", id="closed-and-a-break"),
        pytest.param(False, True, "needs_review", id="closed-and-no-break"),
        pytest.param(True, False, "needs_review", id="a-break-and-nothing-said-of-practice"),
        pytest.param(False, False, "needs_review", id="nothing-said"),
    ],
)
def test_o_06_no_clients_that_month(breaks, closed, verdict):
    february = (a_stretch("2026-02-01", "2026-02-28"),)
    found = judged(
        WITH_CLIENTS,
        individual("2026-01-05", 60),
        as_of="2026-03-01",
        breaks=february if breaks else (),
        closed=february if closed else (),
    )
    assert row(found, start="2026-02-01").verdict == verdict


def test_o_06_the_minimum_does_not_scale_with_caseload():
    found = judged(
        WITH_CLIENTS, practice("2026-03-04", 50), individual("2026-03-03", 60), as_of="2026-04-01"
    )
    assert figures(row(found, start="2026-03-01")) == ("not_met", 90, 60, 30)


def test_practice_said_to_be_none_over_the_month_is_known():
    none = practice("2026-02-01", 0, end_on=date(2026, 2, 28))
    found = judged(
        WITH_CLIENTS, none, as_of="2026-03-01", breaks=(a_stretch("2026-02-01", "2026-02-28"),)
    )
    assert row(found, start="2026-02-01").verdict is Verdict.EXEMPT


def test_enough_is_enough_though_practice_is_not_known():
    found = judged(WITH_CLIENTS, individual("2026-02-05", 90), as_of="2026-03-01")
    assert row(found, start="2026-02-01").verdict is Verdict.MET


PACFA = Bands(
    on="practice",
    table=(
        Band(below=400 * HOUR, value=10 * HOUR),
        Band(from_=400 * HOUR, value=15 * HOUR),
    ),
)
OVER = Bands(
    on="practice",
    table=(
        Band(up_to=400 * HOUR, value=10 * HOUR),
        Band(over=400 * HOUR, value=15 * HOUR),
    ),
)
TIERS = Bands(
    on="practice",
    table=(
        Band(up_to=12 * HOUR, value=Fraction(90)),
        Band(over=12 * HOUR, up_to=16 * HOUR, value=Fraction(120)),
        Band(over=16 * HOUR, up_to=20 * HOUR, value=Fraction(150)),
    ),
)


@pytest.mark.parametrize(
    ("bands", "minutes", "required"),
    [
        pytest.param(PACFA, 399 * 60 + 59, 600, id="399-59"),
        pytest.param(PACFA, 24000, 900, id="400"),
        pytest.param(PACFA, 0, 600, id="none"),
        pytest.param(OVER, 24000, 600, id="over-400-at-400"),
        pytest.param(OVER, 24001, 900, id="over-400-above"),
        pytest.param(TIERS, 720, 90, id="12"),
        pytest.param(TIERS, 750, 120, id="12-30"),
        pytest.param(TIERS, 780, 120, id="13"),
        pytest.param(TIERS, 1020, 150, id="17"),
        pytest.param(TIERS, 1200, 150, id="20"),
        pytest.param(TIERS, 1260, None, id="21"),
    ],
)
def test_o_11_bands(bands, minutes, required):
    pack = a_pack(a_minimum(0, "supervision", at_least=bands))
    year = (a_stretch("2026-01-01", "2026-12-31"),)
    entries = [practice("2026-05-05", minutes)] if minutes else []
    found = row(judged(pack, *entries, as_of="2026-12-31", closed=year))
    assert found.required == required


def test_o_11_beyond_the_table_a_person_must_say():
    pack = a_pack(a_minimum(0, "supervision", at_least=TIERS))
    found = judged(pack, practice("2026-05-05", 1260), individual("2026-05-05", 600))
    assert row(found, start="2026-01-01").verdict is Verdict.NEEDS_REVIEW


def test_o_11_without_a_practice_log_only_the_most_is_surely_enough():
    pack = a_pack(a_minimum(0, "supervision", at_least=PACFA))
    assert row(judged(pack, individual("2026-05-05", 899)), start="2026-01-01").verdict == (
        "needs_review"
    )
    assert row(judged(pack, individual("2026-05-05", 900)), start="2026-01-01").verdict == "met"
    assert row(judged(pack, individual("2026-05-05", 599)), start="2026-01-01").verdict == (
        "not_met"
    )


def test_o_34_claimed_and_evidenced():
    entries = [
        evidenced(27 * 60),
        an_entry("2026-03-03", 3 * 60, title="pending"),
        an_entry("2026-04-03", 2 * 60, status=REJECTED, reason="not CPD"),
    ]
    found = judged(a_pack(a_minimum(30 * 60)), *entries)
    year = row(found, start="2026-01-01")
    assert figures(year) == ("met", 1800, 1800, 0)
    assert year.evidenced == 27 * 60
    assert "An audit would look at what is evidenced: 27 hours of the 30 hours asked." in told(year)
    assert one_credit(found, entries[2]).reason == "rejected: not CPD"


def test_drafts_and_what_is_for_another_body_count_for_nothing():
    draft = an_entry("2026-03-03", 60, status=DRAFT)
    other = an_entry("2026-03-04", 60, counts_for=frozenset({"bacp"}))
    ours = an_entry("2026-03-05", 60, counts_for=frozenset({"house"}))
    found = judged(a_pack(a_minimum(60)), draft, other, ours)
    assert row(found, start="2026-01-01").claimed == 60
    assert one_credit(found, draft).reason == "still a draft"
    assert one_credit(found, other).reason == "not logged for House"


def test_a_group_of_unknown_size_is_neither_pass_nor_fail():
    found = judged(MONTHLY, group_of(None, "2026-03-03", 180), as_of="2026-04-01")
    march = row(found, start="2026-03-01")
    assert march.verdict is Verdict.NEEDS_REVIEW
    assert "the size of the group is not said" in told(march)


def test_a_group_too_short_whatever_its_size_is_a_fail():
    found = judged(MONTHLY, group_of(None, "2026-03-03", 179), as_of="2026-04-01")
    assert row(found, start="2026-03-01").verdict is Verdict.NOT_MET


def test_an_activity_without_a_category_may_yet_count():
    pack = a_pack(a_minimum(60, in_=in_category("A")), categories=("A", "B"))
    found = row(judged(pack, an_entry("2026-03-03", 60)), start="2026-01-01")
    assert (found.verdict, found.claimed) == ("needs_review", 0)


def test_an_activity_without_a_category_counts_where_none_matters():
    pack = a_pack(a_minimum(60), categories=("A", "B"))
    found = row(judged(pack, an_entry("2026-03-03", 60)), start="2026-01-01")
    assert (found.verdict, found.claimed) == ("met", 60)


def test_a_category_is_said_for_a_body_in_any_case():
    body = Body(name="A Body", short="EPL")
    pack = a_pack(a_minimum(60, in_=in_category("A")), categories=("A", "B"), body=body)
    said = an_entry("2026-03-03", 60, categories={"epl": "A", "other": "B"})
    found = row(judged(pack, said), start="2026-01-01")
    assert (found.verdict, found.claimed) == ("met", 60)


def test_a_floor_inside_a_tag_counts_what_bears_it():
    ethics = an_entry("2026-03-03", 60, tags=frozenset({"ethics"}))
    other = an_entry("2026-03-04", 60)
    found = judged(a_pack(a_minimum(90, in_=tagged("ethics"))), ethics, other)
    assert figures(row(found, start="2026-01-01")) == ("not_met", 90, 60, 30)
    assert one_credit(found, other).reason == "not ethics"


def test_evidence_may_be_asked_of_every_entry():
    needs = Eligible(claimed=frozenset({"evidence"}))
    found = judged(a_pack(a_minimum(60, eligible=needs)), an_entry("2026-03-03", 60))
    assert row(found, start="2026-01-01").claimed == 0
    assert "it has no evidence" in told(row(found, start="2026-01-01"))


def test_what_lies_after_the_day_asked_about_is_left_out():
    found = judged(a_pack(a_minimum(60)), an_entry("2026-11-03", 60), as_of="2026-03-01")
    assert row(found).claimed == 0
    assert "1 entry dated after 1 March 2026 does not count yet." in told(row(found))


def test_a_period_is_counted_by_the_day_it_names():
    pack = a_pack(a_minimum(60, date_basis=EntryDate.RECORDED))
    late = an_entry("2026-12-20", 60, recorded_on=date(2027, 1, 5))
    found = judged(pack, late, as_of="2027-02-01")
    assert row(found, start="2026-01-01").claimed == 0
    assert row(found, start="2027-01-01").claimed == 60
