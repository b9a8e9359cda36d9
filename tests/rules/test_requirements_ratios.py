"""Ratios, late renewals and versions: O-10, O-14, O-26, and choices among requirements."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.answers import Verdict
from cpd.requirements.rules.kinds import AnyOf, Exclude, Exclusive, MaxGap, MaximumShare, Ratio
from cpd.requirements.rules.logs import Declaration
from cpd.requirements.rules.packs import (
    Effective,
    EntryDate,
    Late,
    Match,
    PeriodShape,
    PeriodType,
    SelectBy,
)
from cpd.requirements.rules.terms import RatioStep
from tests.rules.requirements_sums import (
    HOUR,
    MONTH,
    YEAR,
    a_minimum,
    a_pack,
    a_stretch,
    an_entry,
    days,
    figures,
    format_is,
    group_of,
    in_category,
    individual,
    judged,
    peers,
    practice,
    row,
    rows,
    tagged,
    told,
    years,
)


def a_ratio(at_least, **what) -> Ratio:
    given = {"id": "due", "measure": "supervision", "to": "practice", "period": YEAR}
    return Ratio(at_least=at_least, **(given | what))


EIGHTH = Fraction(1, 8)
STUDENT = a_pack(
    a_minimum(90, "supervision", "monthly", period=MONTH),
    a_ratio(EIGHTH, period=MONTH, combine="monthly"),
    MaxGap(id="two_weekly", measure="supervision", gap=Length(days=14)),
    Exclude(id="no_peer", select=format_is("peer"), reason="peer supervision is not accepted"),
)
O_26 = (
    practice("2026-04-02", 1200),
    individual("2026-03-24", 60),
    individual("2026-04-07", 60),
    group_of(4, "2026-04-21", 120),
)


def test_o_26_student_three_tests_in_one_month():
    found = judged(STUDENT, *O_26, as_of="2026-05-01")
    assert row(found, "monthly", "2026-04-01").verdict is Verdict.MET
    assert figures(row(found, "due", "2026-04-01")) == ("not_met", 150, 120, 30)
    gap = row(found, "two_weekly")
    assert (gap.verdict, gap.last_date) == ("met", date(2026, 5, 5))


def test_a_ratio_that_asks_less_than_the_minimum_gives_way_to_it():
    few = practice("2026-04-02", 120)
    found = judged(STUDENT, few, individual("2026-04-07", 60), as_of="2026-05-01")
    assert figures(row(found, "due", "2026-04-01")) == ("not_met", 90, 60, 30)


def test_what_is_excluded_counts_nothing_and_says_so():
    found = judged(STUDENT, *O_26, peers(2, "2026-04-20", 120), as_of="2026-05-01")
    assert "peer supervision is not accepted" in told(row(found, "due", "2026-04-01"))
    assert row(found, "due", "2026-04-01").claimed == 120


def test_without_a_practice_log_no_ratio_is_known():
    found = judged(a_pack(a_ratio(EIGHTH)), individual("2026-03-03", 6000))
    year = row(found, start="2026-01-01")
    assert (year.verdict, year.required) == ("needs_review", None)


def test_no_practice_asks_for_no_supervision():
    closed = (a_stretch("2026-01-01", "2026-12-31"),)
    found = row(
        judged(a_pack(a_ratio(EIGHTH)), as_of="2027-01-01", closed=closed), start="2026-01-01"
    )
    assert figures(found) == ("met", 0, 0, 0)


TENURE = (
    RatioStep(ratio=Fraction(1, 20), below=years(5)),
    RatioStep(ratio=Fraction(1, 30), from_=years(5)),
    RatioStep(ratio=Fraction(1, 40), from_=years(10), only="supervisor"),
)


@pytest.mark.parametrize(
    ("accredited", "grade", "required"),
    [
        pytest.param("2023-01-01", None, 180, id="three-years"),
        pytest.param("2021-07-01", None, 60 + 80, id="five-years-amid-the-year"),
        pytest.param("2010-01-01", None, 120, id="many-years"),
        pytest.param("2010-01-01", "supervisor", 90, id="many-years-and-a-supervisor"),
    ],
)
def test_o_10_a_ratio_changes_with_tenure_amid_the_year(accredited, grade, required):
    worked = [practice("2026-06-30", 20 * 60), practice("2026-07-01", 40 * 60)]
    found = judged(
        a_pack(a_ratio(TENURE, piecewise_by="tenure")),
        *worked,
        grade=grade,
        anchors={"accredited": days(accredited)},
    )
    assert row(found, start="2026-01-01").required == required


def test_a_ratio_by_tenure_needs_the_day_of_accreditation():
    found = judged(a_pack(a_ratio(TENURE, piecewise_by="tenure")), practice("2026-06-30", 1200))
    year = row(found, start="2026-01-01")
    assert (year.verdict, year.required) == ("needs_review", None)


def test_a_ratio_changes_on_a_date():
    steps = (
        RatioStep(ratio=Fraction(1, 20), before=date(2026, 7, 1)),
        RatioStep(ratio=Fraction(1, 30), since=date(2026, 7, 1)),
    )
    worked = [practice("2026-06-30", 1200), practice("2026-07-01", 1800)]
    found = judged(a_pack(a_ratio(steps, piecewise_by="date")), *worked)
    assert row(found, start="2026-01-01").required == 120


CYCLE = PeriodShape(type=PeriodType.ANNIVERSARY, of="awarded", length=years(3))
RENEWED_LATE = Late(
    grace=Length(months=2),
    renewable_until=Length(months=12),
    fee="USD 100",
    fee_from=date(2025, 11, 3),
    surcharge_until=date(2025, 11, 2),
    surcharge={"total": Fraction(72), "core": Fraction(216, 5)},
)
ICF = a_pack(
    a_minimum(2400, id_="total", period=CYCLE),
    a_minimum(1440, id_="core", in_=in_category("core"), period=CYCLE),
    categories=("core", "resource"),
    late=RENEWED_LATE,
    effective=Effective(since=date(2025, 11, 3), select_by=SelectBy.SUBMISSION_DATE),
)


def renewed(awarded: str, submitted: str, *entries, as_of: str = ""):
    sent = Declaration(declaration="renewal_submitted", happened_on=days(submitted))
    return judged(
        ICF,
        *entries,
        anchors={"awarded": days(awarded)},
        declarations=(sent,),
        as_of=as_of or submitted,
    )


@pytest.mark.parametrize(
    ("awarded", "submitted", "total", "core"),
    [
        pytest.param("2022-01-01", "2025-02-28", 2400, 1440, id="second-month"),
        pytest.param("2022-01-01", "2025-05-10", 2616, Fraction(7848, 5), id="fifth-month"),
        pytest.param("2022-07-01", "2025-11-15", 2400, 1440, id="new-version"),
    ],
)
@pytest.mark.parametrize("as_of", ["", "2027-05-05"])
def test_o_14_late_renewal(awarded, submitted, total, core, as_of):
    found = renewed(awarded, submitted, as_of=as_of)
    assert row(found, "total", awarded).required == total
    assert row(found, "core", awarded).required == core


def test_o_14_the_next_cycle_is_counted_from_the_old_end():
    found = renewed("2022-07-01", "2025-11-15")
    assert "a fee of USD 100 is due" in told(row(found, "total", "2022-07-01"))
    assert row(found, "total", "2025-07-01").end == date(2028, 7, 1)


def test_a_cycle_that_is_short_can_be_put_right_by_renewing_late():
    early = an_entry("2023-02-02", 2300, category="core")
    anchors = {"awarded": date(2022, 1, 1)}
    found = row(judged(ICF, early, anchors=anchors, as_of="2025-01-20"), "total", "2022-01-01")
    assert figures(found) == ("not_met", 2400, 2300, 100)
    assert found.last_date == date(2025, 12, 31)
    late = an_entry("2025-01-15", 200, category="core")
    found = judged(ICF, early, late, anchors=anchors, as_of="2025-01-20")
    assert figures(row(found, "total", "2022-01-01")) == ("met", 2400, 2400, 0)
    assert "1 hour 40 minutes came after the end" in told(row(found, "total", "2022-01-01"))


def test_once_no_renewal_is_possible_the_cycle_stands_as_it_ended():
    early = an_entry("2023-02-02", 2400, category="core")
    found = judged(ICF, early, anchors={"awarded": date(2022, 1, 1)}, as_of="2026-05-05")
    assert figures(row(found, "total", "2022-01-01")) == ("met", 2400, 2400, 0)


def test_a_renewal_in_time_adds_nothing():
    early = an_entry("2023-02-02", 2400, category="core")
    found = renewed("2022-01-01", "2024-12-01", early, as_of="2025-06-06")
    assert row(found, "total", "2022-01-01").required == 2400
    assert "Renewed on 1 December 2024, in time." in told(row(found, "total", "2022-01-01"))


def version(number: int, since: str, amount: int, select_by=SelectBy.PERIOD_START, **what):
    return a_pack(
        a_minimum(amount),
        version=number,
        effective=Effective(since=days(since), select_by=select_by),
        **what,
    )


CHANGED = (version(1, "2020-01-01", 600), version(2, "2025-06-01", 900))


def test_the_version_at_the_start_of_a_period_holds():
    found = judged(CHANGED, an_entry("2025-02-02", 60), as_of="2026-06-06")
    assert [(one.required, one.pack_version) for one in rows(found)] == [(600, 1), (900, 2)]


def test_with_entry_date_the_version_of_the_day_asks_and_each_entry_has_its_own():
    half = {"cpd": replace(a_pack().measures["cpd"], select=Match(kinds=frozenset({"reading"})))}
    packs = (
        version(1, "2020-01-01", 600, SelectBy.ENTRY_DATE, measures=half),
        version(2, "2025-06-01", 900, SelectBy.ENTRY_DATE),
    )
    entries = [an_entry("2025-02-02", 60), an_entry("2025-07-07", 30)]
    found = row(judged(packs, *entries, as_of="2026-01-01"), start="2025-01-01")
    assert (found.required, found.claimed) == (900, 30)


def test_rules_that_have_not_begun_ask_for_nothing():
    found = row(judged(version(1, "2030-01-01", 600), an_entry("2025-02-02", 60)))
    assert (found.verdict, found.start) == ("not_applicable", None)


def test_one_of_several_is_enough():
    choice = AnyOf(id="either", of=("one", "other"))
    pack = a_pack(a_minimum(60, id_="one"), a_minimum(600, id_="other"), choice)
    found = rows(judged(pack, an_entry("2026-02-02", 100)), "either")
    assert [one.verdict for one in found] == ["met", "open"]
    assert "One: met and other: not met." in found[0].explanation


def test_one_of_several_whose_periods_differ_is_judged_by_the_latest():
    choice = AnyOf(id="either", of=("one", "other"))
    pack = a_pack(a_minimum(60, id_="one"), a_minimum(60, id_="other", period=MONTH), choice)
    found = row(judged(pack, an_entry("2026-02-02", 10), as_of="2026-12-31"), "either")
    assert found.verdict is Verdict.OPEN


def test_an_entry_serves_one_role_only():
    roles = Exclusive(
        id="due", across=("x", "y"), select=tagged("practice"), allow_shared=tagged("theory")
    )
    pack = a_pack(roles)
    both = frozenset({"x", "y", "practice"})
    found = row(judged(pack, an_entry("2026-02-02", 60, tags=both, title="Two roles")))
    assert found.verdict is Verdict.NEEDS_REVIEW
    assert "“Two roles” on 2 February 2026" in told(found)
    shared = an_entry("2026-02-02", 60, tags=both | {"theory"})
    assert row(judged(pack, shared)).verdict is Verdict.MET


def test_a_share_of_nothing_does_not_apply():
    share = MaximumShare(
        id="due", measure="cpd", share=Fraction(1, 2), of="required", each="category"
    )
    assert row(judged(a_pack(share), an_entry("2026-02-02", 60))).verdict is Verdict.NOT_APPLICABLE


def test_days_on_either_side_of_a_years_end_share_a_course():
    from_april = PeriodShape(type=PeriodType.FIXED, anchor=date(2025, 4, 1), length=years(1))
    course = an_entry("2026-03-29", 900, end_on=date(2026, 4, 2))

    def found(basis):
        pack = a_pack(a_minimum(60, period=from_april, date_basis=basis))
        return [one.claimed for one in rows(judged(pack, course, as_of="2026-05-01"))]

    assert found(EntryDate.SPLIT) == [540, 360]
    assert found(EntryDate.COMPLETION) == [0, 900]
    assert found(EntryDate.START) == [900, 0]


def test_since_leaves_out_what_ended_before():
    entry = an_entry("2024-02-02", 60)
    found = judged(a_pack(a_minimum(HOUR)), entry, as_of="2026-02-02", since=date(2025, 1, 1))
    assert [one.start for one in rows(found)] == [date(2025, 1, 1), date(2026, 1, 1)]
    assert entry.id not in found.credits
