"""The texts here are made up; only names and shapes are those of the real ones."""

import re

import pytest

from cpd.codes.rules.reading import read

PLUMM = """Plumm Code of Ethics

Code of Ethics for Providers at Plumm

1. Lamps

Lamps are lit before noon.

2. Chairs

Chairs have four legs. None is missing.

3. Doors

Doors stay open.

With these words, providers at Plumm go home.

Plumm's Code of Ethics for Providers on the Chat Session service

1. Keys

Keys work via chat session.

2. Screens

Screens are clean.
"""

ATRIUM = """Atrium Code of Ethics
(To be read beside the Code of Practice)
Code of Ethics
Terms - By house we mean the house.
1. Introduction
1.1 The purpose of this Code of Ethics is told to:
- Cooks
- Gardeners and
- Atrium as a house
1.2 All sign it.
2. Values of the house
All of them keep to these:
2.1 Water is warm.
3. Bread
Bread is shared by all.
4. Salt
Salt is kept dry.
Those who cook know where the salt is.
Code of Practice
1. Scope of the Code of Practice
1.1 This Code of Practice is for the house.
1.2 It is for guests.
In the Code, guests are those who stay the night.
2 Rooms
2.1 Rooms are aired.
2.10 Beds are made.
Complaints about beds go to the office.
"""

LAHENDUS = """Code of ethics of counsellors
The counsellors of Lahendus.net follow these:
Principles
- We sing in tune.
- We rest.
Obligations to neighbours
- We sing softly.
"""

GLOBAL = """Code of ethics
1. Walks
2. Talks
1. Walks
Context
1.1 Coaches and mentors walk. These walks include:
· A start in the morning.
· An end at night.
Weather
1.2 They walk in coaching and mentoring shoes.
2. Talks
2.1 They talk.
Join Our Letter
I promise to write only when it rains.
Quick Links
© since 2008 Somebody. All Rights Reserved.
"""

BACP = """BACP > Ethics and Standards

Building an appropriate bench

31. We sit.

32. We stand when:

  \u2022 a. a bell rings
  \u2022 b. a guest comes
"""

ALL = {
    "plumm": ["1", "2", "3"],
    "plumm-chat": ["1", "2"],
    "atrium-ethics": ["1.1", "1.2", "2.1", "3", "4"],
    "atrium-practice": ["1.1", "1.2", "2.1", "2.10"],
    "lahendus": ["P1", "P2", "O1"],
    "global": ["1.1", "1.2", "2.1"],
    "bacp": ["31", "32"],
}
TEXTS = (PLUMM, ATRIUM, LAHENDUS, GLOBAL, BACP)


def numbers(*texts):
    codes = [code for text in texts for code in read(text).codes]
    return {code.key: [clause.number for clause in code.clauses] for code in codes}


def clause(text, key, number):
    code = next(code for code in read(text).codes if code.key == key)
    return next(clause for clause in code.clauses if clause.number == number)


def stray(text):
    return [stray.text for stray in read(text).unplaced]


def test_codes_and_clauses_are_found_by_the_words_of_the_text():
    assert numbers(*TEXTS) == ALL


def test_one_text_may_hold_all_codes():
    assert numbers("\n".join(TEXTS)) == ALL
    assert numbers("\n".join(reversed(TEXTS))) == ALL


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="lines end as on Windows"),
        pytest.param(lambda text: "\ufeff" + text, id="a byte order mark"),
        pytest.param(lambda text: text.replace(" ", "\u00a0"), id="spaces that do not break"),
        pytest.param(lambda text: text.replace("\n", "\n\n"), id="blank lines between"),
        pytest.param(lambda text: re.sub(r"\n\s*\n", "\n", text), id="no blank lines"),
        pytest.param(lambda text: re.sub("(?m)^(\\s*)[-·\u2022]", r"\1*", text), id="bullets"),
        pytest.param(lambda text: text.rstrip("\n"), id="no end to the last line"),
        pytest.param(lambda text: text + "\nContact\nHome\n- About\n", id="headings behind"),
    ],
)
def test_the_dress_of_a_text_does_not_matter(changed):
    assert numbers(*map(changed, TEXTS)) == ALL


def test_a_clause_has_its_heading_wording_and_line():
    chairs = clause(PLUMM, "plumm", "2")
    assert chairs.heading == "Chairs"
    assert chairs.wording == "Chairs have four legs. None is missing."
    assert (chairs.line, chairs.last_line) == (9, 11)


def test_paragraphs_below_a_clause_belong_to_it():
    assert clause(ATRIUM, "atrium-ethics", "4").wording.split("\n\n") == [
        "Salt is kept dry.",
        "Those who cook know where the salt is.",
    ]
    assert "guests are those" in clause(ATRIUM, "atrium-practice", "1.2").wording
    assert "go to the office" in clause(ATRIUM, "atrium-practice", "2.10").wording


def test_a_broken_line_is_joined():
    text = ATRIUM.replace("Rooms are aired.", "Rooms are\naired.")
    assert clause(text, "atrium-practice", "2.1").wording == "Rooms are aired."


def test_lettered_lines_are_parts():
    parts = clause(BACP, "bacp", "32").parts
    assert [(part.letter, part.wording) for part in parts] == [
        ("a", "a bell rings"),
        ("b", "a guest comes"),
    ]


def test_bullets_that_are_sentences_are_parts_and_a_list_inside_a_sentence_is_not():
    walks = clause(GLOBAL, "global", "1.1")
    assert [part.letter for part in walks.parts] == ["a", "b"]
    introduction = clause(ATRIUM, "atrium-ethics", "1.1")
    assert introduction.parts == ()
    assert "- Cooks" in introduction.wording


def test_what_closes_a_page_belongs_to_no_clause():
    assert clause(GLOBAL, "global", "2.1").wording == "They talk."
    assert stray(GLOBAL) == [
        "Join Our Letter",
        "I promise to write only when it rains.",
        "Quick Links",
        "© since 2008 Somebody. All Rights Reserved.",
    ]
    assert clause(PLUMM, "plumm", "3").wording == "Doors stay open."
    assert stray(PLUMM) == ["With these words, providers at Plumm go home."]


def test_headings_and_introductions_are_in_place():
    assert stray(ATRIUM) == stray(BACP) == stray(LAHENDUS) == []


def test_a_heading_without_its_wording_is_no_clause():
    text = PLUMM.replace("Lamps are lit before noon.", "")
    assert numbers(text)["plumm"] == ["2", "3"]
    assert "1 Lamps" in stray(text)


def test_a_number_that_stands_twice_is_found_twice():
    text = ATRIUM.replace("2.10 Beds are made.", "2.1 Beds are made.")
    assert numbers(text)["atrium-practice"] == ["1.1", "1.2", "2.1", "2.1"]


def test_a_number_out_of_order_does_not_part_a_code():
    text = GLOBAL.replace("Weather", "9.1 They rest.\nWeather")
    assert numbers(text)["global"] == ["1.1", "9.1", "1.2", "2.1"]


def test_a_sentence_under_a_heading_of_its_own_is_reported():
    text = GLOBAL.replace("Weather\n", "Weather\nWe also carry an umbrella.\n")
    assert numbers(text) == numbers(GLOBAL)
    assert "We also carry an umbrella." in stray(text)


def test_a_line_that_begins_with_an_amount_is_no_clause():
    text = ATRIUM.replace("Bread is shared by all.", "Bread is shared.\n12 months later it is not.")
    assert numbers(text)["atrium-ethics"] == ALL["atrium-ethics"]


@pytest.mark.parametrize("text", ["", "\n\n", "Dear all,\n1. Milk\n2. Bread\nYours", "\x00\x01"])
def test_a_text_without_a_code_holds_none(text):
    assert read(text).codes == ()
