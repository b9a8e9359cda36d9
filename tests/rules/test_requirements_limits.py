"""Caps, shares and limits by week: O-07 to O-09, O-12, O-15, O-27, and what is carried on."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.requirements.rules.answers import Verdict
from cpd.requirements.rules.flows import most_through
from cpd.requirements.rules.kinds import CapPerWindow, MaximumShare, Ratio
from cpd.requirements.rules.logs import Declaration
from cpd.requirements.rules.packs import (
    Cap,
    CreditLine,
    Match,
    Rate,
    Reclassify,
)
from cpd.requirements.rules.shares import largest_sum
from cpd.requirements.rules.terms import Carry, Joiner
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
    rows,
    tagged,
    told,
)


def of_lines(*lines: CreditLine, kind="supervision", **what):
    measures = {"it": a_measure("it", kind, lines, **what), "practice": MEASURES["practice"]}
    return a_pack(a_minimum(1, "it"), measures=measures)


TRAINING = of_lines(
    CreditLine(when=format_is("group", size_max=4), rate=Rate.TWO_BY_SIZE),
    CreditLine(when=format_is("individual")),
)


@pytest.mark.parametrize(
    ("number", "minutes", "credited"),
    [(4, 120, 60), (3, 105, 70), (2, 120, 120), (5, 90, 0)],
)
def test_o_07_babcp_training_formula(number, minutes, credited):
    entry = group_of(number, "2026-03-03", minutes)
    found = one_credit(judged(TRAINING, entry), entry)
    assert found.minutes == credited
    if not credited:
        assert found.reason == "group larger than four"


SIX = group_of(6, "2026-03-03", 120, own_minutes=20)
THIRD = CreditLine(when=format_is("group", size_min=5), number=Fraction(1, 3))


@pytest.mark.parametrize(
    ("pack", "credited"),
    [
        pytest.param(of_lines(*MEASURES["supervision"].credit), 20, id="bacp"),
        pytest.param(of_lines(THIRD), 40, id="addiction-professionals"),
        pytest.param(of_lines(CreditLine(when=Match())), 120, id="napcp"),
        pytest.param(of_lines(CreditLine(when=format_is("group", size_max=6))), 120, id="babcp"),
        pytest.param(TRAINING, 0, id="babcp-training"),
        pytest.param(
            of_lines(CreditLine(when=format_is("group"), number=HALF), min_entry={"group": HOUR}),
            60,
            id="california-unit",
        ),
        pytest.param(of_lines(CreditLine(when=Match()), use_minutes="own_minutes"), 20, id="psyba"),
    ],
)
def test_o_08_one_session_seven_answers(pack, credited):
    assert one_credit(judged(pack, SIX), SIX).minutes == credited


def test_o_08_what_is_not_on_own_practice_goes_to_cpd():
    measures = {
        "peer": a_measure("peer", "supervision", use_minutes="own_minutes", remainder_to="cpd"),
        "cpd": MEASURES["cpd"],
    }
    pack = a_pack(a_minimum(20, "peer", "peer"), a_minimum(100), measures=measures)
    found = judged(pack, SIX)
    assert row(found, "peer", "2026-01-01").claimed == 20
    assert row(found, "due", "2026-01-01").claimed == 100


def test_own_minutes_that_are_not_said_may_be_any():
    pack = of_lines(CreditLine(when=Match()), use_minutes="own_minutes")
    found = judged(pack, group_of(6, "2026-03-03", 120))
    assert row(found, start="2026-01-01").verdict is Verdict.NEEDS_REVIEW


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


@given(supply=GROUPS, limits=LIMITS)
def test_no_cap_is_passed_and_no_group_grows(supply, limits):
    kept = most_through(supply, limits)
    assert all(0 <= kept[group] <= supply[group] for group in supply)
    assert sum(kept.values()) <= sum(limits.values())
    for group in supply:
        alone = [one for one in supply if one <= group]
        assert sum(kept[one] for one in alone) <= sum(limits[name] for name in group)


WEEKLY = CapPerWindow(
    id="weekly", measure="supervision", window="week", most=HOUR, exception_window="month",
    exception_entries=1, exception_most=2 * HOUR, reject_over=2 * HOUR,
)  # fmt: skip
BY_WEEK = a_pack(WEEKLY, a_minimum(600, "supervision"))


@pytest.mark.parametrize(
    ("sessions", "counts"),
    [
        pytest.param([("2026-03-02", 50), ("2026-03-04", 40)], 60, id="an-hour-a-week"),
        pytest.param([("2026-03-02", 120)], 120, id="one-long-session-a-month"),
        pytest.param([("2026-03-02", 120), ("2026-03-10", 120)], 180, id="a-second-long-one"),
        pytest.param([("2026-03-02", 121)], 0, id="too-long"),
    ],
)
def test_no_more_than_an_hour_a_week(sessions, counts):
    found = judged(BY_WEEK, *(individual(on, minutes) for on, minutes in sessions))
    assert row(found, start="2026-01-01").claimed == counts
    assert sum(one.claimed for one in rows(found, "weekly")) == counts


UNITS = Ratio(
    id="due", measure="units", to="practice", per=("week", "setting"),
    steps=((Fraction(0), 10 * HOUR, 1), (10 * HOUR, None, 2)),
)  # fmt: skip
BBS = a_pack(
    UNITS,
    CapPerWindow(id="claimable", measure="clock", window="week", most=6 * HOUR),
    measures={
        "units": a_measure(
            "units",
            "supervision",
            (
                CreditLine(when=format_is("individual")),
                CreditLine(when=format_is("group"), number=HALF),
            ),
            min_entry={"group": HOUR},
        ),
        "clock": a_measure("clock", "supervision", min_entry={"group": HOUR}),
        "practice": MEASURES["practice"],
    },
)
WEEK = (
    practice("2026-03-02", 660, setting="A"),
    individual("2026-03-03", 60, setting="A"),
    practice("2026-03-02", 600, setting="B"),
    group_of(6, "2026-03-04", 60, setting="B"),
    group_of(6, "2026-03-05", 60, setting="B"),
)


def test_o_27_weekly_units_per_setting():
    one, other = rows(judged(BBS, *WEEK))
    assert figures(one) == ("not_met", 120, 60, 60)
    assert figures(other) == ("met", 60, 60, 0)
    assert "At A: 11 hours of practice asks for 2 units" in told(one)


@pytest.mark.parametrize(("more", "claimable"), [(3, 360), (4, 360)])
def test_o_27_claimable_hours_in_the_week(more, claimable):
    groups = [group_of(6, f"2026-03-0{6 + n % 3}", 60, setting="B", title=str(n))
              for n in range(more)]  # fmt: skip
    assert row(judged(BBS, *WEEK, *groups), "claimable").claimed == claimable


def test_o_27_a_group_of_fifty_minutes_counts_nothing():
    entry = group_of(6, "2026-03-04", 50, setting="A")
    found = one_credit(judged(BBS, entry), entry)
    assert (found.minutes, found.reason) == (0, "shorter than 1 hour, the least that counts")


def test_supervision_that_names_no_setting_may_be_of_any():
    loose = individual("2026-03-06", 60)
    one, _ = rows(judged(BBS, *WEEK, loose))
    assert one.verdict is Verdict.NEEDS_REVIEW
    assert "at which setting is not said" in told(one)


def carried(*hours: int, **what):
    requirement = a_minimum(100, carry=Carry(most=Fraction(30), **what))
    entries = [an_entry(f"{2020 + year}-05-05", minutes) for year, minutes in enumerate(hours)]
    found = judged(a_pack(requirement), *entries, as_of=f"{2020 + len(hours)}-01-01")
    return [one.claimed for one in rows(found)[: len(hours)]]


def test_a_surplus_is_carried_once_and_no_more_than_the_most():
    assert carried(150, 80, 100) == [150, 110, 110]


def test_a_surplus_may_last_for_two_periods():
    assert carried(130, 100, 90, periods=2) == [130, 130, 120]


def test_what_bears_some_tags_is_not_carried():
    requirement = a_minimum(100, carry=Carry(most=Fraction(30), exclude_tags=frozenset({"ethics"})))
    ethics = an_entry("2025-05-05", 130, tags=frozenset({"ethics"}))
    found = judged(a_pack(requirement), ethics, an_entry("2026-02-02", 80))
    assert row(found, start="2026-01-01").claimed == 80


TOPICS = (
    CreditLine(when=Match(first_in_period="topic"), number=Fraction(3)),
    CreditLine(when=Match(), number=Fraction(0)),
)


def test_presenting_a_topic_counts_three_times_the_first_time_only():
    measures = {"talks": a_measure("talks", "activity", TOPICS)}
    pack = a_pack(a_minimum(60, "talks"), measures=measures)
    talks = [an_entry(on, 60, topic="attachment") for on in ("2026-02-02", "2026-03-03")]
    again = an_entry("2027-02-02", 60, topic="attachment")
    found = judged(pack, *talks, again, as_of="2028-01-01")
    assert [one.claimed for one in rows(found)] == [180, 180, 0]


def test_a_unit_of_fifty_minutes_is_an_hour():
    pack = of_lines(CreditLine(when=Match()), unit_minutes=Fraction(50))
    entry = individual("2026-02-02", 50)
    assert one_credit(judged(pack, entry), entry).minutes == 60


def test_no_more_than_so_much_of_one_entry():
    pack = of_lines(CreditLine(when=Match()), max_entry={"any": HOUR})
    entry = individual("2026-02-02", 90)
    assert one_credit(judged(pack, entry), entry).minutes == 60
