from datetime import date
from fractions import Fraction

from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.kinds import EveryPeriod, MaxGap, Minimum
from cpd.requirements.rules.logs import Member, Stretch
from cpd.requirements.rules.packs import PeriodShape, PeriodType
from cpd.requirements.rules.periods import Period
from cpd.requirements.rules.rhythm import rhythm
from cpd.requirements.rules.terms import AppliesIf, Leave
from tests.rules.requirements_scenes import a_pack, a_scene, a_session, an_entry, sessions

MONTH = PeriodShape(type=PeriodType.CALENDAR, unit="month")
TWO_WEEKLY = MaxGap(
    id="two_weekly",
    measure="supervision",
    gap=Length(days=14),
    leave=Leave(method="subtract_days"),
)
MONTHLY = EveryPeriod(id="monthly", measure="supervision", period=MONTH)
HOURS = Minimum(id="hours", measure="supervision", at_least=Fraction(90), period=MONTH)
LEAVE = Stretch(since=date(2026, 3, 17), until=date(2026, 3, 23))
MARCH = (date(2026, 3, 2), date(2026, 3, 16), date(2026, 3, 31))


def drawn(*entries, as_of, rules=(), member=None, first=None):
    return rhythm(
        a_scene(*entries, as_of=as_of, member=member, pack=a_pack(requirements=rules)), first=first
    )


def test_a_year_of_months_is_drawn_whole():
    found = drawn(*sessions(*MARCH), as_of=date(2026, 4, 10))
    assert len(found.months) == 13
    assert (found.first, found.last) == (date(2025, 4, 1), date(2026, 4, 30))
    march = found.months[-2]
    assert march.name == "March 2026"
    assert [one.on for one in march.sessions] == list(MARCH)
    assert march.minutes == 180
    assert not march.practice_known


def test_a_month_is_laid_out_in_weeks_from_monday():
    found = drawn(as_of=date(2026, 4, 10), first=date(2026, 4, 1))
    weeks = found.months[0].weeks
    assert weeks[0] == (None, None, *(date(2026, 4, day) for day in range(1, 6)))
    assert weeks[-1][-1] is None
    assert {len(week) for week in weeks} == {7}
    assert sum(day is not None for week in weeks for day in week) == 30


def test_gaps_are_marked_with_leave_and_with_what_is_too_long():
    member = Member(leave=(LEAVE,))
    days = (*MARCH, date(2026, 4, 20))
    found = drawn(*sessions(*days), as_of=date(2026, 4, 25), rules=(TWO_WEEKLY,), member=member)
    spells = [(one.days, one.on_leave, one.is_too_long, one.is_open) for one in found.spells]
    assert spells == [
        (14, 0, False, False),
        (8, 7, False, False),
        (20, 0, True, False),
        (5, 0, False, True),
    ]
    assert found.leave == (Period(date(2026, 3, 17), date(2026, 3, 24)),)


def test_without_a_rule_no_gap_is_too_long():
    found = drawn(*sessions(date(2025, 9, 1), date(2026, 3, 1)), as_of=date(2026, 4, 1))
    assert [one.is_too_long for one in found.spells] == [False, False]
    assert found.due == ()


def test_the_time_left_before_the_next_is_due():
    found = drawn(*sessions(*MARCH), as_of=date(2026, 4, 10), rules=(TWO_WEEKLY, MONTHLY))
    assert [(one.requirement, one.on, one.days_left) for one in found.due] == [
        ("two_weekly", date(2026, 4, 14), 4),
        ("monthly", date(2026, 4, 30), 20),
    ]
    assert found.due[0].text == "The next session is due by 14 April 2026: 4 days left."


def test_what_is_overdue_says_since_when():
    found = drawn(*sessions(*MARCH), as_of=date(2026, 4, 16), rules=(TWO_WEEKLY,))
    assert found.due[0].days_left == -2
    assert found.due[0].text == "The next session was due by 14 April 2026, 2 days ago."
    today = drawn(*sessions(*MARCH), as_of=date(2026, 4, 14), rules=(TWO_WEEKLY,))
    assert today.due[0].text == "The next session is due today, 14 April 2026."


def test_a_month_that_has_enough_moves_the_next_to_the_month_after():
    entries = [a_session("1", date(2026, 4, 2), 60), a_session("2", date(2026, 4, 9), 30)]
    found = drawn(*entries, as_of=date(2026, 4, 10), rules=(MONTHLY, HOURS))
    assert [one.on for one in found.due] == [date(2026, 5, 31)] * 2
    short = drawn(*entries[:1], as_of=date(2026, 4, 10), rules=(HOURS,))
    assert short.due[0].on == date(2026, 4, 30)


def test_a_rule_for_another_grade_makes_nothing_due():
    rule = EveryPeriod(
        id="m",
        measure="supervision",
        period=MONTH,
        applies_if=AppliesIf(grades=frozenset({"student"})),
    )
    member = Member(grade="accredited")
    assert drawn(as_of=date(2026, 4, 10), rules=(rule,), member=member).due == ()


def test_nothing_is_due_while_leave_lasts():
    member = Member(leave=(Stretch(since=date(2026, 4, 1), until=None),))
    found = drawn(*sessions(*MARCH), as_of=date(2026, 4, 10), rules=(TWO_WEEKLY,), member=member)
    assert found.due == ()


def test_the_ratio_to_practice_is_said():
    found = drawn(
        *sessions(*MARCH),
        an_entry("p", date(2026, 3, 5), "practice", 1500),
        as_of=date(2026, 3, 31),
        first=date(2026, 3, 1),
    )
    assert (found.ratio, found.practice_known) == (Fraction(25, 3), True)
    said = "3 hours of supervision for 25 hours of practice: 1 to about 8.3."
    assert found.lines == (said,)


def test_a_month_without_a_word_on_practice_is_named():
    found = drawn(*sessions(*MARCH), as_of=date(2026, 3, 31), first=date(2026, 3, 1))
    assert found.lines == (
        "3 hours of supervision for 0 minutes of practice.",
        "For some of these months no practice is logged, nor said to be none.",
    )


def test_an_empty_log_is_drawn_empty():
    found = drawn(as_of=date(2026, 3, 31))
    assert (found.spells, found.lines, found.ratio) == ((), (), None)
