from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.answers import Unit, Verdict
from cpd.requirements.rules.frequency import judge_cadence, judge_every_period, judge_max_gap
from cpd.requirements.rules.kinds import Cadence, EveryPeriod, MaxGap
from cpd.requirements.rules.logs import Declaration, Member, Stretch
from cpd.requirements.rules.packs import Match, PeriodShape, PeriodType
from cpd.requirements.rules.terms import AppliesIf, Leave
from tests.rules.requirements_scenes import a_scene, an_entry, on_days, sessions

TWO_WEEKLY = MaxGap(
    id="two_weekly",
    measure="supervision",
    gap=Length(days=14),
    leave=Leave(method="subtract_days"),
)
MONTH = PeriodShape(type=PeriodType.CALENDAR, unit="month")
MONTHLY = EveryPeriod(id="once_a_month", measure="supervision", period=MONTH)
HCPC = MaxGap(
    id="explain_gaps", measure="activity", gap=Length(months=3), consequence="needs_explanation"
)
LEAVE = Member(leave=(Stretch(since=date(2026, 3, 17), until=date(2026, 3, 23)),))
MARCH = (date(2026, 3, 2), date(2026, 3, 16), date(2026, 3, 31))


def gap_row(requirement, days, as_of, member=None, **what):
    entries = sessions(*days) if requirement.measure == "supervision" else activities(days)
    (row,) = judge_max_gap(requirement, a_scene(*entries, as_of=as_of, member=member, **what))
    return row


def activities(days, **what):
    return tuple(an_entry(f"a{number}", day, **what) for number, day in enumerate(days))


def test_o_20_a_gap_of_15_days_is_a_day_too_long():
    row = gap_row(TWO_WEEKLY, MARCH, date(2026, 3, 31))
    assert row.verdict is Verdict.NOT_MET
    assert (row.unit, row.required, row.claimed, row.short) == (Unit.DAYS, 14, 15, 1)
    assert (row.start, row.end) == (date(2026, 3, 2), date(2026, 4, 1))
    assert row.explanation[0] == "One gap was too long: 16 to 31 March 2026."
    assert "From 16 to 31 March 2026: 15 days, 1 day too many." in row.explanation


def test_o_20_days_on_leave_are_taken_out_of_a_gap():
    row = gap_row(TWO_WEEKLY, MARCH, date(2026, 3, 31), LEAVE)
    assert row.verdict is Verdict.MET
    assert (row.claimed, row.short, row.last_date) == (14, 0, date(2026, 4, 14))
    said = "From 16 to 31 March 2026: 15 days, of which 7 on leave do not count, so it is 8."
    assert said in row.explanation


def test_o_20_once_a_month_and_a_gap_of_31_days_differ():
    days = (date(2026, 3, 1), date(2026, 4, 30))
    as_of = date(2026, 5, 1)
    rows = judge_every_period(MONTHLY, a_scene(*sessions(*days), as_of=as_of))
    assert [row.verdict for row in rows] == [Verdict.MET, Verdict.MET, Verdict.OPEN]
    month_gap = MaxGap(id="gap", measure="supervision", gap=Length(days=31))
    row = gap_row(month_gap, days, as_of)
    assert (row.verdict, row.claimed) == (Verdict.NOT_MET, 60)


def test_o_26_gaps_of_14_days_are_in_time_and_the_next_is_due_5_may():
    days = (date(2026, 3, 24), date(2026, 4, 7), date(2026, 4, 21))
    row = gap_row(TWO_WEEKLY, days, date(2026, 4, 30))
    assert (row.verdict, row.last_date) == (Verdict.MET, date(2026, 5, 5))
    assert row.explanation[-1] == "The next session is due by 5 May 2026."


@pytest.mark.parametrize(
    ("as_of", "verdict"),
    [
        pytest.param(date(2026, 5, 5), Verdict.MET, id="on the day it is due"),
        pytest.param(date(2026, 5, 6), Verdict.NOT_MET, id="the day after"),
    ],
)
def test_what_is_overdue_is_a_gap_too_long(as_of, verdict):
    row = gap_row(TWO_WEEKLY, on_days(date(2026, 4, 7), 14), as_of)
    assert row.verdict is verdict
    assert (row.last_date is None) is (verdict is Verdict.NOT_MET)
    overdue = "The next session is 1 day overdue."
    assert (row.explanation[0] == overdue) is (verdict is Verdict.NOT_MET)


def test_o_37_a_gap_of_more_than_three_months_asks_for_an_explanation():
    days = (date(2025, 1, 10), date(2025, 4, 9), date(2025, 7, 15))
    row = gap_row(HCPC, days, date(2025, 7, 31))
    assert row.verdict is Verdict.NEEDS_EXPLANATION
    assert (row.required, row.claimed, row.short) == (91, 97, 6)
    assert row.explanation[0] == "One gap has to be explained: 9 April to 15 July 2025."


@pytest.mark.parametrize(
    ("exactly", "verdict", "short"),
    [
        pytest.param("ok", Verdict.MET, 0, id="more than three"),
        pytest.param("flagged", Verdict.NEEDS_EXPLANATION, 1, id="three or more"),
    ],
)
def test_o_37_exactly_three_months(exactly, verdict, short):
    requirement = MaxGap(
        id="explain_gaps",
        measure="activity",
        gap=Length(months=3),
        consequence="needs_explanation",
        exactly=exactly,
    )
    row = gap_row(requirement, (date(2025, 4, 9), date(2025, 7, 9)), date(2025, 7, 31))
    assert (row.verdict, row.short) == (verdict, short)


def test_an_explanation_that_was_accepted_settles_a_gap():
    days = (date(2025, 4, 9), date(2025, 7, 15))
    accepted = Declaration(
        declaration="gap", requirement="explain_gaps", happened_on=date(2025, 6, 1), verdict="met"
    )
    row = gap_row(HCPC, days, date(2025, 7, 31), declarations=[accepted])
    assert row.verdict is Verdict.MET
    assert any("accepted" in line for line in row.explanation)


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ({"exempt": 20}, Verdict.MET),
        ({"not_met": 20}, Verdict.NEEDS_EXPLANATION),
        ({"met": 20, "not_met": 22}, Verdict.NEEDS_EXPLANATION),
        ({"met": 22, "not_met": 20}, Verdict.MET),
    ],
)
def test_of_several_words_about_a_gap_the_latest_holds(words, verdict):
    said = [
        Declaration(declaration="judged", requirement="explain_gaps", verdict=word,
                    happened_on=date(2025, 6, 1), declared_on=date(2025, 7, day))
        for word, day in words.items()
    ]  # fmt: skip
    days = (date(2025, 4, 9), date(2025, 7, 15))
    for order in (said, said[::-1]):
        assert gap_row(HCPC, days, date(2025, 7, 31), declarations=order).verdict is verdict
        soon = gap_row(HCPC, days, date(2025, 7, 19), declarations=order)
        assert soon.verdict is Verdict.NEEDS_EXPLANATION


def test_gaps_before_joining_are_nobodys_concern():
    days = (date(2026, 1, 1), date(2026, 3, 10))
    row = gap_row(TWO_WEEKLY, days, date(2026, 3, 12), Member(joined=date(2026, 3, 1)))
    assert (row.verdict, row.start) == (Verdict.MET, date(2026, 3, 1))


def test_with_no_session_the_first_is_awaited():
    member = Member(joined=date(2026, 3, 1))
    soon = gap_row(TWO_WEEKLY, (), date(2026, 3, 10), member, first=date(2026, 3, 1))
    assert (soon.verdict, soon.last_date) == (Verdict.OPEN, date(2026, 3, 15))
    late = gap_row(TWO_WEEKLY, (), date(2026, 3, 20), member, first=date(2026, 3, 1))
    assert late.verdict is Verdict.NOT_MET


def test_nothing_is_due_while_leave_lasts():
    member = Member(leave=(Stretch(since=date(2026, 3, 20), until=None),))
    row = gap_row(TWO_WEEKLY, MARCH[:2], date(2026, 6, 30), member)
    assert (row.verdict, row.last_date) == (Verdict.MET, None)
    assert row.explanation[-1] == "Nothing is due while the leave lasts."


def test_leave_that_begins_when_it_was_overdue_takes_no_day_back():
    member = Member(leave=(Stretch(since=date(2026, 4, 1), until=None),))
    row = gap_row(TWO_WEEKLY, MARCH[:2], date(2026, 6, 30), member)
    assert (row.verdict, row.short) == (Verdict.NOT_MET, 1)


def test_leave_puts_off_the_next_day():
    member = Member(leave=(Stretch(since=date(2026, 3, 20), until=date(2026, 4, 19)),))
    row = gap_row(TWO_WEEKLY, MARCH[:2], date(2026, 4, 20), member)
    assert (row.verdict, row.last_date) == (Verdict.MET, date(2026, 4, 30))


def test_a_gap_that_runs_may_be_left_out():
    requirement = MaxGap(id="gap", measure="supervision", gap=Length(days=14), ends="closed")
    row = gap_row(requirement, MARCH[:2], date(2026, 12, 31))
    assert (row.verdict, row.last_date) == (Verdict.MET, None)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=12), st.randoms())
def test_gaps_are_the_same_in_any_order_of_sessions(spans, random):
    days = on_days(date(2026, 1, 5), *spans)
    shuffled = list(days)
    random.shuffle(shuffled)
    row = gap_row(TWO_WEEKLY, days, days[-1])
    assert row == gap_row(TWO_WEEKLY, shuffled, days[-1])
    assert row.claimed == max(spans)
    assert (row.verdict is Verdict.MET) is (max(spans) <= 14)


def test_every_month_needs_one():
    days = (date(2026, 1, 5), date(2026, 1, 19), date(2026, 3, 2))
    rows = judge_every_period(MONTHLY, a_scene(*sessions(*days), as_of=date(2026, 4, 1)))
    assert [row.verdict for row in rows] == [
        Verdict.MET,
        Verdict.NOT_MET,
        Verdict.MET,
        Verdict.OPEN,
    ]
    assert rows[0].claimed == 2
    assert rows[1].short == 1
    assert rows[1].explanation[0] == "February 2026: no session; 1 is asked, 1 short."
    assert rows[3].last_date == date(2026, 4, 30)
    assert "1 more session by 30 April 2026." in rows[3].explanation


def test_a_month_wholly_on_leave_asks_nothing():
    requirement = EveryPeriod(
        id="m", measure="supervision", period=MONTH, leave=Leave(method="exempt_whole_periods")
    )
    member = Member(leave=(Stretch(since=date(2026, 2, 1), until=date(2026, 2, 28)),))
    scene = a_scene(*sessions(date(2026, 1, 5)), as_of=date(2026, 3, 1), member=member)
    assert judge_every_period(requirement, scene)[1].verdict is Verdict.EXEMPT


def test_a_month_without_known_practice_is_not_judged():
    requirement = EveryPeriod(
        id="m", measure="supervision", period=MONTH, applies_if=AppliesIf(measure="practice")
    )
    closed = (Stretch(since=date(2026, 2, 1), until=date(2026, 2, 28)),)
    scene = a_scene(
        an_entry("p", date(2026, 1, 5), kind="practice"),
        as_of=date(2026, 4, 1),
        member=Member(closed=closed),
    )
    found = [row.verdict for row in judge_every_period(requirement, scene)]
    assert found == [
        Verdict.NOT_MET,
        Verdict.NOT_APPLICABLE,
        Verdict.NEEDS_REVIEW,
        Verdict.OPEN,
    ]


def test_what_is_for_another_grade_does_not_apply():
    requirement = MaxGap(
        id="g",
        measure="supervision",
        gap=Length(days=14),
        applies_if=AppliesIf(grades=frozenset({"student"})),
    )
    row = gap_row(requirement, MARCH, date(2026, 6, 30), Member(grade="accredited"))
    assert row.verdict is Verdict.NOT_APPLICABLE


NZAC_YEAR = PeriodShape(type=PeriodType.FIXED, anchor=date(2025, 4, 1), length=Length(months=12))
ROTATE = Cadence(
    id="rotate",
    select=Match(any_tag=frozenset({"cultural_competence"})),
    at_least_every=Length(months=36),
    counted_in=NZAC_YEAR,
)


def cultural(*years):
    return activities([date(year, 9, 1) for year in years], tags=frozenset({"cultural_competence"}))


def cadence_verdicts(years, as_of, **what):
    rows = judge_cadence(ROTATE, a_scene(*cultural(*years), as_of=as_of, **what))
    return {row.start.year: row.verdict for row in rows}


def test_o_36_every_third_year_is_often_enough():
    found = cadence_verdicts((2022, 2025), date(2026, 4, 1))
    assert set(found.values()) == {Verdict.MET, Verdict.OPEN}
    assert found[2025] is Verdict.MET


def test_o_36_three_years_without_are_a_breach_at_the_end_of_the_third():
    found = cadence_verdicts((2022, 2026), date(2027, 4, 1))
    assert found == {
        2022: Verdict.MET,
        2023: Verdict.MET,
        2024: Verdict.MET,
        2025: Verdict.NOT_MET,
        2026: Verdict.MET,
        2027: Verdict.OPEN,
    }


def test_o_36_before_the_end_of_the_third_year_there_is_time():
    rows = judge_cadence(ROTATE, a_scene(*cultural(2022), as_of=date(2026, 3, 31)))
    assert (rows[-1].verdict, rows[-1].last_date) == (Verdict.OPEN, date(2026, 3, 31))
    assert rows[1].explanation[0].endswith("The last day for it is 31 March 2026.")


def test_a_year_joined_half_way_is_not_counted_against_anybody():
    first = date(2022, 10, 1)
    found = cadence_verdicts((), date(2026, 4, 1), member=Member(joined=first), first=first)
    assert found[2024] is Verdict.MET
    assert found[2025] is Verdict.NOT_MET


def test_the_next_time_is_named_beyond_the_periods_that_have_begun():
    rows = judge_cadence(ROTATE, a_scene(*cultural(2026), as_of=date(2026, 12, 1)))
    assert rows[-1].last_date == date(2030, 3, 31)
    assert rows[-1].required == Fraction(1)
