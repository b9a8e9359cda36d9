"""What a file of participants says, and what of it can be issued."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.certificates.rules.facts import CategoryFact, Delivery, NumberFact
from cpd.cohorts.rules.courses import (
    Course,
    as_text,
    categories_of,
    numbers_of,
    outcomes_of,
)
from cpd.cohorts.rules.lines import columns_of, is_same_person, participants
from cpd.cohorts.rules.progress import Tally
from cpd.kernel.errors import RuleError
from cpd.transfers.rules.tables import table_of_csv

TODAY = date(2026, 11, 21)


def a_course(**given) -> Course:
    usual = {
        "title": "Holding silence",
        "categories": (CategoryFact("Ethics", 90),),
        "delivery": Delivery.LIVE,
        "outcomes": (),
        "codes": (),
        "approvals": (),
        "validity_months": 24,
        "completed_on": date(2026, 11, 1),
    }
    return Course(**(usual | given))


def lines_of(text: str, **course):
    return list(participants(table_of_csv(text.encode()), a_course(**course), TODAY))


def problem_of(line: str, heads: str = "name,email,completed,minutes", **course) -> str | None:
    return lines_of(f"{heads}\n{line}\n", **course)[0].problem


def test_a_line_takes_what_it_does_not_say_from_the_course():
    (one,) = lines_of("Name,E-mail\nAnn Okafor,Ann@Example.org\n")
    assert (one.line, one.name, one.email) == (2, "Ann Okafor", "ann@example.org")
    assert (one.completed_on, one.minutes, one.problem) == (date(2026, 11, 1), 90, None)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Ann,,,", "no e-mail address"),
        ("Ann,ann.example.org,,", "no e-mail address"),
        (",a@b.org,,", "Enter the name"),
        ("Ann 🙂,a@b.org,,", "letters only"),
        ("Ann,a@b.org,03/02/2026,", "year first"),
        ("Ann,a@b.org,2026-02-30,", "year first"),
        ("Ann,a@b.org,2026-12-01,", "still to come"),
        ("Ann,a@b.org,1026-12-01,", "too long ago"),
        ("Ann,a@b.org,,soon", "could not be understood"),
        ("Ann,a@b.org,,91", "more than the whole course"),
        ("Ann,a@b.org,,0", "at least one minute"),
    ],
)
def test_a_line_that_cannot_be_issued_says_why(line, said):
    assert said in (problem_of(line) or "")


def test_a_part_of_several_categories_is_nobodys_guess():
    two = (CategoryFact("Ethics", 60), CategoryFact("Supervision", 30))
    assert "not said of which category" in (problem_of("Ann,a@b.org,,60", categories=two) or "")
    assert problem_of("Ann,a@b.org,,90", categories=two) is None
    assert problem_of("Ann,a@b.org,,60") is None


def test_the_same_address_twice_names_the_first_line():
    lines = lines_of("name,email\nAnn,a@b.org\nBea,b@b.org\nAnn O,A@B.org\n")
    assert [one.problem for one in lines] == [None, None, "The same address stands on line 2."]


def test_no_day_anywhere_is_a_problem():
    assert "no day of completion" in (problem_of("Ann,a@b.org,,", completed_on=None) or "")


def test_a_file_without_addresses_is_refused_whole():
    with pytest.raises(RuleError, match="email"):
        columns_of(["name", "when"])
    with pytest.raises(RuleError, match="name"):
        columns_of(["email"])


def test_columns_are_known_by_what_people_call_them():
    assert columns_of(["Participant Name", "EMAIL_ADDRESS", "Date"]) == {
        "email": 1, "name": 0, "completed_on": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("in_file", "of_account", "is_same"),
    [
        ("Ann Okafor", "Okafor, Ann", True),
        ("Ann Okafor", "Ann Okafor-Haugen", True),
        ("ANN OKAFOR", "Ánn O.", True),
        ("Ann Okafor", "Bea Lind", False),
        ("王小明", "王小明", True),
        ("Anne-Marie Roy", "Anne Marie Roy", True),
    ],
)
def test_an_address_that_slipped_a_line_is_noticed(in_file, of_account, is_same):
    assert is_same_person(in_file, of_account) is is_same


def test_categories_are_read_as_people_write_them():
    text = "Core competencies: 1h30\n\nResource development: 30 min\nBlock 2: part one: 0:45"
    assert categories_of(text) == (
        CategoryFact("Core competencies", 90),
        CategoryFact("Resource development", 30),
        CategoryFact("Block 2: part one", 45),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "at least one category"),
        ("Ethics", "Line 1: write it like"),
        ("Ethics: 1h\nEthics: 2h", "Line 2: “Ethics” stands there twice"),
        ("Ethics: soon", "Line 1: "),
        ("\n".join(f"C{n}: 1h" for n in range(9)), "room for 8"),
    ],
)
def test_what_is_no_category_is_refused_by_its_line(text, said):
    with pytest.raises(RuleError, match=said):
        categories_of(text)


def test_outcomes_and_numbers_have_their_bounds():
    assert outcomes_of(" One. \n\nTwo.") == ("One.", "Two.")
    assert numbers_of("Northern Register: NR: 2026/1") == (
        NumberFact("Northern Register: NR", "2026/1"),
    )
    with pytest.raises(RuleError, match="room for 12"):
        outcomes_of("\n".join(map(str, range(13))))
    with pytest.raises(RuleError, match="at most 300"):
        outcomes_of("x" * 301)
    with pytest.raises(RuleError, match="Line 1"):
        numbers_of("Body: " + "9" * 61)


NAMES = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)


@given(st.dictionaries(NAMES.map(str.casefold), st.integers(1, 5000), min_size=1, max_size=8))
def test_categories_can_be_written_and_read_again(parts):
    categories = tuple(CategoryFact(name, minutes) for name, minutes in parts.items())
    assert categories_of(as_text(categories)) == categories


@given(st.data())
def test_a_course_survives_being_kept(data):
    course = a_course(
        completed_on=data.draw(st.none() | st.dates()),
        delivery=data.draw(st.sampled_from(Delivery)),
        approvals=(NumberFact("Northern Register", data.draw(NAMES)),),
        outcomes=tuple(data.draw(st.lists(NAMES, max_size=3))),
    )
    assert Course.from_facts(course.to_facts()) == course


def test_a_cohort_is_over_when_nothing_goes_on_by_itself():
    assert Tally(issued=3, refused=1).is_over
    assert not Tally(issued=3, ordered=1).is_over
    assert Tally(waiting=1, ordered=2, issued=3, refused=4, left_out=5).lines == 15
