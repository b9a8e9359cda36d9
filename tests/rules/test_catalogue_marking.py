import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.catalogue.rules.marking import draw, grade, mark_item, option_order
from cpd.catalogue.rules.outcomes import Outcome
from tests.rules.catalogue_builders import a_bank, a_number, an_item

ONE = an_item("one", right="b")
SEVERAL = an_item("several", right="ac")


@pytest.mark.parametrize(
    ("item", "response", "earned"),
    [
        pytest.param(ONE, frozenset("b"), 1, id="the right one"),
        pytest.param(ONE, frozenset("a"), 0, id="a wrong one"),
        pytest.param(ONE, frozenset("ab"), 0, id="the right one and another"),
        pytest.param(ONE, frozenset(), 0, id="nothing chosen"),
        pytest.param(ONE, None, 0, id="not answered"),
        pytest.param(ONE, "b", 0, id="words where a choice is asked"),
        pytest.param(SEVERAL, frozenset("ac"), 1, id="all that are right"),
        pytest.param(SEVERAL, frozenset("a"), 0, id="half of them"),
        pytest.param(SEVERAL, frozenset("abc"), 0, id="one too many"),
        pytest.param(an_item(right=""), frozenset(), 0, id="no option is right, none chosen"),
        pytest.param(a_number(), frozenset("36"), 0, id="a choice where words are asked"),
        pytest.param(a_number(), None, 0, id="no number given"),
    ],
)
def test_all_right_choices_and_no_others_earn_the_mark(item, response, earned):
    assert mark_item(item, response) == (earned, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "36", " 36 months ", "36 Months.", "36 month", "36-month", "36.0", "36.", "thirty-six",
        "Thirty six months", "3 years", "three years", "3 year",
        "\uff13\uff16", "\u0663\u0666", "\u0969\u096c months",
    ],
)  # fmt: skip
def test_a_number_is_taken_however_it_is_written(typed):
    assert mark_item(a_number(), typed) == (1, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "", "  ", "months", "3", "36 years", "three months", "3 6", "-36", "36 months or 24",
        "3.6", "1.2.3",
    ],
)  # fmt: skip
def test_another_number_is_not(typed):
    assert mark_item(a_number(), typed) == (0, 1)


@pytest.mark.parametrize(
    ("value", "unit", "typed"),
    [
        pytest.param("1", "year", "a year", id="an article for one"),
        pytest.param("1", "hour", "an hour", id="before a vowel"),
        pytest.param("100", "hours", "one hundred hours", id="the last word"),
        pytest.param("100", "hours", "a hundred", id="the last word with an article"),
        pytest.param("1500", "hours", "1,500 hours", id="thousands grouped"),
        pytest.param("1.5", "hours", "1,5", id="a decimal comma"),
        pytest.param("80", "%", "80%", id="a sign for a unit"),
        pytest.param("-5", "", "\N{MINUS SIGN}5", id="below nothing"),
        pytest.param("12", "months", "annually", id="a word for it"),
    ],
)
def test_numbers_of_other_kinds(value, unit, typed):
    assert mark_item(a_number(value, unit, also=("Annually",)), typed) == (1, 1)


@given(st.integers(0, 100))
def test_words_say_what_digits_say(number):
    tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    ones = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
        "eighteen", "nineteen",
    ]  # fmt: skip
    words = ones[number] if number < 20 else [*tens, "one hundred"][number // 10]
    if number > 20 and number % 10:
        words += f"-{ones[number % 10]}"
    assert mark_item(a_number(str(number), "hours", also=()), f"{words} hours") == (1, 1)


PAPER = [ONE, SEVERAL]


@pytest.mark.parametrize(
    ("responses", "earned", "passed"),
    [
        pytest.param({}, 0, False, id="nothing answered"),
        pytest.param({"one": frozenset("b")}, 1, True, id="exactly the pass mark"),
        pytest.param({"several": frozenset("a")}, 0, False, id="half the right choices"),
        pytest.param({"other": frozenset("a")}, 0, False, id="a question not on the paper"),
        pytest.param({"one": frozenset("b"), "several": frozenset("ac")}, 2, True, id="all right"),
    ],
)
def test_a_paper_is_graded_in_whole_numbers(responses, earned, passed):
    assert grade(PAPER, responses, pass_percent=50) == Outcome(earned, 2, passed)


def test_an_empty_paper_is_not_passed():
    assert grade([], {}, pass_percent=0) == Outcome(0, 0, passed=False)


def test_percent_is_rounded_down():
    assert (Outcome(2, 3, passed=False).percent, Outcome(0, 0, passed=False).percent) == (66, 0)


clause_lists = st.lists(st.integers(1, 5), min_size=1, max_size=30)


@given(clause_lists, st.data(), st.integers())
def test_a_paper_has_no_repeats_and_goes_round_the_clauses(clauses, data, seed):
    items = [an_item(f"q{n}", clause=f"plumm:{clause}") for n, clause in enumerate(clauses)]
    bank = a_bank(items)
    count = data.draw(st.integers(1, len(items)))
    drawn = draw(bank, count, seed)
    assert len(drawn) == len(set(drawn)) == count
    assert drawn == draw(a_bank(items[::-1]), count, seed)
    met = [bank.item(one).clause for one in drawn]
    first_round = met[: len(set(clauses))]
    assert len(set(first_round)) == len(first_round)


@pytest.mark.parametrize("count", [0, -1, 2])
def test_more_than_there_is_cannot_be_drawn(count):
    with pytest.raises(ValueError, match="cannot be drawn"):
        draw(a_bank([an_item()]), count, 1)


def test_another_seed_gives_another_paper():
    bank = a_bank([an_item(f"q{n}") for n in range(30)])
    assert len({draw(bank, 5, seed) for seed in range(20)}) > 15


@given(st.text(), st.integers(1, 6))
def test_options_are_all_shown_in_an_order_of_their_own(seed, count):
    item = an_item(options="abcdef"[:count])
    order = option_order(item, seed)
    assert sorted(order) == sorted(option.id for option in item.options)
    assert order == option_order(item, seed)


def test_every_order_of_options_comes_up():
    assert len({option_order(an_item(), seed) for seed in range(300)}) == 24


def test_no_right_place_is_favoured():
    places = [option_order(ONE, seed).index("b") for seed in range(1000)]
    assert all(200 < places.count(place) < 300 for place in range(4))


def test_what_is_asked_for_by_id_must_be_there():
    assert ONE.option("b").right
    assert a_bank([ONE]).item("one") is ONE
    with pytest.raises(KeyError):
        ONE.option("z")
    with pytest.raises(KeyError):
        a_bank([ONE]).item("two")
