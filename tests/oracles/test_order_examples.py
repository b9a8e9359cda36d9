"""Worked example O-39: no order of entries matters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.requirements import a_log, an_activity, practice, supervision
from tests.oracles.judging import judged
from tests.oracles.packs import paper
from tests.oracles.patience import examples
from tests.oracles.test_banded_and_capped_examples import (
    A_CLOSED_YEAR,
    AWARDED,
    NEARLY,
    OCTOBER,
    TWO_BODIES,
)

O_12 = (
    *NEARLY,
    practice("2022-08-01", 6000),
    supervision("2022-08-15", 400, format="individual"),
    supervision("2022-09-15", 380, format="individual"),
)
CASES = [
    pytest.param("pacfa.member", O_12, A_CLOSED_YEAR, "2023-07-01", id="o-12-shipped"),
    pytest.param(paper("pacfa.member"), O_12, A_CLOSED_YEAR, "2023-07-01", id="o-12-paper"),
    pytest.param("icf.pcc", (*TWO_BODIES, OCTOBER), AWARDED, "2027-01-01", id="o-15-icf"),
    pytest.param("bacp.accredited", (*TWO_BODIES, OCTOBER), {}, "2027-01-01", id="o-15-bacp"),
]
PATIENT = examples(30)


@pytest.mark.parametrize(("pack", "entries", "member", "as_of"), CASES)
@PATIENT
@given(data=st.data())
def test_o_39_order_independence(pack, entries, member, as_of, data):
    shuffled = data.draw(st.permutations(entries))
    there = judged(pack, a_log(*entries, **member), as_of).said
    assert judged(pack, a_log(*shuffled, **member), as_of).said == there


def test_o_39_order_independence_of_entries_alike_in_all_but_their_ids():
    twins = [an_activity("2022-09-05", 700, category="B", title="A day") for _ in range(2)]
    more = an_activity("2022-09-05", 700, category="A", title="A day")
    one = judged("pacfa.member", a_log(*twins, more), "2023-07-01").said
    other = judged("pacfa.member", a_log(more, *reversed(twins)), "2023-07-01").said
    assert one == other
