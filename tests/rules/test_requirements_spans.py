"""Minima over windows, cycles and the best of years, and whom they are for."""

from datetime import date

import pytest

from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.answers import Verdict
from cpd.requirements.rules.logs import Declaration
from cpd.requirements.rules.packs import PeriodShape, PeriodType
from cpd.requirements.rules.terms import AppliesIf
from tests.rules.requirements_sums import (
    MEASURES,
    a_measure,
    a_minimum,
    a_pack,
    an_entry,
    days,
    figures,
    format_is,
    group_of,
    judged,
    one_credit,
    practice,
    row,
    rows,
)

FIVE_YEARS = PeriodShape(
    type=PeriodType.ROLLING, length=Length(months=60), step="year", check="each_step"
)


@pytest.mark.parametrize(
    ("joined", "verdict"),
    [
        pytest.param("2025-02-02", "not_applicable", id="inside-the-window"),
        pytest.param("2010-02-02", "not_met", id="long-ago"),
    ],
)
def test_a_window_that_reaches_back_before_the_log(joined, verdict):
    pack = a_pack(a_minimum(100, period=FIVE_YEARS))
    found = judged(pack, an_entry("2026-03-03", 60), joined=days(joined))
    assert row(found, start="2022-01-01").verdict == verdict


def test_nothing_is_asked_of_windows_from_before_the_log_but_the_one_that_runs():
    pack = a_pack(a_minimum(100, period=FIVE_YEARS))
    found = rows(judged(pack, an_entry("2026-03-03", 60), as_of="2027-02-01"))
    assert [(one.start, one.verdict) for one in found] == [(days("2023-01-01"), "open")]


def test_credit_that_is_two_years_old_has_expired():
    pack = a_pack(a_minimum(60, period=None, entry_valid_for=Length(months=24)))
    entry = an_entry("2024-03-03", 60)
    assert row(judged(pack, entry, as_of="2026-03-02")).verdict is Verdict.MET
    assert row(judged(pack, entry, as_of="2026-03-03")).verdict is Verdict.NOT_MET


def test_the_best_of_several_years():
    pack = a_pack(a_minimum(400, "practice", period=None, best=(2, 3)))
    worked = [practice(f"{year}-05-05", minutes) for year, minutes in
              ((2024, 500), (2025, 10), (2026, 300))]  # fmt: skip
    found = row(judged(pack, *worked, as_of="2027-01-01"), start="2024-01-01")
    assert figures(found) == ("met", 400, 400, 0)


def test_too_few_years_served_for_a_mean_of_the_best():
    pack = a_pack(a_minimum(400, "practice", best=(2, 3)))
    found = judged(pack, practice("2026-05-05", 9), joined=date(2026, 1, 1), as_of="2026-06-01")
    assert row(found).verdict is Verdict.NOT_APPLICABLE


def test_a_missing_anchor_is_asked_for():
    cycle = PeriodShape(type=PeriodType.ANNIVERSARY, of="registered", length=Length(months=36))
    found = row(judged(a_pack(a_minimum(60, period=cycle)), an_entry("2026-01-01", 60)))
    assert (found.verdict, found.start) == ("needs_review", None)


@pytest.mark.parametrize(
    ("rule", "grade", "verdict"),
    [
        pytest.param(AppliesIf(grades=frozenset({"acc"})), "pcc", "not_applicable", id="grade"),
        pytest.param(AppliesIf(grades=frozenset({"acc"})), None, "needs_review", id="unknown"),
        pytest.param(AppliesIf(after=date(2027, 1, 1)), None, "not_applicable", id="after"),
        pytest.param(AppliesIf(before=date(2026, 1, 1)), None, "not_applicable", id="before"),
    ],
)
def test_whom_and_when_a_minimum_is_for(rule, grade, verdict):
    pack = a_pack(a_minimum(60, applies_if=rule))
    found = judged(pack, an_entry("2026-02-02", 10), as_of="2026-12-31", grade=grade)
    assert row(found).verdict == verdict


EXTENDABLE = a_pack(a_minimum(600, extension_most=Length(months=12)))
GRANTED = Declaration(
    declaration="granted_extension", happened_on=date(2025, 12, 1), until=date(2026, 6, 30)
)


def test_an_extension_counts_hours_once():
    entries = [an_entry("2025-02-02", 500), an_entry("2026-03-03", 300)]
    found = judged(EXTENDABLE, *entries, declarations=(GRANTED,))
    assert figures(row(found, start="2025-01-01")) == ("met", 600, 600, 0)
    assert figures(row(found, start="2026-01-01")) == ("not_met", 600, 200, 400)


def test_an_extension_that_runs_keeps_the_period_open():
    found = judged(
        EXTENDABLE, an_entry("2025-02-02", 500), declarations=(GRANTED,), as_of="2026-02-02"
    )
    extended = row(found, start="2025-01-01")
    assert (extended.verdict, extended.last_date) == ("open", date(2026, 6, 30))


def test_formats_that_no_line_speaks_of_count_nothing():
    lines = (MEASURES["supervision"].credit[0],)
    measures = {"supervision": a_measure("supervision", "supervision", lines)}
    pack = a_pack(
        a_minimum(90, "supervision", in_=format_is("group", "individual")), measures=measures
    )
    entry = group_of(4, "2026-03-03", 120)
    found = judged(pack, entry)
    assert one_credit(found, entry).reason == "group time is not counted here"
