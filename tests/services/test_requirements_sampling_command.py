"""`cpd rules sample`: a draw for an audit that anybody can repeat (O-38)."""

import json

import pytest
from click.testing import CliRunner

from cpd.cli import cpd

SEED = "2026-11:bacp-audit"
TEN = [f"M{number:03}" for number in range(1, 11)]
OLD = "2020-01-01"


def members(number, **what):
    return [{"id": f"M{at:03}", "registered_on": OLD} | what for at in range(1, number + 1)]


def run(population, *more, seed=SEED):
    words = ["--population", "-", "--seed", seed, "--as-of", "2026-11-21", *more]
    text = population if isinstance(population, str) else json.dumps(population)
    return CliRunner().invoke(cpd, ["rules", "sample", *words], input=text)


def the_draw(population, *more, **rest):
    answer = run(population, *more, "--json", **rest)
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


@pytest.mark.parametrize(
    ("number", "fraction", "size"), [(137, "1.5%", 3), (137, "2.5%", 4), (41, "10%", 5)]
)
def test_o_38_the_size(number, fraction, size):
    found = the_draw(members(number), "--fraction", fraction, "--rounding", "up")
    assert (found["size"], len(found["drawn"]), found["eligible"]) == (size, size, number)


@pytest.mark.parametrize("population", [TEN, TEN[::-1], [{"id": one} for one in TEN]])
def test_o_38_the_order_of_the_draw(population):
    found = the_draw(population, "--fraction", "30%")
    assert found["drawn"] == ["M010", "M008", "M004"]
    assert found["order"][3:] == ["M005", "M006", "M009", "M003", "M002", "M007", "M001"]


def test_o_38_who_is_left_out_and_why():
    population = [
        {"id": "a", "registered_on": "2025-11-21"},
        {"id": "b", "registered_on": "2025-11-20", "has_entries": False},
        {"id": "c"},
        {"id": "d", "registered_on": OLD, "targeted": True},
    ]
    found = the_draw(population, "--fraction", "1.5%")
    assert (found["drawn"], found["targeted"], found["listed"]) == (["b"], ["d"], 4)
    assert found["left_out"] == [
        {"id": "a", "why": "registered on 21 November 2025, not for more than 1 year"},
        {"id": "c", "why": "since when they are registered is not said"},
    ]
    everybody = the_draw(population, "--fraction", "1.5%", "--registered-for", "none")
    assert everybody["eligible"] == 3


def test_the_hash_is_of_what_was_listed_in_any_order():
    first, back = members(5), members(5)[::-1]
    one, other = the_draw(first, "--fraction", "10%"), the_draw(back, "--fraction", "10%")
    assert one == other
    changed = the_draw([*members(4), {"id": "M005"}], "--fraction", "10%")
    assert changed["population_sha256"] != one["population_sha256"]


def test_a_pack_may_say_how_to_draw():
    assert the_draw(members(137), "--pack", "bacp.accredited")["size"] == 3


def test_a_person_is_told():
    words = run([*members(2), {"id": "x"}], "--fraction", "1/2").stdout
    for part in ("Drawn, 1 of 2: M00", "Hash of the population: ", "Left out: x, since when"):
        assert part in words


@pytest.mark.parametrize(
    ("population", "more", "path"),
    [
        ([{"id": "a"}, {"id": "a"}], (), "[1].id"),
        ([{"id": "a", "colour": 1}], (), "[0].colour"),
        ([{"registered_on": OLD}], (), "[0].id"),
        ([{"id": "a", "registered_on": "soon"}], (), "[0].registered_on"),
        ([{"id": "a", "targeted": "yes"}], (), "[0].targeted"),
        ([{"id": "a", "has_entries": [1]}], (), "[0].has_entries"),
        ([{"id": [1]}], (), "[0].id"),
        ({"id": "a"}, (), "--population"),
        ([], (), "--population"),
        (["a"], ("--fraction", "150%"), "--fraction"),
    ],
)
def test_what_cannot_be_drawn_from_is_refused_with_its_path(population, more, path):
    answer = run(population, "--fraction", "10%", *more, "--json")
    assert answer.exit_code == 2, answer.output
    assert [one["path"] for one in json.loads(answer.stdout)["problems"]] == [path]


def test_a_fraction_is_not_guessed():
    answer = run(TEN)
    assert answer.exit_code == 2
    assert "does not publish" in answer.stderr
