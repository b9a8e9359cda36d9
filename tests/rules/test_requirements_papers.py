from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.answers import Unit, Verdict
from cpd.requirements.rules.kinds import Declared, Document, Manual
from cpd.requirements.rules.logs import Declaration, Member, Paper
from cpd.requirements.rules.packs import PeriodShape, PeriodType
from cpd.requirements.rules.papers import judge_document
from cpd.requirements.rules.standards import is_outstanding, judge_declared, judge_manual
from cpd.requirements.rules.terms import AppliesIf
from tests.rules.requirements_scenes import a_scene

YEAR = PeriodShape(type=PeriodType.CALENDAR, unit="year")
DBS = Document(id="dbs", document="dbs_check", valid_for=Length(months=36))
DBS_ON = Document(
    id="dbs", document="dbs_check", valid_for=Length(months=36), basis="previous_expiry"
)
UNDERTAKING = Document(
    id="undertaking",
    document="signed_undertaking",
    valid_for=Length(months=12),
    last_day="day_before",
    version_of="code",
)
INSURANCE = Document(id="insurance", document="indemnity_insurance", continuous=True)
HISTORY = Document(id="history", document="criminal_history_check")


def issued(document, *days, **what):
    return [Paper(document=document, issued=day, **what) for day in days]


def cover(*spans):
    return [Paper(document="indemnity_insurance", first=first, last=last) for first, last in spans]


def judged(requirement, papers, as_of, **what):
    return judge_document(requirement, a_scene(as_of=as_of, documents=papers, **what))


@pytest.mark.parametrize(
    ("as_of", "verdict", "said"),
    [
        pytest.param(
            date(2026, 11, 20), Verdict.MET, "good until 21 November 2026, for 1 day more", id="yet"
        ),
        pytest.param(date(2026, 11, 21), Verdict.MET, "due today", id="on the last day"),
        pytest.param(date(2026, 11, 22), Verdict.NOT_MET, "1 day ago", id="the day after"),
    ],
)
def test_o_33_a_check_of_21_november_2023_holds_through_21_november_2026(as_of, verdict, said):
    (row,) = judged(DBS, issued("dbs_check", date(2023, 11, 21)), as_of)
    assert (row.verdict, row.last_date) == (verdict, date(2026, 11, 21))
    assert (row.start, row.end) == (date(2023, 11, 21), date(2026, 11, 22))
    assert said in row.explanation[0]
    assert row.unit is Unit.DAYS


def test_o_33_a_check_of_29_february_holds_through_28_february():
    (row,) = judged(DBS, issued("dbs_check", date(2024, 2, 29)), date(2025, 1, 1))
    assert row.last_date == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("requirement", "due_on"),
    [
        pytest.param(DBS, date(2028, 12, 1), id="from its issue"),
        pytest.param(DBS_ON, date(2029, 2, 14), id="from the previous expiry"),
    ],
)
def test_o_33_an_early_renewal(requirement, due_on):
    papers = issued("dbs_check", date(2023, 2, 14), date(2025, 12, 1))
    (row,) = judged(requirement, papers, date(2026, 1, 1))
    assert (row.verdict, row.last_date) == (Verdict.MET, due_on)
    (before,) = judged(requirement, papers, date(2025, 11, 30))
    assert before.last_date == date(2026, 2, 14)


def test_a_late_renewal_runs_from_its_issue():
    papers = issued("dbs_check", date(2020, 2, 14), date(2025, 12, 1))
    lapsed, row = judged(DBS_ON, papers, date(2026, 1, 1))
    assert (lapsed.start, lapsed.end) == (date(2023, 2, 15), date(2025, 12, 1))
    assert row.last_date == date(2028, 12, 1)


def test_o_33_two_days_without_insurance():
    papers = cover(
        (date(2025, 4, 1), date(2026, 3, 31)),
        (date(2026, 4, 3), date(2027, 4, 2)),
    )
    (row,) = judged(INSURANCE, papers, date(2026, 11, 21))
    assert (row.verdict, row.short, row.unit) == (Verdict.NOT_MET, 2, Unit.DAYS)
    assert (row.start, row.end) == (date(2025, 4, 1), date(2026, 11, 22))
    assert (row.required, row.claimed) == (600, 598)
    assert row.last_date == date(2027, 4, 2)
    assert row.explanation == (
        "The indemnity insurance leaves 2 days without cover.",
        "No cover from 1 to 2 April 2026, 2 days.",
        "The cover that runs now ends on 2 April 2027.",
    )


def test_o_33_an_undertaking_lapsed_for_five_days():
    papers = issued("signed_undertaking", date(2025, 1, 15), date(2026, 1, 20), version="4")
    lapsed, row = judged(UNDERTAKING, papers, date(2026, 11, 21))
    assert (lapsed.verdict, lapsed.short) == (Verdict.NOT_MET, 5)
    assert (lapsed.start, lapsed.end) == (date(2026, 1, 15), date(2026, 1, 20))
    said = "The signed undertaking had lapsed from 15 to 19 January 2026, 5 days."
    assert lapsed.explanation == (said,)
    assert (row.verdict, row.last_date) == (Verdict.MET, date(2027, 1, 19))
    assert "It is dated 20 January 2026, version 4." in row.explanation


def test_o_33_by_the_calendar_year_nothing_lapsed():
    requirement = Document(id="undertaking", document="signed_undertaking", period=YEAR)
    papers = issued("signed_undertaking", date(2025, 1, 15), date(2026, 1, 20))
    rows = judged(requirement, papers, date(2026, 11, 21), first=date(2025, 1, 1))
    assert [row.verdict for row in rows] == [Verdict.MET, Verdict.MET]
    assert rows[0].explanation[1] == "Dated 15 January 2025."


def test_the_year_that_runs_has_time_for_a_paper():
    requirement = Document(id="undertaking", document="signed_undertaking", period=YEAR)
    (row,) = judged(requirement, [], date(2026, 11, 21))
    assert (row.verdict, row.last_date) == (Verdict.OPEN, date(2026, 12, 31))


@pytest.mark.parametrize("requirement", [DBS, INSURANCE, HISTORY])
def test_a_paper_that_is_not_there_is_not_met(requirement):
    (row,) = judged(requirement, issued("passport", date(2020, 1, 1)), date(2026, 11, 21))
    assert row.verdict is Verdict.NOT_MET
    assert row.explanation[0].startswith("No ")


def test_a_paper_without_a_date_needs_a_person():
    (row,) = judged(DBS, [Paper(document="dbs_check")], date(2026, 11, 21))
    assert row.verdict is Verdict.NEEDS_REVIEW


def test_a_paper_of_tomorrow_is_not_there_yet():
    (row,) = judged(DBS, issued("dbs_check", date(2026, 11, 22)), date(2026, 11, 21))
    assert row.verdict is Verdict.NOT_MET


def test_what_does_not_run_out_is_met():
    papers = issued("criminal_history_check", date(2015, 1, 1))
    (row,) = judged(HISTORY, papers, date(2026, 11, 21))
    assert (row.verdict, row.last_date) == (Verdict.MET, None)
    assert row.explanation[0] == "The criminal history check does not run out."


def test_a_paper_that_names_its_own_last_day_ends_with_it():
    papers = issued("dbs_check", date(2025, 1, 1), last=date(2026, 6, 30))
    (row,) = judged(DBS, papers, date(2026, 1, 1))
    assert row.last_date == date(2026, 6, 30)


def test_cover_bought_ahead_is_counted_in():
    papers = cover((date(2025, 4, 1), date(2026, 3, 31)), (date(2026, 4, 1), date(2027, 3, 31)))
    (row,) = judged(INSURANCE, papers, date(2026, 3, 31))
    assert (row.verdict, row.last_date) == (Verdict.MET, date(2027, 3, 31))


def test_cover_that_has_run_out_lacks_the_days_since():
    (row,) = judged(INSURANCE, cover((date(2025, 4, 1), date(2026, 3, 31))), date(2026, 4, 10))
    assert (row.verdict, row.short, row.last_date) == (Verdict.NOT_MET, 10, None)


def test_the_last_day_of_cover_is_said():
    (row,) = judged(INSURANCE, cover((date(2025, 4, 1), date(2026, 3, 31))), date(2026, 3, 31))
    assert row.verdict is Verdict.MET
    assert row.explanation[-1] == "It is due today: 31 March 2026 is the last day of cover."


def test_cover_of_unsaid_length_needs_a_person():
    (row,) = judged(INSURANCE, cover((date(2025, 4, 1), None)), date(2026, 4, 10))
    assert row.verdict is Verdict.NEEDS_REVIEW


def test_days_before_joining_need_no_cover():
    papers = cover((date(2020, 1, 1), date(2020, 12, 31)), (date(2025, 1, 1), date(2026, 12, 31)))
    member = Member(joined=date(2025, 6, 1))
    (row,) = judged(INSURANCE, papers, date(2026, 4, 10), member=member)
    assert (row.verdict, row.start) == (Verdict.MET, date(2025, 6, 1))


def test_papers_may_be_asked_of_some_grades_only():
    requirement = Document(
        id="d", document="dbs_check", applies_if=AppliesIf(grades=frozenset({"student"}))
    )
    (row,) = judged(requirement, [], date(2026, 4, 10), member=Member(grade="accredited"))
    assert row.verdict is Verdict.NOT_APPLICABLE


spans = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 90)), min_size=1, max_size=6)


@given(spans, st.randoms())
def test_days_covered_and_days_short_make_the_whole(runs, random):
    start = date(2025, 1, 1)
    papers = cover(*((start + timedelta(days=a), start + timedelta(days=a + n)) for a, n in runs))
    as_of = date(2026, 3, 1)
    (row,) = judged(INSURANCE, papers, as_of)
    assert row.claimed + row.short == row.required == (row.end - row.start).days
    days = {a + n for a, length in runs for n in range(length + 1)}
    assert row.claimed == sum(day <= (as_of - start).days for day in days)
    random.shuffle(papers)
    assert judged(INSURANCE, papers, as_of) == (row,)


COMPLAINTS = Declared(
    id="complaints",
    events=frozenset({"complaint_upheld", "relevant_conviction"}),
    within=Length(days=7),
)


@pytest.mark.parametrize(
    ("declared", "as_of", "verdict", "short"),
    [
        pytest.param(date(2026, 3, 8), date(2026, 4, 1), Verdict.MET, 0, id="on the last day"),
        pytest.param(date(2026, 3, 9), date(2026, 4, 1), Verdict.NOT_MET, 1, id="a day late"),
        pytest.param(None, date(2026, 3, 8), Verdict.OPEN, 0, id="not yet, and in time"),
        pytest.param(None, date(2026, 3, 10), Verdict.NOT_MET, 2, id="not yet, and late"),
        pytest.param(date(2026, 3, 8), date(2026, 3, 5), Verdict.OPEN, 0, id="declared later"),
    ],
)
def test_what_happened_is_declared_in_time(declared, as_of, verdict, short):
    event = Declaration(
        declaration="complaint_upheld", happened_on=date(2026, 3, 1), declared_on=declared
    )
    (row,) = judge_declared(COMPLAINTS, a_scene(as_of=as_of, declarations=[event]))
    assert (row.verdict, row.short) == (verdict, short)
    assert row.explanation[0].startswith("Complaint upheld on 1 March 2026: ")
    assert row.explanation[1] == "It had to be declared by 8 March 2026."


def test_nothing_to_declare_does_not_apply():
    other = Declaration(declaration="granted_grace", happened_on=date(2026, 1, 1))
    (row,) = judge_declared(COMPLAINTS, a_scene(as_of=date(2026, 4, 1), declarations=[other]))
    assert row.verdict is Verdict.NOT_APPLICABLE
    assert row.explanation[1] == "To be declared: complaint upheld or relevant conviction."


def test_an_event_without_a_day_needs_a_person():
    event = Declaration(declaration="complaint_upheld", declared_on=date(2026, 3, 1))
    (row,) = judge_declared(COMPLAINTS, a_scene(as_of=date(2026, 4, 1), declarations=[event]))
    assert row.verdict is Verdict.NEEDS_REVIEW


RECORD = Manual(
    id="cpd_record",
    ask="Reflect, plan, act and evaluate are linked for the year",
    evidence=("plan", "log", "reflection"),
    period=YEAR,
)


def test_a_narrative_standard_asks_for_a_person():
    (row,) = judge_manual(RECORD, a_scene(as_of=date(2026, 4, 1)))
    assert row.verdict is Verdict.NEEDS_REVIEW
    assert row.explanation == (
        "2026: a person has to judge this.",
        "What is asked: Reflect, plan, act and evaluate are linked for the year.",
        "To be shown: plan, log and reflection.",
    )


def test_the_latest_judgement_of_the_year_holds():
    said = [
        Declaration(
            declaration="review", requirement="cpd_record", happened_on=day, verdict=verdict
        )
        for day, verdict in [
            (date(2025, 11, 1), "not_met"),
            (date(2025, 12, 1), "met"),
            (date(2026, 12, 1), "not_met"),
        ]
    ]
    rows = judge_manual(
        RECORD, a_scene(as_of=date(2026, 4, 1), declarations=said, first=date(2025, 2, 1))
    )
    assert [row.verdict for row in rows] == [Verdict.MET, Verdict.NEEDS_REVIEW]
    assert rows[0].explanation[0] == "2025: judged on 1 December 2025: met."


def test_what_ran_out_or_was_never_declared_stays_in_sight():
    papers = issued("dbs_check", date(2015, 1, 1), date(2020, 1, 1))
    rows = judged(DBS, papers, date(2026, 4, 1))
    assert [is_outstanding(row) for row in rows] == [False, True]
    events = [
        Declaration(declaration="complaint_upheld", happened_on=date(2020, 3, 1)),
        Declaration(
            declaration="complaint_upheld",
            happened_on=date(2020, 4, 1),
            declared_on=date(2021, 1, 1),
        ),
    ]
    rows = judge_declared(COMPLAINTS, a_scene(as_of=date(2026, 4, 1), declarations=events))
    assert [is_outstanding(row) for row in rows] == [True, False]
