"""What a certificate puts into its holder's log, and what a correction of it changes there."""

from dataclasses import replace
from datetime import date, time

import pytest

from cpd.certificates.rules.crediting import (
    checked_first,
    corrected_line,
    credits_of,
    refs,
)
from cpd.certificates.rules.facts import CategoryFact, Delivery
from cpd.kernel.errors import RuleError
from cpd.records.rules.amending import amended, because, refuse_taken_back, why_taken_back
from cpd.records.rules.entries import from_facts
from cpd.records.rules.kinds import EntryKind, Mode
from tests.factories.certificates import some_facts
from tests.factories.records import a_line

DAY = date(2026, 1, 5)
TWO = (CategoryFact("Core Competencies", 60), CategoryFact("Ethics", 30))


def lines(facts, order_key="course:x:y", first=None):
    return [one.line for one in credits_of(facts, order_key, first)]


def of_minutes(minutes, **given):
    return some_facts(minutes=minutes, categories=(CategoryFact("Ethics", minutes),), **given)


def test_a_certificate_of_one_category_makes_one_line():
    facts = of_minutes(75, delivery=Delivery.WEBINAR, title="On endings", issuer="The School")
    [credit] = credits_of(facts, "course:x:y")
    line = credit.line
    assert credit.ref == "course:x:y"
    assert (line.kind, line.done_on, line.ended_on) == (EntryKind.ACTIVITY, DAY, None)
    assert (line.minutes, line.title, line.provider) == (75, "On endings", "The School")
    assert (line.category, line.tags, line.mode) == ("ethics", ("ethics",), Mode.LIVE_ONLINE)


def test_each_category_makes_a_line_of_its_own():
    facts = some_facts(minutes=90, categories=TWO, title="On endings")
    core, ethics = lines(facts)
    assert refs(facts, "course:x:y") == ("course:x:y#1", "course:x:y#2")
    assert (core.minutes, core.title) == (60, "On endings (Core Competencies)")
    assert (core.category, core.categories, core.tags) == (
        "core_competencies", {"icf": "core"}, (),
    )  # fmt: skip
    assert (ethics.minutes, ethics.category, ethics.tags) == (30, "ethics", ("ethics",))


def test_a_long_title_leaves_room_for_its_category():
    core, _ = lines(some_facts(minutes=90, categories=TWO, title="x" * 200))
    assert len(core.title) == 200
    assert core.title.endswith("x (Core Competencies)")


def test_a_module_is_one_line_whatever_its_categories():
    facts = some_facts(minutes=90, categories=TWO)
    assert refs(facts, "completion:1") == ("completion:1",)
    [line] = lines(facts, "completion:1")
    assert (line.minutes, line.category) == (90, None)


def test_a_certificate_of_an_old_release_names_no_category_and_no_delivery():
    [line] = lines(some_facts(minutes=75))
    assert (line.minutes, line.category, line.mode) == (75, None, None)


def test_what_was_in_person_and_online_is_left_for_the_holder_to_say():
    [line] = lines(of_minutes(60, delivery=Delivery.BLENDED))
    assert line.mode is None


def test_a_category_without_minutes_makes_no_line():
    parts = (CategoryFact("Core", 0), CategoryFact("Ethics", 30))
    facts = some_facts(minutes=30, categories=parts)
    assert [one.ref for one in credits_of(facts, "course:x:y")] == ["course:x:y#2"]


def test_no_day_gets_more_than_its_hours():
    [line] = lines(of_minutes(24 * 60 + 1))
    assert (line.done_on, line.ended_on) == (date(2026, 1, 4), DAY)
    core, ethics = lines(
        some_facts(minutes=2880, categories=(CategoryFact("A", 1440), CategoryFact("B", 1440)))
    )
    assert core.done_on == ethics.done_on == date(2026, 1, 4)


def test_the_first_day_that_was_typed_is_kept():
    [line] = lines(of_minutes(600), first=date(2026, 1, 3))
    assert (line.done_on, line.ended_on) == (date(2026, 1, 3), DAY)


@pytest.mark.parametrize(
    ("first", "words"),
    [
        pytest.param(date(2026, 1, 6), "after the day of completion", id="after the last"),
        pytest.param(DAY, "must have begun earlier", id="too late for its hours"),
        pytest.param(date(2025, 1, 4), "at most", id="longer than an entry holds"),
    ],
)
def test_a_first_day_that_cannot_be_is_refused(first, words):
    with pytest.raises(RuleError, match=words):
        checked_first(of_minutes(1441), first)


def test_a_first_day_need_not_be_named():
    assert checked_first(of_minutes(60), None) is None
    assert checked_first(of_minutes(60), DAY) == DAY


# --- corrections


def corrected(line, **becomes):
    facts = of_minutes(60, title="On endings")
    [old], [new] = lines(facts), lines(replace(facts, **becomes))
    return corrected_line(line or old, old, new)


def test_corrected_minutes_title_and_day_are_carried_over():
    later = date(2026, 1, 2)
    line = corrected(None, minutes=45, categories=(CategoryFact("Ethics", 45),),
                     title="On beginnings", completed_on=later)  # fmt: skip
    assert (line.minutes, line.title, line.done_on, line.ended_on) == (
        45, "On beginnings", later, None,
    )  # fmt: skip


def test_what_the_owner_made_otherwise_stays():
    own = a_line(minutes=50, title="Endings", done_on=date(2026, 1, 1), reflection="Much.")
    line = corrected(own, minutes=45, categories=(CategoryFact("Ethics", 45),), title="New")
    assert line == own


def test_the_first_day_that_the_owner_gave_stays_but_not_after_the_last():
    own = a_line(minutes=60, done_on=date(2026, 1, 3), ended_on=DAY)
    assert corrected(own, completed_on=date(2026, 1, 4)).done_on == date(2026, 1, 3)
    moved = corrected(own, completed_on=date(2026, 1, 2))
    assert (moved.done_on, moved.ended_on) == (date(2026, 1, 2), None)


def test_more_minutes_than_a_day_has_begin_earlier():
    line = corrected(None, minutes=1500, categories=(CategoryFact("Ethics", 1500),))
    assert (line.done_on, line.ended_on) == (date(2026, 1, 4), DAY)


def test_clock_times_and_an_own_part_do_not_outlast_the_minutes():
    own = a_line(minutes=60, done_on=DAY, begins=time(9), ends=time(10), own_minutes=50)
    line = corrected(own, minutes=45, categories=(CategoryFact("Ethics", 45),))
    assert (line.begins, line.ends, line.own_minutes) == (None, None, 45)
    same = corrected(own, title="New")
    assert (same.begins, same.own_minutes) == (time(9), 50)


# --- what the versions say


def test_a_version_keeps_why_and_is_read_as_before():
    line = a_line()
    facts = amended(line.to_facts(), "They corrected it.", is_taken_back=False)
    assert from_facts(facts) == line
    assert because(facts) == "They corrected it."
    assert why_taken_back([facts]) == ""
    refuse_taken_back([facts])


def test_only_the_last_version_says_whether_it_is_taken_back():
    plain = a_line().to_facts()
    gone = amended(plain, "It was an error.", is_taken_back=True)
    assert why_taken_back([plain, gone]) == "It was an error."
    assert why_taken_back([gone, plain]) == why_taken_back([]) == ""
    with pytest.raises(RuleError, match="cannot count again"):
        refuse_taken_back([plain, gone])
