from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.answers import Unit, Verdict
from cpd.requirements.rules.counts import judge_distinct, judge_min_count
from cpd.requirements.rules.kinds import Distinct, MinCount
from cpd.requirements.rules.logs import Member, Status, Stretch
from cpd.requirements.rules.packs import EntryDate, Match, PeriodShape, PeriodType
from cpd.requirements.rules.terms import Leave
from tests.rules.requirements_scenes import a_scene, an_entry

SWE_YEAR = PeriodShape(type=PeriodType.FIXED, anchor=date(2025, 12, 1), length=Length(months=12))
CYCLE = PeriodShape(type=PeriodType.ANNIVERSARY, of="registered", length=Length(months=36))
NMC = Member(anchors={"registered": date(2023, 4, 1)})
REFLECTIONS = MinCount(
    id="reflections", select=Match(kinds=frozenset({"reflection"})), at_least=5, period=CYCLE
)
FEEDBACK = MinCount(
    id="feedback", select=Match(kinds=frozenset({"feedback"})), at_least=5, period=CYCLE
)
PIECES = MinCount(
    id="pieces", select=Match(kinds=frozenset({"activity"})), at_least=2, period=SWE_YEAR
)
PEER = MinCount(
    id="peer",
    select=Match(kinds=frozenset({"activity"}), any_tag=frozenset({"peer_reflection"})),
    at_least=1,
    period=SWE_YEAR,
    date_basis=EntryDate.RECORDED,
)
VARIETY = Distinct(
    id="variety",
    of="category",
    at_least=2,
    period=PeriodShape(type=PeriodType.FIXED, anchor=date(2025, 9, 1), length=Length(months=24)),
)


def several(number, kind, first=date(2024, 1, 10), **what):
    return [
        an_entry(f"{kind}{n}", first + timedelta(days=30 * n), kind, 0, **what)
        for n in range(number)
    ]


def test_o_35_five_reflections_are_enough_and_four_feedbacks_are_not():
    scene = a_scene(
        *several(5, "reflection"), *several(4, "feedback"), as_of=date(2026, 4, 1), member=NMC
    )
    reflections = judge_min_count(REFLECTIONS, scene)[0]
    assert (reflections.verdict, reflections.unit) == (Verdict.MET, Unit.COUNT)
    assert (reflections.required, reflections.claimed, reflections.short) == (5, 5, 0)
    feedback = judge_min_count(FEEDBACK, scene)[0]
    assert (feedback.verdict, feedback.claimed, feedback.short) == (Verdict.NOT_MET, 4, 1)
    said = "1 April 2023 to 31 March 2026: 4 feedback entries; 5 are asked, 1 short."
    assert feedback.explanation[0] == said


def test_o_35_two_pieces_without_peer_reflection():
    pieces = several(2, "activity", date(2026, 1, 5), recorded_on=date(2026, 3, 1))
    scene = a_scene(*pieces, as_of=date(2026, 12, 1))
    assert judge_min_count(PIECES, scene)[0].verdict is Verdict.MET
    (peer, after) = judge_min_count(PEER, scene)
    assert (peer.verdict, peer.short) == (Verdict.NOT_MET, 1)
    assert peer.explanation[0].endswith("no peer reflection entry; 1 is asked, 1 short.")
    assert after.verdict is Verdict.OPEN


def test_o_35_maternity_leave_all_year_changes_nothing():
    member = Member(leave=(Stretch(since=date(2025, 12, 1), until=date(2026, 11, 30)),))
    scene = a_scene(as_of=date(2026, 12, 1), member=member, first=date(2025, 12, 1))
    row = judge_min_count(PIECES, scene)[0]
    assert (row.verdict, row.short) == (Verdict.NOT_MET, 2)
    assert any("Leave changes nothing here" in line for line in row.explanation)


def test_an_entry_recorded_late_counts_where_it_was_recorded():
    entry = an_entry(
        "late",
        date(2026, 11, 20),
        tags=frozenset({"peer_reflection"}),
        recorded_on=date(2026, 12, 1),
    )
    rows = judge_min_count(PEER, a_scene(entry, as_of=date(2027, 1, 1), first=date(2026, 11, 1)))
    assert [row.verdict for row in rows] == [Verdict.NOT_MET, Verdict.MET]


def test_leave_may_lower_a_count_and_what_is_asked_is_said_whole():
    requirement = MinCount(
        id="n",
        select=Match(kinds=frozenset({"reflection"})),
        at_least=5,
        period=PeriodShape(type=PeriodType.CALENDAR, unit="year"),
        leave=Leave(method="prorate", by="whole_months"),
    )
    member = Member(leave=(Stretch(since=date(2026, 1, 1), until=date(2026, 6, 30)),))
    scene = a_scene(
        *several(2, "reflection", date(2026, 8, 1)), as_of=date(2027, 1, 1), member=member
    )
    row = judge_min_count(requirement, scene)[0]
    assert (row.verdict, row.short) == (Verdict.NOT_MET, 1)
    assert row.explanation[0] == "2026: 2 reflection entries; 3 are asked, 1 short."


def test_while_there_is_time_it_says_how_many_more_by_when():
    row = judge_min_count(PIECES, a_scene(as_of=date(2026, 6, 1)))[0]
    assert (row.verdict, row.last_date) == (Verdict.OPEN, date(2026, 11, 30))
    assert "2 more entries by 30 November 2026." in row.explanation


def test_drafts_and_rejected_entries_do_not_count():
    entries = [
        an_entry("a", date(2026, 1, 5), status=Status.DRAFT),
        an_entry("b", date(2026, 1, 6), status=Status.REJECTED),
        an_entry("c", date(2026, 1, 7)),
    ]
    row = judge_min_count(PIECES, a_scene(*entries, as_of=date(2026, 12, 1)))[0]
    assert row.claimed == 1


def test_an_audit_would_look_at_what_is_evidenced():
    entries = [
        an_entry("a", date(2026, 1, 5), has_evidence=True),
        an_entry("b", date(2026, 1, 6)),
    ]
    row = judge_min_count(PIECES, a_scene(*entries, as_of=date(2026, 12, 1)))[0]
    assert (row.verdict, row.evidenced) == (Verdict.MET, 1)
    assert "An audit would look at what is evidenced: 1 of 2." in row.explanation


def test_without_the_day_of_registration_a_person_must_look():
    (row,) = judge_min_count(REFLECTIONS, a_scene(as_of=date(2026, 12, 1)))
    assert (row.verdict, row.start) == (Verdict.NEEDS_REVIEW, None)


@pytest.mark.parametrize(
    ("categories", "verdict", "short"),
    [
        pytest.param(["course", "reading"], Verdict.MET, 0, id="two"),
        pytest.param(["course", "course"], Verdict.NOT_MET, 1, id="one twice"),
        pytest.param(["course", None], Verdict.NEEDS_REVIEW, 1, id="one and one not said"),
        pytest.param([None], Verdict.NOT_MET, 2, id="one not said is one at most"),
        pytest.param([], Verdict.NOT_MET, 2, id="none"),
    ],
)
def test_different_sorts_are_counted_once(categories, verdict, short):
    entries = [
        an_entry(str(n), date(2025, 9, 1 + n), category=one) for n, one in enumerate(categories)
    ]
    scene = a_scene(*entries, as_of=date(2027, 9, 1), first=date(2025, 9, 1))
    row = judge_distinct(VARIETY, scene)[0]
    assert (row.verdict, row.short) == (verdict, short)


def test_only_what_is_in_the_list_counts_and_a_kind_may_stand_in_it():
    requirement = Distinct(
        id="mix", of="category", at_least=2, among=frozenset({"supervision", "reading"})
    )
    entries = [
        an_entry("1", date(2026, 1, 1), "supervision"),
        an_entry("2", date(2026, 1, 2), category="course"),
        an_entry("3", date(2026, 1, 3), category="reading"),
    ]
    row = judge_distinct(requirement, a_scene(*entries, as_of=date(2026, 2, 1)))[0]
    assert (row.verdict, row.claimed) == (Verdict.MET, 2)
    assert "Counted: reading and supervision." in row.explanation


def test_where_no_number_is_published_a_person_must_judge():
    requirement = Distinct(id="mix", of="mode", at_least=None)
    entry = an_entry("1", date(2026, 1, 1), mode="live")
    row = judge_distinct(requirement, a_scene(entry, as_of=date(2026, 2, 1)))[0]
    assert (row.verdict, row.required) == (Verdict.NEEDS_REVIEW, None)


def test_clauses_are_counted_over_all_entries():
    requirement = Distinct(id="c", of="clause", at_least=3)
    entries = [
        an_entry("1", date(2026, 1, 1), clauses=("a:1", "a:2")),
        an_entry("2", date(2026, 1, 2), clauses=("a:2", "a:3")),
    ]
    row = judge_distinct(requirement, a_scene(*entries, as_of=date(2026, 2, 1)))[0]
    assert (row.verdict, row.claimed) == (Verdict.MET, 3)


@given(st.lists(st.sampled_from(["a", "b", "c", None]), max_size=8), st.randoms())
def test_the_order_of_entries_changes_nothing(categories, random):
    entries = [
        an_entry(str(n), date(2025, 9, 1 + n), category=one) for n, one in enumerate(categories)
    ]
    shuffled = list(entries)
    random.shuffle(shuffled)
    as_of = date(2027, 9, 1)
    assert judge_distinct(VARIETY, a_scene(*entries, as_of=as_of)) == judge_distinct(
        VARIETY, a_scene(*shuffled, as_of=as_of)
    )
