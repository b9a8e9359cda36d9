import pytest

from cpd.codes.rules.registers import Reference, natural
from cpd.kernel.errors import RuleError
from tests.factories.codes import a_clause, a_code, a_register, some_parts

NUMBERS = ["9.10", "9.2", "O2", "1", "P10", "O1", "P2", "10.1", "33a", "33"]


@pytest.fixture
def register():
    bacp = a_code("bacp", [a_clause("33", "bacp", parts=some_parts("ab")), a_clause("34", "bacp")])
    atrium = [a_clause(number, "atrium-practice") for number in ("9.10", "9.2", "9.9")]
    return a_register(bacp, a_code("atrium-practice", atrium))


def test_numbers_are_ordered_as_a_reader_would():
    ordered = ["1", "9.2", "9.10", "10.1", "33", "33a", "P2", "P10", "O1", "O2"]
    assert sorted(NUMBERS, key=natural) == ordered


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        pytest.param(
            "atrium-practice:9.10", Reference("atrium-practice", "9.10"), id="two components"
        ),
        pytest.param("bacp:33d", Reference("bacp", "33", "d"), id="a lettered part"),
        pytest.param("lahendus:P3", Reference("lahendus", "P3"), id="a number of ours"),
    ],
)
def test_a_reference_reads_and_writes_the_same(text, reference):
    assert Reference.parse(text) == reference
    assert str(reference) == text


@pytest.mark.parametrize("text", ["", "bacp", "bacp:", "33", "bacp:33dd", "BACP:33", "bacp:p3", 9])
def test_what_is_no_reference_is_refused(text):
    with pytest.raises(RuleError, match="is not a clause"):
        Reference.parse(str(text))


def test_a_lettered_part_gives_its_clause_and_itself(register):
    assert register.clause("bacp:33b").number == "33"
    assert register.part("bacp:33b").letter == "b"
    assert register.part("bacp:33") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("emcc:1", "There is no code", id="code"),
        pytest.param("bacp:39", "has no clause 39", id="clause"),
        pytest.param("bacp:33c", "has no part c", id="part"),
        pytest.param("bacp:34a", "has no part a", id="part of a clause without parts"),
    ],
)
def test_an_unknown_clause_is_refused_in_words(register, text, told):
    with pytest.raises(RuleError, match=told):
        register.clause(text)


def test_clauses_know_their_neighbours(register):
    code = register.code("atrium-practice")
    assert [clause.number for clause in code.clauses] == ["9.2", "9.9", "9.10"]
    middle = code.neighbours("9.9")
    assert (middle.before.number, middle.after.number) == ("9.2", "9.10")
    assert code.neighbours("9.2").before is None
    assert code.neighbours("9.10").after is None


def test_codes_stand_in_the_fixed_order_and_strangers_last():
    register = a_register(a_code("zebra"), a_code("bacp"), a_code("plumm"))
    assert list(register.current) == ["plumm", "bacp", "zebra"]


def test_a_new_edition_stands_next_to_the_old():
    old = a_code(clauses=[a_clause("1")], edition="2026-11")
    new = a_code(clauses=[a_clause("1"), a_clause("2")], edition="2027-05")
    register = a_register(new, old)
    assert register.code("plumm") is new
    assert register.code("plumm", "2026-11") is old
    with pytest.raises(RuleError, match="no edition 1999"):
        register.code("plumm", "1999")
    assert register.known_clauses() == {
        "plumm": {"2026-11": frozenset({"1"}), "2027-05": frozenset({"1", "2"})}
    }


def test_what_can_be_cited_includes_lettered_parts(register):
    assert register.known_clauses()["bacp"]["2026-11"] == {"33", "33a", "33b", "34"}


def test_an_unknown_theme_is_refused(register):
    assert register.theme("kindness").title == "Kindness"
    with pytest.raises(RuleError, match="no theme"):
        register.theme("unkindness")
