from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cpd.kernel.errors import RuleError
from cpd.records.rules.changes import changes, history, refuse_beyond_reflection
from cpd.records.rules.checking import checked, checked_day
from cpd.records.rules.entries import from_facts, said
from cpd.records.rules.kinds import Part, Source, SupervisionFormat
from cpd.records.rules.texts import checked_reflection, checked_title, key
from tests.factories.records import a_line, a_session

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        pytest.param(date(2026, 3, 3), "still to come", id="tomorrow"),
        pytest.param(date(1969, 12, 31), "too long ago", id="before 1970"),
        pytest.param(date(26, 3, 2), "too long ago", id="a year of two figures"),
    ],
)
def test_a_day_that_cannot_be_is_refused(day, said):
    with pytest.raises(RuleError, match=said):
        checked_day(day, TODAY)


@pytest.mark.parametrize(
    ("day", "today"),
    [
        pytest.param(TODAY, TODAY, id="today"),
        pytest.param(date(1970, 1, 1), TODAY, id="the first day there is"),
        pytest.param(date(2024, 2, 29), TODAY, id="a leap day"),
        pytest.param(date(2028, 2, 29), date(2088, 2, 29), id="a leap day sixty years ago"),
    ],
)
def test_a_day_that_was_is_taken(day, today):
    assert checked_day(day, today) == day


def test_sixty_years_back_is_the_end():
    with pytest.raises(RuleError, match="too long ago"):
        checked_day(date(2039, 3, 1), date(2099, 3, 2))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("  Two\n lines\t ", "Two lines", id="one line"),
        pytest.param("a\x00b\u202ec", "abc", id="nothing that steers"),
        pytest.param("می\u200cروم", "می\u200cروم", id="a joiner stays"),
        pytest.param("x" * 200, "x" * 200, id="the longest"),
    ],
)
def test_a_title_is_one_clean_line(typed, kept):
    assert checked_title(typed) == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param(" \n ", "Enter a title", id="nothing"),
        pytest.param("\u200b\x00", "Enter a title", id="nothing to see"),
        pytest.param("x" * 201, "this has 201", id="one too many"),
        pytest.param("x" * 204_800, "this has 204,800", id="200 KB"),
    ],
)
def test_a_title_that_cannot_be_is_refused(typed, said):
    with pytest.raises(RuleError, match=said):
        checked_title(typed)


@given(st.text(min_size=1, max_size=3))
@example("A_")
@example("ß")
@example("\u0131")
def test_a_category_is_spelt_the_same_the_second_time(typed):
    try:
        once = key(typed)
    except RuleError:
        return
    assert once == (key(once) if once else "")


def test_a_reflection_keeps_its_lines():
    assert checked_reflection("\r\nOne\r\n\r\n\tTwo\x07\r") == "One\n\n\tTwo"


@pytest.mark.parametrize("length", [20_001, 50_000])
def test_a_reflection_has_an_end(length):
    with pytest.raises(RuleError, match=f"this has {length:,}"):
        checked_reflection("x" * length)


def test_only_supervision_has_a_supervisor():
    line = a_line(supervisor="Ann", supervision_format=SupervisionFormat.PEER)
    kept = checked(line, TODAY)
    assert (kept.supervisor, kept.supervision_format) == (None, None)


@pytest.mark.parametrize("minutes", [0, -1, 1441])
def test_minutes_that_cannot_be_are_refused(minutes):
    with pytest.raises(RuleError, match="at least one minute"):
        checked(a_line(minutes=minutes), TODAY)


def test_a_day_that_stood_before_is_not_asked_about_again():
    was = a_line(done_on=date(2026, 3, 3))  # logged in Auckland, changed in Lisbon
    assert checked(replace(was, title="Another"), TODAY, was).title == "Another"


def test_a_line_survives_being_kept_as_facts():
    for line in (a_line(reflection="Much."), a_session(supervisor="Ann")):
        assert from_facts(line.to_facts()) == line


def test_history_tells_each_change_the_latest_first():
    first, second, third = a_line(), a_line(minutes=60), a_line(minutes=60, title="Another")
    then, later = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
    latest, earlier = history([(first, then), (second, later)], third)
    assert [(one.field, one.was, one.became) for one in latest.changes] == [
        ("title", "A day on listening", "Another")
    ]
    assert (latest.version, latest.changed_at) == (3, later)
    assert [one.word for one in earlier.changes] == ["Time"]


def test_what_a_module_credited_stays_but_for_the_reflection():
    was = a_line()
    refuse_beyond_reflection(was, replace(was, reflection="Much."), Source.MODULE)
    refuse_beyond_reflection(was, replace(was, minutes=5), Source.TYPED)
    for changed in (replace(was, minutes=5), replace(was, done_on=date(2026, 1, 1))):
        with pytest.raises(RuleError, match="they stay"):
            refuse_beyond_reflection(was, changed, Source.MODULE)


def test_the_same_line_has_no_changes():
    assert changes(a_line(), a_line()) == ()


def test_what_was_understood_is_said():
    line = a_session(minutes=90)
    assert said(line) == "1 hour 30 minutes of individual supervision"
    given = replace(line, supervision_format=SupervisionFormat.GROUP, part=Part.DELIVERED)
    assert said(given) == "1 hour 30 minutes of group supervision given"
