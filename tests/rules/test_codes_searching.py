import pytest

from cpd.codes.rules.searching import Piece, Place, marked, search
from tests.factories.codes import a_clause, a_code, a_register, a_theme, some_parts

PRACTICE = a_code(
    "atrium-practice",
    [
        a_clause("9.1", "atrium-practice", heading="Research", paraphrase="Ask the café first."),
        a_clause("9.10", "atrium-practice", heading="Other", paraphrase="Research is careful."),
    ],
    short_title="Atrium practice",
)
BACP = a_code(
    "bacp",
    [
        a_clause("9.10", "bacp", heading="Titles", paraphrase="The client's word counts."),
        a_clause("33", "bacp", parts=some_parts("abcd"), themes=("secrets",)),
    ],
    short_title="BACP",
)
REGISTER = a_register(PRACTICE, BACP, themes=(a_theme(), a_theme("secrets", "Keeping secrets")))


def found(query):
    return [str(hit.clause.reference) for hit in search(REGISTER, query).hits]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        pytest.param("atrium 9.10", "atrium-practice:9.10", id="code and number"),
        pytest.param("atrium-practice:9.10", "atrium-practice:9.10", id="a reference"),
        pytest.param("BACP 33d", "bacp:33", id="a lettered part"),
        pytest.param("CAFE", "atrium-practice:9.1", id="case and accent"),
        pytest.param("rese", "atrium-practice:9.1", id="heading before paraphrase"),
        pytest.param("secrets", "bacp:33", id="the title of a theme"),
        pytest.param("client\u2019s word", "bacp:9.10", id="either apostrophe"),
    ],
)
def test_the_clause_that_was_meant_comes_first(query, first):
    assert found(query)[0] == first


def test_a_bare_number_finds_it_in_every_code():
    assert found("9.10") == ["atrium-practice:9.10", "bacp:9.10"]


def test_the_number_of_a_section_finds_its_clauses():
    assert found("atrium 9") == ["atrium-practice:9.1", "atrium-practice:9.10"]


def test_all_words_must_match():
    assert found("research careful") == ["atrium-practice:9.10"]
    assert found("research unicorn") == []


def test_a_number_is_not_the_start_of_another():
    assert found("9.1") == ["atrium-practice:9.1"]
    assert found("3") == []


def test_a_part_that_was_named_is_in_the_hit():
    hit = search(REGISTER, "bacp:33d").hits[0]
    assert hit.part.letter == "d"
    assert Place.NUMBER in hit.places
    assert search(REGISTER, "bacp 33").hits[0].part is None
    assert found("bacp 33e") == []


@pytest.mark.parametrize("query", ["", "   ", "?!", "—"])
def test_nothing_asked_finds_nothing(query):
    assert search(REGISTER, query).hits == ()


def test_words_looked_for_are_marked_in_the_text():
    asked = search(REGISTER, "cafe fir").words
    assert marked("Ask the Café, first.", asked) == (
        Piece("Ask the ", is_marked=False),
        Piece("Café", is_marked=True),
        Piece(", ", is_marked=False),
        Piece("first", is_marked=True),
        Piece(".", is_marked=False),
    )


def test_marking_loses_nothing():
    text = "Plain <b>words</b> & more."
    assert "".join(piece.text for piece in marked(text, ["w", "m"])) == text
