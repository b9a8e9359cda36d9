"""What is not known is said, and needs a person: it is never a pass and never a fail."""

from datetime import date
from fractions import Fraction

import pytest

from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.answers import Evaluation, Row, Unit, Verdict
from cpd.requirements.rules.counts import judge_distinct, judge_min_count
from cpd.requirements.rules.frequency import judge_cadence, judge_every_period, judge_max_gap
from cpd.requirements.rules.kinds import (
    Cadence,
    Declared,
    Distinct,
    Document,
    EveryPeriod,
    Manual,
    MaxGap,
    MinCount,
)
from cpd.requirements.rules.logs import Member, Paper
from cpd.requirements.rules.packs import Match, PeriodShape, PeriodType
from cpd.requirements.rules.papers import judge_document
from cpd.requirements.rules.planning import differences, said_changes
from cpd.requirements.rules.standards import judge_declared, judge_manual
from cpd.requirements.rules.terms import AppliesIf
from tests.rules.requirements_scenes import a_scene, an_entry, on_days, sessions

SINCE_REGISTERED = PeriodShape(
    type=PeriodType.ANNIVERSARY, of="registered", length=Length(months=12)
)
YEAR = PeriodShape(type=PeriodType.CALENDAR, unit="year")
WEEKS = PeriodShape(type=PeriodType.FIXED, anchor=date(2026, 1, 5), length=Length(days=28))
LIVE = Match(modes=frozenset({"live"}))
STUDENTS = AppliesIf(grades=frozenset({"student"}))


@pytest.mark.parametrize(
    ("judge", "requirement"),
    [
        pytest.param(
            judge_every_period,
            EveryPeriod(id="x", measure="supervision", period=SINCE_REGISTERED),
            id="every period",
        ),
        pytest.param(
            judge_min_count,
            MinCount(id="x", select=LIVE, at_least=1, period=SINCE_REGISTERED),
            id="a count",
        ),
        pytest.param(
            judge_distinct,
            Distinct(id="x", of="category", at_least=2, period=SINCE_REGISTERED),
            id="variety",
        ),
        pytest.param(
            judge_cadence,
            Cadence(
                id="x",
                select=LIVE,
                at_least_every=Length(months=36),
                counted_in=SINCE_REGISTERED,
            ),
            id="every so many years",
        ),
        pytest.param(
            judge_manual, Manual(id="x", ask="Why", period=SINCE_REGISTERED), id="a person"
        ),
    ],
)
def test_without_the_day_that_periods_are_counted_from_a_person_must_look(judge, requirement):
    (row,) = judge(requirement, a_scene(as_of=date(2026, 4, 1)))
    assert (row.verdict, row.start, row.end) == (Verdict.NEEDS_REVIEW, None, None)
    assert "“registered”" in row.explanation[0]


@pytest.mark.parametrize(
    ("judge", "requirement"),
    [
        pytest.param(
            judge_min_count,
            MinCount(id="x", select=LIVE, at_least=1, period=YEAR, applies_if=STUDENTS),
            id="a count",
        ),
        pytest.param(
            judge_cadence,
            Cadence(
                id="x",
                select=LIVE,
                at_least_every=Length(months=36),
                counted_in=YEAR,
                applies_if=STUDENTS,
            ),
            id="every so many years",
        ),
        pytest.param(
            judge_declared,
            Declared(id="x", events=frozenset(), within=Length(), applies_if=STUDENTS),
            id="a declaration",
        ),
        pytest.param(
            judge_document,
            Document(id="x", document="dbs_check", applies_if=STUDENTS),
            id="a paper",
        ),
    ],
)
def test_without_the_grade_nobody_knows_whether_it_is_asked(judge, requirement):
    (row,) = judge(requirement, a_scene(as_of=date(2026, 4, 1)))
    assert row.verdict is Verdict.NEEDS_REVIEW
    (other,) = judge(requirement, a_scene(as_of=date(2026, 4, 1), member=Member(grade="fellow")))
    assert other.verdict is Verdict.NOT_APPLICABLE


def test_entries_that_do_not_say_what_decides_are_named():
    requirement = MinCount(id="live", select=LIVE, at_least=1, period=YEAR)
    entry = an_entry("1", date(2025, 6, 1), title="Ethics day")
    row = judge_min_count(requirement, a_scene(entry, as_of=date(2026, 4, 1)))[0]
    assert (row.verdict, row.claimed, row.short) == (Verdict.NEEDS_REVIEW, 0, 1)
    assert "To be sure, say more in “Ethics day” on 1 June 2025." in row.explanation


def test_a_rule_of_every_so_many_weeks_reads_days_and_leaves_doubt_to_a_person():
    requirement = Cadence(id="x", select=LIVE, at_least_every=Length(days=56), counted_in=WEEKS)
    entry = an_entry("1", date(2026, 1, 6))
    scene = a_scene(entry, as_of=date(2026, 5, 1))
    found = [row.verdict for row in judge_cadence(requirement, scene)]
    assert found == [
        Verdict.MET,
        Verdict.NEEDS_REVIEW,
        Verdict.NOT_MET,
        Verdict.NOT_MET,
        Verdict.OPEN,
    ]


def test_years_may_be_counted_in_weeks_too():
    requirement = Cadence(id="x", select=LIVE, at_least_every=Length(months=3), counted_in=WEEKS)
    scene = a_scene(an_entry("1", date(2026, 1, 6), mode="live"), as_of=date(2026, 5, 1))
    rows = judge_cadence(requirement, scene)
    found = [row.verdict for row in rows]
    assert found == [Verdict.MET] * 3 + [Verdict.NOT_MET, Verdict.OPEN]


def test_several_gaps_are_counted():
    requirement = MaxGap(id="g", measure="supervision", gap=Length(days=14))
    days = on_days(date(2026, 1, 5), 20, 14, 16)
    (row,) = judge_max_gap(requirement, a_scene(*sessions(*days), as_of=days[-1]))
    assert row.explanation[0] == "2 gaps were too long."
    assert (row.claimed, row.short) == (20, 6)


def test_papers_without_a_term_do_not_run_on():
    requirement = Document(id="h", document="history", basis="previous_expiry")
    papers = [Paper(document="history", issued=date(year, 1, 1)) for year in (2020, 2024)]
    (row,) = judge_document(requirement, a_scene(as_of=date(2026, 1, 1), documents=papers))
    assert (row.verdict, row.start, row.last_date) == (Verdict.MET, date(2024, 1, 1), None)


@pytest.mark.parametrize(
    ("unit", "before", "after", "said"),
    [
        pytest.param(
            Unit.DAYS,
            (Verdict.NOT_MET, 9),
            (Verdict.NOT_MET, 7),
            "Two weekly: still 7 days short.",
            id="days",
        ),
        pytest.param(
            Unit.COUNT, (Verdict.OPEN, 3), (Verdict.OPEN, 2), "2026: still 2 short.", id="a count"
        ),
        pytest.param(
            Unit.COUNT, (Verdict.OPEN, 1), (Verdict.OPEN, 2), "2026: 2 short.", id="worse"
        ),
        pytest.param(
            Unit.COUNT,
            (Verdict.NEEDS_REVIEW, 3),
            (Verdict.NEEDS_REVIEW, 2),
            "2026 would still need a person to look at it.",
            id="as doubtful as before",
        ),
        pytest.param(
            Unit.COUNT,
            (Verdict.OPEN, 0),
            (Verdict.OPEN, 0),
            "2026 would still be open.",
            id="as open as before",
        ),
    ],
)
def test_what_a_plan_changes_is_said_in_words(unit, before, after, said):
    def evaluated(number, verdict, short):
        row = Row(
            requirement="two_weekly",
            kind="x",
            start=date(2026, 1, 1),
            end=date(2027, 1, 1),
            verdict=verdict,
            unit=unit,
            claimed=Fraction(number),
            short=Fraction(short),
        )
        return Evaluation(pack="p", version=1, as_of=date(2026, 4, 1), rows=(row,))

    assert said_changes(differences(evaluated(1, *before), evaluated(2, *after))) == (said,)
