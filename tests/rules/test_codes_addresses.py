import pytest

from cpd.codes.rules.addresses import clause_named, code_named, theme_named
from cpd.codes.rules.concordance import beside
from cpd.codes.rules.searching import themes_titled
from cpd.kernel.errors import NotFoundError
from tests.factories.codes import a_clause, a_code, a_register, a_theme, some_parts

CODE = a_code("plumm", [a_clause("P1"), a_clause("33", parts=some_parts("ab"))])


@pytest.mark.parametrize("number", ["P1", "p1"])
def test_a_clause_is_found_whatever_the_case_of_its_letter(number):
    assert clause_named(CODE, number).number == "P1"
    assert clause_named(CODE, number).part is None


@pytest.mark.parametrize("number", ["33b", "33B"])
def test_a_lettered_part_is_found_with_its_clause(number):
    named = clause_named(CODE, number)
    assert named.number == "33"
    assert named.part is not None
    assert named.part.letter == "b"


@pytest.mark.parametrize("number", ["", "34", "33c", "33aa", "b", "P", "../33", "33 "])
def test_an_unknown_clause_is_not_found_and_the_known_ones_are_named(number):
    with pytest.raises(NotFoundError, match="run from 33 to P1"):
        clause_named(CODE, number)


def test_codes_and_themes_are_found_whatever_their_case():
    register = a_register(CODE)
    assert code_named(register, "PLUMM") is CODE
    assert theme_named(register, "Kindness").key == "kindness"


@pytest.mark.parametrize("find", [code_named, theme_named])
def test_what_is_not_there_is_named_in_short_and_without_what_nobody_sees(find):
    with pytest.raises(NotFoundError) as refused:
        find(a_register(CODE), "x\x00" * 500)
    assert len(str(refused.value)) < 120
    assert "\x00" not in str(refused.value)


def test_beside_a_clause_stands_what_each_other_code_says_closest_to_it():
    clause = a_clause("1", themes=("kindness", "care"))
    close, less = a_clause("2", "bacp", themes=("care", "kindness")), a_clause("1", "bacp")
    register = a_register(
        a_code("plumm", [clause]),
        a_code("bacp", [less, close]),
        a_code("lahendus", [a_clause("1", "lahendus", themes=("tea",))]),
    )
    lahendus, bacp = beside(register, clause, most=1)
    assert lahendus.is_silent
    assert bacp.clauses == (close,)


def test_themes_are_found_by_the_words_of_their_title():
    register = a_register(CODE, themes=[a_theme(), a_theme("tea", "Tea and kindness")])
    assert [theme.key for theme in themes_titled(register, ("kind",))] == ["kindness", "tea"]
    assert [theme.key for theme in themes_titled(register, ("kind", "tea"))] == ["tea"]
    assert themes_titled(register, ()) == []
