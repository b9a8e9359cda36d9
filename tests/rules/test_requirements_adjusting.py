from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.requirements.rules.adjusting import Target, adjusted, working_share
from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.answers import Verdict
from cpd.requirements.rules.kinds import Common, MinCount, Minimum
from cpd.requirements.rules.logs import Member, Share, Stretch
from cpd.requirements.rules.packs import ANYTHING, ORDINARY
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.terms import Joiner, Leave

CALENDAR_2026 = Period(date(2026, 1, 1), date(2027, 1, 1))
PACFA_2025 = Period(date(2025, 7, 1), date(2026, 7, 1))
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
HALF_YEAR = Stretch(since=date(2026, 3, 1), until=date(2026, 8, 31), kind="parental")
MID_MONTH = Stretch(since=date(2026, 3, 15), until=date(2026, 9, 14), kind="parental")
BY_MONTHS = Leave(method="prorate", by="whole_months", round="up_to_15min")
BY_DAYS = Leave(method="prorate", by="days", round="up_to_15min")
EXTEND = Leave(method="extend_due_date", by="days", limit=Length(months=24))

CPD_LESS = {8: 2, 9: 3, 10: 5, 11: 7, 12: 8, 1: 10, 2: 12, 3: 13, 4: 15, 5: 17}
SUPERVISION_LESS = {8: 1, 9: 2, 10: 3, 11: 3, 12: 4, 1: 5, 2: 6, 3: 7, 4: 8, 5: 8}


def hours(number: float) -> Fraction:
    return Fraction(str(number)) * 60


def a_minimum(**what: object) -> Minimum:
    return Minimum(**({"id": "cpd", "measure": "cpd", "at_least": hours(30)} | what))  # type: ignore[arg-type]


def judged(amount: Fraction, period: Period, member: Member, **what: object) -> Target:
    return adjusted(amount, a_minimum(**what), period, member, ORDINARY)


def table(less: dict[int, int]) -> Joiner:
    return Joiner(method="table", reduce={month: hours(number) for month, number in less.items()})


@pytest.mark.parametrize(
    ("amount", "less", "asked"),
    [
        pytest.param(20, CPD_LESS, 15, id="cpd: 15 of 20 hours"),
        pytest.param(10, SUPERVISION_LESS, 7, id="supervision: 7 of 10 hours"),
    ],
)
def test_o_16_a_joiner_of_14_october_reads_the_table(amount, less, asked):
    member = Member(joined=date(2025, 10, 14))
    found = judged(hours(amount), PACFA_2025, member, joiner=table(less))
    assert found.required == hours(asked)
    assert found.verdict is None
    assert "14 October 2025" in found.lines[0]


@pytest.mark.parametrize(("amount", "less"), [(20, CPD_LESS), (10, SUPERVISION_LESS)])
def test_o_16_the_table_is_the_months_rounded_half_up(amount, less):
    for month, off in less.items():
        missed = (month - 7) % 12
        assert off == int(Fraction(missed * amount, 12) + Fraction(1, 2))


def test_o_16_a_month_that_is_not_in_the_table_needs_a_person():
    found = judged(hours(20), PACFA_2025, Member(joined=date(2026, 6, 3)), joiner=table(CPD_LESS))
    assert found.verdict is Verdict.NEEDS_REVIEW
    assert found.required == hours(20)


def test_o_16_what_is_not_published_for_joiners_needs_a_person():
    member = Member(joined=date(2025, 10, 14))
    found = judged(hours(10), PACFA_2025, member, joiner=Joiner(method="undecided"))
    assert found.verdict is Verdict.NEEDS_REVIEW


@pytest.mark.parametrize(
    "joined",
    [
        pytest.param(None, id="nobody knows when"),
        pytest.param(date(2020, 1, 1), id="long ago"),
        pytest.param(date(2025, 7, 1), id="on the first day"),
        pytest.param(date(2025, 7, 20), id="in the first month"),
        pytest.param(date(2026, 7, 1), id="afterwards"),
    ],
)
def test_all_is_asked_of_who_is_no_joiner(joined):
    found = judged(hours(20), PACFA_2025, Member(joined=joined), joiner=table(CPD_LESS))
    assert (found.required, found.verdict) == (hours(20), None)


@pytest.mark.parametrize(
    ("joiner", "asked"),
    [
        pytest.param(Joiner(), hours(40), id="all of it"),
        pytest.param(
            Joiner(method="months", per_month=hours(1.67)), hours(10.02), id="both end months"
        ),
        pytest.param(
            Joiner(method="months", per_month=hours(1.67), count="whole_months"),
            hours(8.35),
            id="whole months",
        ),
        pytest.param(Joiner(method="months"), hours(20), id="an even part of the months"),
        pytest.param(
            Joiner(method="months", per_month=hours(9)), hours(40), id="never more than all"
        ),
        pytest.param(Joiner(method="days"), hours(40) * 170 / 365, id="days"),
    ],
)
def test_joiners_are_asked_for_their_part(joiner, asked):
    found = judged(hours(40), CALENDAR_2026, Member(joined=date(2026, 7, 15)), joiner=joiner)
    assert found.required == asked


@pytest.mark.parametrize(
    ("amount", "leave", "asked"),
    [
        pytest.param(30, BY_MONTHS, 15, id="total by months"),
        pytest.param(10, BY_MONTHS, 5, id="peer by months"),
        pytest.param(3, Leave(), 3, id="the ethics floor is not reduced"),
        pytest.param(30, BY_DAYS, 15, id="by days, up to the quarter hour"),
        pytest.param(30, Leave(), 30, id="no reduction"),
    ],
)
def test_o_22_one_absence_four_policies(amount, leave, asked):
    found = judged(hours(amount), CALENDAR_2026, Member(leave=(HALF_YEAR,)), leave=leave)
    assert found.required == hours(asked)
    assert found.end == CALENDAR_2026.end
    assert found.lines


def test_o_22_by_days_without_rounding_is_exact():
    leave = Leave(method="prorate", by="days")
    found = judged(hours(30), CALENDAR_2026, Member(leave=(HALF_YEAR,)), leave=leave)
    assert found.required == hours(30) * 181 / 365


def test_o_22_the_due_date_moves_by_the_days_on_leave():
    found = judged(hours(30), CALENDAR_2026, Member(leave=(HALF_YEAR,)), leave=EXTEND)
    assert found.required == hours(30)
    assert found.end == CALENDAR_2026.end + timedelta(days=184)
    assert "184 days" in found.lines[0]


@pytest.mark.parametrize(("leave", "asked"), [(BY_MONTHS, 17.5), (BY_DAYS, 15)])
def test_o_22_the_same_days_from_mid_month_hold_five_whole_months(leave, asked):
    found = judged(hours(30), CALENDAR_2026, Member(leave=(MID_MONTH,)), leave=leave)
    assert found.required == hours(asked)


def test_o_23_leave_extends_the_due_date_of_a_provisional_member():
    absence = Stretch(since=date(2026, 2, 1), until=date(2026, 7, 31))
    period = Period(date(2025, 8, 28), date(2026, 8, 28))
    found = judged(hours(30), period, Member(leave=(absence,)), leave=EXTEND)
    assert found.end - timedelta(days=1) == date(2027, 2, 24)
    assert "181 days" in found.lines[0]
    assert "27 August 2026 to 24 February 2027" in found.lines[0]


def test_o_23_the_due_date_of_a_full_member_stays_on_the_anniversary():
    absence = Stretch(since=date(2026, 2, 1), until=date(2026, 7, 31))
    period = Period(date(2025, 8, 28), date(2026, 8, 28))
    leave = Leave(method="extend_due_date", by="whole_years")
    found = judged(hours(30), period, Member(leave=(absence,)), leave=leave)
    assert found.end - timedelta(days=1) == date(2027, 8, 27)


def test_more_than_a_year_of_leave_moves_an_anniversary_by_two():
    absence = Stretch(since=date(2026, 2, 1), until=date(2027, 4, 30))
    leave = Leave(method="extend_due_date", by="whole_years")
    period = Period(date(2025, 8, 28), date(2026, 8, 28))
    found = judged(hours(30), period, Member(leave=(absence,)), leave=leave)
    assert found.end == date(2028, 8, 28)


def test_leave_beyond_the_end_moves_it_by_all_of_the_leave():
    absence = Stretch(since=date(2026, 12, 1), until=date(2027, 1, 31))
    found = judged(hours(30), CALENDAR_2026, Member(leave=(absence,)), leave=EXTEND)
    assert found.end == CALENDAR_2026.end + timedelta(days=62)


def test_a_limit_bounds_what_leave_puts_off():
    absence = Stretch(since=date(2026, 2, 1), until=date(2029, 1, 31))
    found = judged(hours(30), CALENDAR_2026, Member(leave=(absence,)), leave=EXTEND)
    assert found.end == date(2029, 1, 1)
    assert "never by more than 2 years" in found.lines[0]


def test_leave_that_has_not_ended_leaves_the_due_date_open():
    leave = Leave(method="extend_due_date")
    member = Member(leave=(Stretch(since=date(2026, 2, 1), until=None),))
    found = judged(hours(30), CALENDAR_2026, member, leave=leave)
    assert (found.verdict, found.end) == (Verdict.OPEN, CALENDAR_2026.end)


def test_a_limit_bounds_the_leave_that_is_taken_off():
    leave = Leave(method="prorate", by="whole_months", limit=Length(months=3))
    found = judged(hours(30), CALENDAR_2026, Member(leave=(HALF_YEAR,)), leave=leave)
    assert found.required == hours(30) * 9 / 12
    assert "No more than 3 months" in found.lines[0]


@pytest.mark.parametrize(
    ("stretches", "verdict"),
    [
        pytest.param([(1, 31)], Verdict.EXEMPT, id="the whole month"),
        pytest.param([(1, 10), (11, 31)], Verdict.EXEMPT, id="in two stretches that touch"),
        pytest.param([(1, 20), (5, 31)], Verdict.EXEMPT, id="in two that overlap"),
        pytest.param([(2, 31)], None, id="all but one day"),
        pytest.param([(1, 10), (12, 31)], None, id="with a day between"),
        pytest.param([], None, id="none"),
    ],
)
def test_only_a_month_wholly_on_leave_is_let_off(stretches, verdict):
    away = tuple(
        Stretch(since=date(2026, 3, first), until=date(2026, 3, last)) for first, last in stretches
    )
    leave = Leave(method="exempt_whole_periods")
    found = judged(hours(1.5), MARCH, Member(leave=away), leave=leave)
    assert (found.required, found.verdict) == (hours(1.5), verdict)
    assert bool(found.lines) is bool(away)


def test_only_the_kinds_of_leave_that_are_named_count():
    leave = Leave(method="exempt_whole_periods", kinds=frozenset({"sickness"}))
    found = judged(hours(1.5), MARCH, Member(leave=(HALF_YEAR,)), leave=leave)
    assert found == Target(required=hours(1.5), end=MARCH.end)


def test_counts_are_reduced_too_and_said_as_counts():
    member = Member(leave=(Stretch(since=date(2026, 1, 1), until=date(2026, 7, 2)),))
    leave = Leave(method="prorate", by="days")
    requirement = MinCount(id="n", select=ANYTHING, at_least=5, leave=leave)
    found = adjusted(Fraction(5), requirement, CALENDAR_2026, member, ORDINARY)
    assert found.required == Fraction(5) * 182 / 365
    assert found.lines[0].endswith("leave 3 to do.")


def test_a_joiner_on_leave_ever_since_owes_nothing():
    member = Member(
        joined=date(2025, 10, 14), leave=(Stretch(since=date(2025, 10, 14), until=None),)
    )
    found = judged(hours(20), PACFA_2025, member, joiner=table(CPD_LESS), leave=BY_DAYS)
    assert found.verdict is Verdict.EXEMPT


@pytest.mark.parametrize(
    ("shares", "asked"),
    [
        pytest.param([], 90, id="nothing said: full time"),
        pytest.param([(None, None, "0.8")], 72, id="four days a week"),
        pytest.param([(None, None, "0.3")], 45, id="never below the floor"),
        pytest.param([(None, None, "1.2")], 90, id="never more than all"),
    ],
)
def test_part_time_scales_down_to_a_floor(shares, asked):
    member = Member(
        working_share=tuple(
            Share(since=since, until=until, share=Fraction(share)) for since, until, share in shares
        )
    )
    found = judged(Fraction(90), MARCH, member, scale_by="fte", scale_floor=Fraction(45))
    assert found.required == asked


@pytest.mark.parametrize(("share", "asked"), [("0.5", 90), ("0.49", 45)])
def test_part_time_may_be_less_than_half_alone(share, asked):
    member = Member(working_share=(Share(since=None, until=None, share=Fraction(share)),))
    found = judged(
        Fraction(90),
        MARCH,
        member,
        scale_by="fte",
        scale_floor=Fraction(45),
        scale_below=Fraction(1, 2),
    )
    assert found.required == asked


def test_a_share_that_changes_is_averaged_by_the_day():
    member = Member(
        working_share=(
            Share(since=None, until=None, share=Fraction(1, 2)),
            Share(since=date(2026, 3, 11), until=date(2026, 3, 20), share=Fraction(1, 4)),
        )
    )
    assert working_share(member, MARCH) == Fraction(21 * 2 + 10, 31 * 4)


def test_nothing_is_adjusted_where_nothing_is_asked_about():
    plain = adjusted(Fraction(1), Common(id="x"), MARCH, Member(joined=date(2026, 3, 5)), ORDINARY)
    assert plain == Target(required=Fraction(1), end=MARCH.end)


days = st.dates(date(2025, 11, 1), date(2027, 2, 28))
absences = st.lists(st.tuples(days, st.integers(0, 200)), max_size=4)
policies = st.sampled_from(
    [BY_MONTHS, BY_DAYS, Leave(method="prorate", limit=Length(days=100)), Leave()]
)


def on_leave(spells):
    return tuple(Stretch(since=day, until=day + timedelta(days=n)) for day, n in spells)


@given(absences, absences, policies)
def test_more_leave_never_asks_more(some, more, leave):
    less = judged(hours(30), CALENDAR_2026, Member(leave=on_leave(some + more)), leave=leave)
    full = judged(hours(30), CALENDAR_2026, Member(leave=on_leave(some)), leave=leave)
    asked = [Fraction(0) if one.verdict else one.required for one in (less, full)]
    assert 0 <= asked[0] <= asked[1] <= hours(30)


@given(absences, policies)
def test_leave_is_read_the_same_in_any_order(spells, leave):
    forth = judged(hours(30), CALENDAR_2026, Member(leave=on_leave(spells)), leave=leave)
    back = judged(hours(30), CALENDAR_2026, Member(leave=on_leave(spells[::-1])), leave=leave)
    assert forth == back


@given(absences, absences)
def test_more_leave_never_brings_the_end_forward(some, more):
    late = judged(hours(30), CALENDAR_2026, Member(leave=on_leave(some + more)), leave=EXTEND)
    soon = judged(hours(30), CALENDAR_2026, Member(leave=on_leave(some)), leave=EXTEND)
    assert CALENDAR_2026.end <= soon.end <= late.end
