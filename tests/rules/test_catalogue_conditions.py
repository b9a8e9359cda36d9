import pytest
from hypothesis import given

from cpd.catalogue.rules.conditions import ConditionError, parse
from tests.rules.catalogue_builders import some_conditions

STATE = {"trust": 3, "consulted": True, "told": False}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        pytest.param("consulted", True, id="a claim that holds"),
        pytest.param("told", False, id="a claim that does not"),
        pytest.param("not told", True, id="its denial"),
        pytest.param("trust >= 3", True, id="at least"),
        pytest.param("trust > 3", False, id="more than"),
        pytest.param("trust < -1", False, id="less than a negative number"),
        pytest.param("trust<=3", True, id="no spaces"),
        pytest.param("trust == 3 and told", False, id="both"),
        pytest.param("trust != 3 or consulted", True, id="either"),
        pytest.param("consulted or told and told", True, id="and binds tighter"),
        pytest.param("(consulted or told) and told", False, id="brackets bind tightest"),
    ],
)
def test_a_condition_holds_or_not(text, holds):
    assert parse(text).holds(STATE) is holds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", "ends too soon", id="nothing"),
        pytest.param("trust >=", "ends too soon", id="half a comparison"),
        pytest.param("trust >= many", "“many” where a whole number", id="a word for a number"),
        pytest.param("trust = 3", "“= 3” cannot be read", id="one equals sign"),
        pytest.param("3 < trust", "“3” where a name", id="number first"),
        pytest.param("trust >= 3x", "cannot be read", id="a number that runs on"),
        pytest.param("and trust", "“and” where a name", id="a reserved word"),
        pytest.param("trust told", "“told” where the condition should end", id="two names"),
        pytest.param("not trust >= 3", "“>=” where the condition should end", id="not before >="),
        pytest.param("(trust", "not closed", id="an open bracket"),
        pytest.param("(" * 400 + "told", "nested more than", id="brackets without end"),
        pytest.param("told; import os", "cannot be read", id="code"),
        pytest.param("__class__", "cannot be read", id="a way into the machine"),
    ],
)
def test_what_is_not_a_condition_is_refused_in_words(text, said):
    with pytest.raises(ConditionError, match=said):
        parse(text)


def test_the_names_of_a_condition_are_known():
    condition = parse("consulted and (trust >= 3 or not told)")
    assert condition.flags() == {"consulted", "told"}
    assert condition.numbers() == {"trust"}


@given(some_conditions)
def test_what_is_written_is_read_back(condition):
    assert parse(str(condition)) == condition
