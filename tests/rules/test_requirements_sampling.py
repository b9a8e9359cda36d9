from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.kernel.errors import RuleError
from cpd.requirements.rules.amounts import Length, share
from cpd.requirements.rules.packs import Audit
from cpd.requirements.rules.sampling import (
    Candidate,
    draw,
    draw_order,
    is_eligible,
    keep_until,
    reply_by,
    sample_size,
)

NOVEMBER = date(2026, 11, 21)
BACP = Audit(registered_for=Length(months=12), fraction=share("1.5%"), reply_within=Length(days=42))
SEED = "2026-11:bacp-audit"
MEMBERS = [f"M{number:03}" for number in range(1, 11)]
ORDER = ("M010", "M008", "M004", "M005", "M006", "M009", "M003", "M002", "M007", "M001")


def a_candidate(id_="M001", registered_on=date(2020, 1, 1), **what):
    return Candidate(id=id_, registered_on=registered_on, **what)


@pytest.mark.parametrize(
    ("fraction", "population", "rounding", "size"),
    [
        pytest.param("1.5%", 137, "up", 3, id="2.055 is 3"),
        pytest.param("2.5%", 137, "up", 4, id="3.425 is 4"),
        pytest.param("10%", 41, "up", 5, id="4.1 is 5"),
        pytest.param("10%", 40, "up", 4, id="4 is 4"),
        pytest.param("10%", 45, "nearest", 5, id="4.5 is 5"),
        pytest.param("10%", 44, "nearest", 4, id="4.4 is 4"),
        pytest.param("10%", 49, "down", 4, id="4.9 is 4"),
        pytest.param("10%", 0, "up", 0, id="nobody"),
        pytest.param("100%", 7, "up", 7, id="everybody"),
    ],
)
def test_o_38_the_size_of_a_sample(fraction, population, rounding, size):
    audit = Audit(fraction=share(fraction), rounding=rounding)
    assert sample_size(audit, population) == size


def test_a_fraction_that_is_not_published_is_not_guessed():
    with pytest.raises(RuleError, match="does not publish"):
        sample_size(Audit(), 100)


@pytest.mark.parametrize(
    ("candidate", "eligible"),
    [
        pytest.param(a_candidate(has_entries=False), True, id="an empty log stays in"),
        pytest.param(a_candidate(registered_on=date(2025, 11, 21)), False, id="exactly one year"),
        pytest.param(a_candidate(registered_on=date(2025, 11, 20)), True, id="a year and a day"),
        pytest.param(a_candidate(registered_on=None), None, id="nobody knows since when"),
    ],
)
def test_o_38_who_may_be_drawn(candidate, eligible):
    assert is_eligible(BACP, candidate, NOVEMBER) is eligible


def test_a_body_may_leave_empty_logs_out():
    audit = Audit(include_empty_logs=False)
    assert is_eligible(audit, a_candidate(has_entries=False), NOVEMBER) is False
    assert is_eligible(audit, a_candidate(), NOVEMBER) is True


def test_o_38_the_draw_can_be_repeated():
    assert draw_order(SEED, MEMBERS) == ORDER
    found = draw(BACP, [a_candidate(id_) for id_ in MEMBERS], seed=SEED, as_of=NOVEMBER, size=3)
    assert found.drawn == ("M010", "M008", "M004")


def test_the_fraction_of_the_pack_decides_how_many():
    found = draw(BACP, [a_candidate(id_) for id_ in MEMBERS], seed=SEED, as_of=NOVEMBER)
    assert (found.size, found.drawn) == (1, ("M010",))
    assert found.lines[0] == "10 members may be drawn on 21 November 2026."
    assert "1.5 % of 10 is 0.15, rounded up to 1." in found.lines


def test_whoever_is_targeted_comes_besides_the_sample():
    people = [a_candidate(id_, is_targeted=id_ == "M010") for id_ in MEMBERS]
    found = draw(BACP, people, seed=SEED, as_of=NOVEMBER, size=2)
    assert (found.targeted, found.drawn) == (("M010",), ("M008", "M004"))
    assert len(found.population) == 9


def test_who_is_out_and_who_is_not_known_are_named():
    people = [
        a_candidate("old"),
        a_candidate("new", date(2026, 6, 1)),
        a_candidate("unknown", None),
    ]
    found = draw(BACP, people, seed=SEED, as_of=NOVEMBER)
    assert (found.population, found.left_out, found.unsure) == (("old",), ("new",), ("unknown",))


def test_the_days_to_answer_and_to_keep_evidence():
    audit = Audit(reply_within=Length(days=42), keep_evidence=Length(months=6))
    assert reply_by(audit, NOVEMBER) == date(2027, 1, 2)
    assert keep_until(audit, date(2026, 8, 31)) == date(2027, 2, 28)
    assert reply_by(Audit(), NOVEMBER) is None


ids = st.lists(st.text(min_size=1, max_size=6), unique=True, max_size=30)


@given(ids, st.text(max_size=10), st.randoms())
def test_the_draw_does_not_depend_on_the_order_of_the_population(population, seed, random):
    shuffled = list(population)
    random.shuffle(shuffled)
    assert draw_order(seed, population) == draw_order(seed, shuffled)
    audit = Audit(fraction=Fraction(1, 10))
    forth = draw(audit, map(a_candidate, population), seed=seed, as_of=NOVEMBER)
    back = draw(audit, map(a_candidate, shuffled), seed=seed, as_of=NOVEMBER)
    assert forth == back


@given(ids, st.text(min_size=1, max_size=6))
def test_one_more_member_leaves_the_order_of_the_others(population, newcomer):
    others = [id_ for id_ in population if id_ != newcomer]
    order = draw_order("seed", [*others, newcomer])
    assert tuple(id_ for id_ in order if id_ != newcomer) == draw_order("seed", others)


@given(st.integers(0, 5000), st.fractions(0, 1), st.sampled_from(["up", "down", "nearest"]))
def test_a_sample_is_never_larger_than_the_population(population, fraction, rounding):
    audit = Audit(fraction=fraction, rounding=rounding)
    assert 0 <= sample_size(audit, population) <= population
