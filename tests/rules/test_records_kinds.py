"""What each kind of entry holds, and how a line is kept and read again."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.codes.files import register
from cpd.kernel.errors import RuleError
from cpd.records.rules.changes import changes, refuse_beyond_reflection
from cpd.records.rules.checking import checked
from cpd.records.rules.clauses import cited
from cpd.records.rules.entries import FIELDS, Logged, from_facts, said
from cpd.records.rules.fields import FIELD_WORDS, HELD
from cpd.records.rules.kinds import (
    DilemmaSort,
    EntryKind,
    FeedbackFrom,
    Mode,
    Part,
    PlanState,
    Source,
    SupervisionFormat,
)
from cpd.records.rules.supervisors import Run, Supervising
from cpd.records.rules.supervisors import checked as checked_supervisor
from cpd.records.rules.texts import key, keys, listed, pairs
from tests.factories.records import a_line, a_session

TODAY = date(2026, 3, 2)
SOMEBODY = UUID(int=1)
FULL = Logged(
    kind=EntryKind.SUPERVISION,
    done_on=date(2026, 3, 1),
    ended_on=TODAY,
    begins=time(23),
    ends=time(0, 30),
    minutes=90,
    own_minutes=20,
    title="Tuesday group",
    reflection="Much.",
    planned="Ask.",
    acted="Asked.",
    evaluated="Good.",
    outcomes="More.",
    provider="A school",
    category="supervision",
    categories={"icf": "core"},
    tags=("ethics", "law"),
    topic="Endings",
    mode=Mode.LIVE_ONLINE,
    part=Part.RECEIVED,
    setting="Own practice",
    certificate_number="12",
    supervision_format=SupervisionFormat.GROUP,
    contracted=5,
    attended=3,
    facilitated=True,
    recused=False,
    supervisor="Ann",
    supervisor_id=SOMEBODY,
    feedback_from=FeedbackFrom.CLIENT,
    due_on=TODAY,
    plan_state=PlanState.OPEN,
    dilemma_sort=DilemmaSort.CONFLICT,
    taken_to_id=SOMEBODY,
    clauses=("bacp:33d",),
    counts_for=("bacp",),
    identity_reason="An author",
)


def test_a_full_line_survives_being_kept_as_facts():
    assert from_facts(FULL.to_facts()) == FULL


def test_a_line_of_an_older_version_is_read():
    old = {"kind": "supervision", "done_on": "2025-01-05", "minutes": 60, "title": "Then"}
    line = from_facts(old | {"supervision_format": "peer", "supervisor": None, "gone": 1})
    assert (line.supervision_format, line.supervisor) == (SupervisionFormat.PEER, None)


@pytest.mark.parametrize("kind", EntryKind)
def test_a_kind_keeps_what_it_has_and_nothing_else(kind):
    kept = checked(replace(FULL, kind=kind), TODAY)
    blank = Logged(kind=kind, done_on=TODAY, title="x")
    strange = [name for name in FIELDS if name not in HELD[kind]
               and getattr(kept, name) != getattr(blank, name)]  # fmt: skip
    assert strange == []
    assert checked(kept, TODAY) == kept


def test_every_field_of_a_line_has_a_word():
    assert set(FIELDS) - set(FIELD_WORDS) == {"kind", "supervisor_id"}  # whose name says it


@pytest.mark.parametrize(
    "kind", [one for one in EntryKind if one not in {"activity", "supervision", "practice"}]
)
def test_what_takes_no_time_needs_none(kind):
    assert checked(a_line(kind=kind, minutes=0), TODAY).minutes == 0


def test_what_one_gives_has_no_supervisor_of_ones_own():
    kept = checked(replace(FULL, part=Part.DELIVERED), TODAY)
    assert (kept.supervisor, kept.supervisor_id, kept.part) == (None, None, Part.DELIVERED)
    assert checked(a_session(), TODAY).part is Part.RECEIVED


def test_only_a_group_has_a_size():
    kept = checked(replace(FULL, supervision_format=SupervisionFormat.INDIVIDUAL), TODAY)
    assert (kept.contracted, kept.attended, kept.facilitated) == (None, None, None)
    for size in (0, 201):
        with pytest.raises(RuleError, match="1 to 200"):
            checked(replace(FULL, contracted=size), TODAY)


def test_ones_own_part_is_a_part():
    with pytest.raises(RuleError, match="longer than the whole"):
        checked(replace(FULL, own_minutes=91), TODAY)


def test_a_plan_is_open_until_it_is_said_otherwise():
    assert checked(a_line(kind=EntryKind.PLAN, minutes=0), TODAY).plan_state is PlanState.OPEN
    with pytest.raises(RuleError, match="within the next 10 years"):
        checked(a_line(kind=EntryKind.PLAN, minutes=0, due_on=date(2999, 1, 1)), TODAY)


def test_a_passed_module_takes_thoughts_and_clauses():
    was = a_line()
    thought = replace(was, reflection="x", planned="y", clauses=("bacp:33",), tags=("law",))
    refuse_beyond_reflection(was, thought, Source.MODULE)
    with pytest.raises(RuleError, match="they stay"):
        refuse_beyond_reflection(was, replace(was, provider="Another"), Source.MODULE)


def test_a_change_is_called_as_its_kind_calls_it():
    feedback = a_line(kind=EntryKind.FEEDBACK, minutes=0)
    (one,) = changes(feedback, replace(feedback, outcomes="More pauses"))
    assert one.word == "What you changed because of it"
    assert said(feedback) == "feedback received"


# Words and clauses


def test_words_are_compared_whatever_their_spelling():
    assert key("  Self study ") == "self_study"
    assert key("A") == key("a") == "A"
    assert keys(["Law", "law", " "]) == ("law",)
    assert pairs("ICF: Core, pacfa: A") == {"icf": "core", "pacfa": "A"}
    assert listed("a, b;c\n،d") == ("a", "b", "c", "d")
    with pytest.raises(RuleError, match="like icf: core"):
        pairs("icf core")


def test_clauses_stand_once_and_in_order():
    typed = ["bacp:33d", "§ atrium-practice:9.10", "atrium-practice:9.3", "bacp:33d"]
    assert cited(typed, register()) == ("atrium-practice:9.3", "atrium-practice:9.10", "bacp:33d")


@pytest.mark.parametrize("typed", ["9.3", "atrium-practice:99", "bacp:33z", "nobody:1"])
def test_a_clause_no_code_has_is_refused_in_words(typed):
    with pytest.raises(RuleError, match="clause"):
        cited([typed], register())


# Supervisors


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": " "}, "Enter the name"),
        ({"email": "ann"}, "like name@example.org"),
        ({"ended_on": date(2026, 3, 3)}, "still to come"),
        ({"accredited": (Run("bacp", TODAY, date(2026, 1, 1)),)}, "ends before it begins"),
    ],
)
def test_a_supervisor_that_cannot_be_is_refused(given, said):
    with pytest.raises(RuleError, match=said):
        checked_supervisor(Supervising(**({"name": "Ann"} | given)), TODAY)


def test_a_run_survives_being_kept_as_facts():
    run = Run("bacp", TODAY, None)
    assert Run.from_facts(run.to_facts("body"), "body") == run


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading_of_lists(text):
    for read in (listed, lambda some: keys(listed(some)), pairs, key):
        with suppress(RuleError):
            read(text)
