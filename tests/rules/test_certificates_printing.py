"""How the words and lines of a printed certificate are set."""

import pytest

from cpd.certificates.rules.engraving import LONG, SHORT, Plan, forms, outline, page
from cpd.certificates.rules.facts import CategoryFact, CodeFact, NumberFact
from cpd.certificates.rules.lettering import (
    BROAD,
    UPRIGHT,
    direction,
    language_of,
    measure,
    size_of_issuer,
    size_of_name,
    size_of_signatory,
    size_of_title,
    steers_writing,
    unprintable,
)
from cpd.certificates.rules.printing import (
    Recognition,
    first_density,
    is_sparse,
    minutes_of,
    recognitions,
    worded,
)
from tests.factories.certificates import some_facts


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("Ann Okafor", 36),
        ("Ann", 36),
        ("佐藤 美咲子", 36),
        ("Maximiliana Okafor-Lindqvist", 31),
        ("Maximiliana Okafor-Lindqvist-Jónsdóttir", 22),
        ("n" * 144, 15),
        ("W" * 144, 12),
        ("", 36),
    ],
)
def test_a_long_name_is_set_smaller(name, size):
    assert size_of_name(name) == size


def test_marks_above_letters_take_no_room():
    assert size_of_name("A\u0301\u0302" * 20) == size_of_name("A" * 20)


def test_a_long_title_is_set_smaller():
    assert [size_of_title("word " * n) for n in (3, 15, 30, 40)] == [22, 18, 15, 12]


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Ann", "ltr"),
        ("שרה", "rtl"),
        ("فاطمة", "rtl"),
        ("1. שרה", "rtl"),
        ("佐藤", "ltr"),
        ("12", "ltr"),
    ],
)
def test_a_name_runs_the_way_of_its_first_letter(text, way):
    assert direction(text) == way


def test_the_first_letter_without_a_font_is_named():
    known = {ord(mark) for mark in "abc"}
    assert unprintable("a b\u200dc", known) is None
    assert unprintable("ab😀x", known) == "😀"


def test_a_broader_page_takes_longer_lines():
    assert size_of_title("word " * 9, BROAD) > size_of_title("word " * 9, UPRIGHT)


@pytest.mark.parametrize(("words", "size"), [(1, 11), (8, 9), (14, 8)])
def test_a_long_issuer_is_set_smaller(words, size):
    assert size_of_issuer("Council " * words) == size


@pytest.mark.parametrize(("words", "size"), [(1, 15), (3, 12), (6, 10)])
def test_a_long_signatory_is_set_smaller(words, size):
    assert size_of_signatory("Castellano" * words) == size


def test_what_takes_one_line_has_all_of_it():
    assert measure("Ann", 36) == UPRIGHT


def test_what_takes_several_lines_is_broken_evenly():
    title = "word " * 40
    assert UPRIGHT * 0.6 < measure(title, 15) < UPRIGHT
    assert measure("W" * 200, 12) <= UPRIGHT


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("Ann Okafor", None),
        ("Ștefăniță Łukasiewicz", None),
        ("Nguyễn Thị Ánh", "vi"),
        ("Nguye\u0302\u0303n", "vi"),
        ("فاطمة", "ar"),
        ("שרה", "he"),
        ("สมชาย", "th"),
        ("प्रियंका", "hi"),
        ("王小明", "zh"),
        ("佐藤 みさき", "ja"),
        ("김민준", "ko"),
        ("Ελένη", "el"),
        ("Олександра", "ru"),
        ("Ann 佐藤", "zh"),
        ("12 \u200d", None),
    ],
)
def test_the_language_of_a_name_is_the_likeliest_of_its_letters(name, language):
    assert language_of(name) == language


@pytest.mark.parametrize(
    "mark", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
)
def test_what_steers_the_way_of_writing_is_found(mark):
    assert steers_writing(f"Ann{mark} Okafor")


def test_what_joins_letters_does_not_steer_writing():
    assert not steers_writing("علی\u200cرضا क\u200dष")  # noqa: RUF001 - a name


@pytest.mark.parametrize(
    "plan",
    [
        Plan(SHORT, LONG, seal=(105, 36)),
        Plan(SHORT, LONG, ghost=(105, 120)),
        Plan(LONG, SHORT, stub=87, seal=(49, 38), ghost=(186, 82)),
    ],
    ids=["sealed", "with a ghost alone", "with a stub"],
)
def test_the_page_names_every_engraved_form_and_no_other(plan):
    drawing = page(plan)
    named = {word[1:] for word in drawing.split() if word.startswith("/")}
    assert named == {form.name for form in forms()}
    assert drawing.split().count("q") == drawing.split().count("Q")


def test_a_quadratic_curve_becomes_a_cubic_one():
    assert outline("M0 0Q3 3 6 0L6 6Z") == (
        "0.0 0.0 m 2.000 2.000 4.000 2.000 6.000 0.000 c 6.0 6.0 l h"
    )


def test_numbers_are_gathered_by_the_body_that_gave_them():
    facts = some_facts(
        provider_numbers=(NumberFact("ICF", "1"), NumberFact("NBCC", "2")),
        approvals=(NumberFact("NBCC", "3"), NumberFact("NBCC", "4"), NumberFact("BACP", "5")),
    )
    assert recognitions(facts) == (
        Recognition("ICF", ("1",)),
        Recognition("NBCC", ("2",), ("3", "4")),
        Recognition("BACP", (), ("5",)),
    )
    assert [one.line for one in recognitions(facts)] == [
        "ICF provider 1",
        "NBCC provider 2, approval 3, approval 4",
        "BACP approval 5",
    ]


def test_minutes_of_a_category_are_exact():
    assert minutes_of(CategoryFact("Ethics", 1205)) == "1,205 min"
    assert worded(CategoryFact("Ethics", 45)) == "Ethics 45 min"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({}, True, id="two outcomes and a code"),
        pytest.param({"outcomes": ("Ask.",) * 6}, False, id="many outcomes"),
        pytest.param({"categories": (CategoryFact("Ethics", 75),)}, False, id="a category"),
        pytest.param({"approvals": (NumberFact("ICF", "1"),)}, False, id="a number"),
        pytest.param(
            {"outcomes": (), "codes": (), "approvals": (NumberFact("ICF", "1"),)},
            True,
            id="a number and no lists",
        ),
        pytest.param({"codes": (CodeFact("Code", "1"),) * 5}, False, id="many codes"),
    ],
)
def test_a_page_with_little_on_it_is_sparse(given, expected):
    assert is_sparse(some_facts(**given)) is expected


@pytest.mark.parametrize(
    ("outcomes", "density"),
    [(("Ask.",), 0), (("Ask.",) * 6, 1), (("Ask.",) * 7, 2), (("Ask whenever. " * 8,) * 3, 2)],
)
def test_the_first_try_is_as_close_as_the_lists_are_long(outcomes, density):
    assert first_density(some_facts(outcomes=outcomes)) == density
