"""Limits by week, units by setting, and what is carried on: O-27."""

from fractions import Fraction

import pytest

from cpd.requirements.rules.answers import Verdict
from cpd.requirements.rules.kinds import CapPerWindow, Ratio
from cpd.requirements.rules.packs import (
    CreditLine,
)
from cpd.requirements.rules.terms import Carry
from tests.rules.requirements_sums import (
    HALF,
    HOUR,
    MEASURES,
    a_measure,
    a_minimum,
    a_pack,
    an_entry,
    figures,
    format_is,
    group_of,
    individual,
    judged,
    one_credit,
    practice,
    row,
    rows,
    told,
)

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
