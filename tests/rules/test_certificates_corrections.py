from dataclasses import replace
from datetime import date

import pytest

from cpd.certificates.rules.corrections import (
    Correction,
    checked_title,
    corrected,
    minutes_of,
    only_name,
    without_person,
)
from cpd.certificates.rules.facts import CategoryFact, Design, Facts, NumberFact
from cpd.certificates.rules.profiles import (
    Profile,
    checked_line,
    checked_numbers,
    refuse_days,
    specimen,
)
from cpd.kernel.errors import RuleError
from tests.factories.certificates import some_facts

URN = "urn:uuid:00000000-0000-0000-0000-000000000001"
PARTS = (CategoryFact("Ethics", 60), CategoryFact("Risk", 15))


def facts(**given) -> Facts:
    return some_facts(**({"categories": PARTS, "achievement": URN} | given))


def a_correction(of: Facts, **given) -> Correction:
    return replace(only_name(of, of.name), **given)


def test_a_corrected_name_leaves_what_was_achieved_as_it_is():
    old = facts()
    new = corrected(old, only_name(old, "Bo Ek"))
    assert new == replace(old, name="Bo Ek")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"title": "Another"}, id="title"),
        pytest.param({"minutes": (60, 10)}, id="minutes"),
        pytest.param({"minutes": (50, 25)}, id="the same minutes in other parts"),
    ],
)
def test_another_title_or_other_minutes_are_another_achievement(change):
    old = facts()
    new = corrected(old, a_correction(old, **change))
    assert new.achievement.startswith("urn:uuid:")
    assert new.achievement != old.achievement
    assert corrected(old, a_correction(old, **change)).achievement == new.achievement
    assert sum(part.minutes for part in new.categories) == new.minutes


def test_one_of_an_older_release_has_one_number_of_minutes_and_no_achievement():
    old = facts(categories=(), achievement="")
    assert minutes_of(old) == (75,)
    new = corrected(old, a_correction(old, minutes=(80,)))
    assert (new.minutes, new.categories, new.achievement) == (80, (), "")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param({}, "says already", id="nothing"),
        pytest.param({"minutes": (75,)}, "one number", id="too few numbers"),
        pytest.param({"minutes": (-1, 76)}, "less than nothing", id="negative"),
        pytest.param({"minutes": (0, 0)}, "between 1", id="none at all"),
        pytest.param({"minutes": (60_000, 1)}, "between 1", id="too many"),
        pytest.param({"completed_on": date(2026, 1, 6)}, "after the day", id="after the issue"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(change, sentence):
    old = facts()
    with pytest.raises(RuleError, match=sentence):
        corrected(old, a_correction(old, **change))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "Enter the title"), ("x" * 201, "at most"), ("a\x00b", "cannot be printed")],
)
def test_a_title_is_one_good_line(typed, sentence):
    with pytest.raises(RuleError, match=sentence):
        checked_title(typed)


def test_a_title_is_kept_in_one_spelling():
    assert checked_title("  Cafe\u0301  talk\n") == "Café talk"


def test_what_is_erased_still_loads_and_names_nobody():
    old = facts(name="Ann Okafor", signatory="Ruth", address="Here")
    left = Facts.from_dict(without_person(old).to_dict())
    assert "Ann" not in str(left)
    assert old.title not in str(left)
    kept = (left.serial, left.token, left.issued_on, left.expires_on, left.issuer)
    assert kept == (old.serial, old.token, old.issued_on, old.expires_on, old.issuer)
    assert left.completed_on == left.issued_on


def test_numbers_come_with_their_body_and_each_body_once():
    assert checked_numbers([("  The  Register ", "7"), ("", ""), ("B", "8")]) == (
        NumberFact("The Register", "7"),
        NumberFact("B", "8"),
    )
    for rows in ([("A", "")], [("", "7")]):
        with pytest.raises(RuleError, match="Give both"):
            checked_numbers(rows)
    with pytest.raises(RuleError, match="once"):
        checked_numbers([("A", "1"), ("a", "2")])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("x" * 900, "at most 200 characters."),
        ("x" * 201, "this has 201"),
        ("a\u0000", "cannot be printed"),
    ],
)
def test_a_line_that_cannot_be_printed_is_refused(typed, sentence):
    with pytest.raises(RuleError, match=sentence):
        checked_line(typed)


def test_an_approval_does_not_end_before_it_begins():
    refuse_days(date(2026, 1, 1), None)
    refuse_days(date(2026, 1, 1), date(2026, 1, 1))
    with pytest.raises(RuleError, match="before the first"):
        refuse_days(date(2026, 1, 1), date(2025, 12, 31))


def test_a_specimen_says_so_in_every_place_of_a_name():
    profile = Profile(design=Design.LANDSCAPE, signatory="Ruth Abara")
    page = specimen(profile, "Harbour", "0" * 64, date(2026, 3, 2))
    assert page.name == "SPECIMEN"
    assert "not a certificate" in page.title
    assert (page.design, page.signatory, page.logo) == (Design.LANDSCAPE, "Ruth Abara", "0" * 64)
    assert page.expires_on == date(2028, 3, 2)
