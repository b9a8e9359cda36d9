"""Caps and shares: O-09, O-12, O-15, O-16, and caps that cross."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpd.requirements.rules.answers import Verdict
from cpd.requirements.rules.flows import most_through
from cpd.requirements.rules.kinds import MaximumShare, Ratio
from cpd.requirements.rules.logs import Declaration
from cpd.requirements.rules.packs import (
    Cap,
    Match,
    Reclassify,
)
from cpd.requirements.rules.shares import largest_sum
from cpd.requirements.rules.terms import Joiner
from tests.rules.requirements_sums import (
    HALF,
    HOUR,
    MEASURES,
    MONTH,
    YEAR,
    a_measure,
    a_minimum,
    a_pack,
    an_entry,
    figures,
    format_is,
    group_of,
    in_category,
    individual,
    judged,
    one_credit,
    practice,
    row,
    tagged,
    told,
)

PATIENT = settings(deadline=None)

NAPCP_LINES = {
    "supervision": a_measure("supervision", "supervision"),
    "practice": MEASURES["practice"],
}
NAPCP = a_pack(
    Ratio(id="due", measure="supervision", to="practice", at_least=Fraction(1, 20), period=YEAR),
    MaximumShare(
        id="groups", measure="supervision", share=HALF, of="required", on=format_is("group")
    ),
    measures=NAPCP_LINES,
)
O_09 = (
    practice("2026-02-02", 300 * 60),
    individual("2026-03-03", 6 * 60),
    group_of(8, "2026-04-04", 12 * 60),
)


@pytest.mark.parametrize("requirement", ["due", "groups"])
def test_o_09_share_cap_on_group_time(requirement):
    found = row(judged(NAPCP, *O_09), requirement, "2026-01-01")
    assert figures(found) == ("not_met", 900, 810, 90)
    assert found.hint == "individual only"
    assert "individual only" in told(found)


def test_o_09_while_it_runs_it_says_what_no_longer_helps():
    found = row(judged(NAPCP, *O_09, as_of="2026-11-21"), "due")
    assert found.explanation[1] == (
        "1 hour 30 minutes more of supervision by 31 December 2026, individual only; group time "
        "can no longer help."
    )


def test_a_share_of_the_sum_is_of_what_counts_in_the_end():
    share = MaximumShare(
        id="mix", measure="cpd", share=Fraction(3, 10), of="credited", each="category",
        at_least=Fraction(100), period=YEAR,
    )  # fmt: skip
    pack = a_pack(share, categories=("a", "b", "c", "d"))
    entries = [an_entry("2026-02-02", minutes, category=name)
               for name, minutes in (("a", 60), ("b", 20), ("c", 10), ("d", 10))]  # fmt: skip
    found = row(judged(pack, *entries), "mix", "2026-01-01")
    assert found.claimed == 50  # 15 of each of the largest two, and the 20 of the others


SORTS = st.lists(st.integers(0, 500).map(Fraction), max_size=8)


@PATIENT
@given(sorts=SORTS, free=st.integers(0, 100).map(Fraction), percent=st.integers(1, 100))
def test_no_sort_is_more_than_its_share_and_no_larger_sum_would_do(sorts, free, percent):
    share = Fraction(percent, 100)
    found = largest_sum(sorts, free, share)
    assert free + sum(min(one, share * found) for one in sorts) == found
    larger = found + 1
    assert free + sum(min(one, share * larger) for one in sorts) < larger


def pacfa(**what):
    return a_pack(
        a_minimum(20 * 60, id_="total", debt_source="granted_grace", **what),
        a_minimum(10 * 60, id_="core", in_=in_category("A")),
        a_minimum(10 * 60, "supervision", "supervision", surplus_to=("cpd", "B")),
        caps=(Cap(id="B", on=in_category("B"), most=10 * HOUR),),
        categories=("A", "B"),
    )


def a_and_b(core: int, other: int):
    return (
        an_entry("2026-02-02", core, category="A"),
        an_entry("2026-03-03", other, category="B"),
    )


@pytest.mark.parametrize(
    ("core", "other", "short"),
    [
        pytest.param(570, 840, (30, 30), id="as-it-stands"),
        pytest.param(600, 840, (0, 0), id="half-an-hour-of-a"),
        pytest.param(570, 870, (30, 30), id="half-an-hour-of-b"),
    ],
)
def test_o_12_caps(core, other, short):
    found = judged(pacfa(), *a_and_b(core, other))
    assert tuple(row(found, name, "2026-01-01").short for name in ("total", "core")) == short


def test_o_12_what_a_cap_took_is_said_of_the_entry():
    entries = a_and_b(570, 840)
    found = judged(pacfa(), *entries)
    credit = one_credit(found, entries[1], "total")
    assert (credit.minutes, credit.before_caps) == (600, 840)
    assert credit.reason == "the cap of 10 hours for category B was used up"
    assert "What was lacking: 30 minutes of CPD; category B could not help." in told(
        row(found, "total", "2026-01-01")
    )


def test_o_12_surplus_supervision_counts_as_b():
    found = judged(pacfa(), *a_and_b(720, 240), individual("2026-05-05", 13 * 60))
    total = row(found, "total", "2026-01-01")
    assert figures(total) == ("not_met", 1200, 1140, 60)
    assert "3 hours of supervision beyond what is asked counts here." in total.explanation


def test_o_12_hours_put_off_are_owed_the_year_after():
    grace = Declaration(declaration="granted_grace", minutes=360, happened_on=date(2025, 12, 1))
    found = judged(pacfa(), an_entry("2025-02-02", 840, category="A"), declarations=(grace,))
    assert row(found, "total", "2025-01-01").verdict is Verdict.MET
    assert row(found, "total", "2026-01-01").required == 26 * 60


def test_o_16_joiner_table():
    reduce = {8: 2, 9: 3, 10: 5}
    joiner = Joiner(method="table", reduce={month: less * HOUR for month, less in reduce.items()})
    found = judged(pacfa(joiner=joiner), *a_and_b(60, 60), joined=date(2026, 10, 14))
    assert row(found, "total", "2026-01-01").required == 15 * 60
    found = judged(pacfa(joiner=joiner), *a_and_b(60, 60), joined=date(2026, 6, 14))
    assert row(found, "total", "2026-01-01").verdict is Verdict.NEEDS_REVIEW


MENTORING = tagged("mentor_received", "mentor_delivered")
ICF = a_pack(
    a_minimum(40 * 60, id_="total"),
    a_minimum(24 * 60, id_="core", in_=in_category("core")),
    a_minimum(3 * 60, id_="ethics", in_=tagged("ethics"), subset_of="core"),
    categories=("core", "resource"),
    reclassify=(Reclassify(when=tagged("self_study"), to="resource"),),
    caps=(Cap(id="mentor", name="mentor coaching", on=MENTORING, most=10 * HOUR),),
)


def tagged_entry(on: str, minutes: int, *tags: str):
    return an_entry(on, minutes, category="core", tags=frozenset(tags))


O_15 = (
    tagged_entry("2026-01-11", 180, "ethics"),
    tagged_entry("2026-02-02", 900),
    tagged_entry("2026-03-03", 360, "mentor_received"),
    tagged_entry("2026-04-04", 420, "mentor_delivered"),
    tagged_entry("2026-05-05", 480, "self_study"),
    an_entry("2026-10-06", 60, category="resource"),
    an_entry("2026-10-20", 120, category="resource"),
)


def test_o_15_a_cap_over_two_tags():
    found = judged(ICF, *O_15)
    assert figures(row(found, "total", "2026-01-01")) == ("not_met", 2400, 2340, 60)
    assert figures(row(found, "core", "2026-01-01")) == ("met", 1440, 1680, 0)
    assert figures(row(found, "ethics", "2026-01-01")) == ("met", 180, 180, 0)


def test_an_inner_cap_is_applied_before_the_outer_one():
    caps = (
        Cap(id="inner", on=tagged("inner"), most=Fraction(60)),
        Cap(id="outer", on=tagged("inner", "outer"), most=Fraction(100)),
    )
    inner = an_entry("2026-02-02", 90, tags=frozenset({"inner"}))
    outer = an_entry("2026-02-03", 60, tags=frozenset({"outer"}))
    found = judged(a_pack(a_minimum(200), caps=caps), inner, outer)
    assert row(found, start="2026-01-01").claimed == 100
    assert one_credit(found, inner).minutes == one_credit(found, outer).minutes == 50


def test_a_cap_may_have_periods_of_its_own():
    caps = (Cap(id="monthly", on=Match(), most=Fraction(60), period=MONTH),)
    entries = [an_entry("2026-02-02", 90), an_entry("2026-02-03", 30), an_entry("2026-03-03", 50)]
    assert (
        row(judged(a_pack(a_minimum(200), caps=caps), *entries), start="2026-01-01").claimed == 110
    )


CROSSING = (
    Cap(id="x", on=tagged("x"), most=Fraction(100)),
    Cap(id="y", on=tagged("y"), most=Fraction(100)),
)


def test_where_caps_cross_the_most_counts():
    both = an_entry("2026-02-02", 100, tags=frozenset({"x", "y"}))
    only = an_entry("2026-02-03", 100, tags=frozenset({"x"}))
    other = an_entry("2026-02-04", 40, tags=frozenset({"y"}))
    pack = a_pack(a_minimum(500), caps=CROSSING, allocation="maxflow")
    found = row(judged(pack, both, only, other), start="2026-01-01")
    assert found.claimed == 200


GROUPS = st.dictionaries(
    st.frozensets(st.sampled_from("xyz"), min_size=1), st.integers(0, 50).map(Fraction), max_size=5
)
LIMITS = st.fixed_dictionaries({name: st.integers(0, 60).map(Fraction) for name in "xyz"})


@PATIENT
@given(supply=GROUPS, limits=LIMITS)
def test_no_cap_is_passed_and_no_group_grows(supply, limits):
    kept = most_through(supply, limits)
    assert all(0 <= kept[group] <= supply[group] for group in supply)
    assert sum(kept.values()) <= sum(limits.values())
    for group in supply:
        alone = [one for one in supply if one <= group]
        assert sum(kept[one] for one in alone) <= sum(limits[name] for name in group)
