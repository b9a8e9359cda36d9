"""Nobody passes by looks: the guessers, and what the lint makes of them."""

from dataclasses import replace
from fractions import Fraction

import pytest

from cpd.catalogue.rules.bank_lint import BankLint
from cpd.catalogue.rules.case_lint import CaseLint
from cpd.catalogue.rules.cases import Change, Ending, Kind, Variable, Way
from cpd.catalogue.rules.conditions import parse
from cpd.catalogue.rules.findings import Clauses
from cpd.catalogue.rules.graph import can_pass, fewest_decisions
from cpd.catalogue.rules.items import CodeEdition, Option
from cpd.catalogue.rules.tells import bank_guessers, case_guessers, random_share
from cpd.catalogue.rules.walks import positions
from tests.rules.catalogue_builders import (
    UPHOLDS,
    a_bank,
    a_case,
    a_choice,
    a_number,
    a_scene,
    a_short_case,
    an_ending,
    an_item,
)

CLAUSES = Clauses((CodeEdition("plumm", "2026-11"),), {"plumm": {"2026-11": frozenset({"1"})}})


def asked(right, *wrong, stem="What now?"):
    texts = [(right, True), *((text, False) for text in wrong)]
    options = tuple(Option(str(n), t, r, "So.", UPHOLDS) for n, (t, r) in enumerate(texts))
    return replace(an_item(), stem=stem, options=options)


@pytest.mark.parametrize(
    ("guesser", "item"),
    [
        pytest.param("first", asked("a", "b", "c", "d"), id="the first place"),
        pytest.param("longest", asked("longer", "b", "c", "d"), id="length"),
        pytest.param("shortest", asked("a", "bb", "cc", "dd"), id="shortness"),
        pytest.param("most hedged", asked("You might", "You", "Go", "Do"), id="a hedge"),
        pytest.param("most hedged", asked("Go if needed", "You", "Go", "Do"), id="two words"),
        pytest.param("keyword", asked("In supervision", "Out", "Up", "On"), id="a keyword"),
        pytest.param(
            "no absolute word", asked("Go", "Never go", "Only go", "Go to all"), id="no absolute"
        ),
        pytest.param(
            "like the stem",
            asked("Tell the clinic", "Go", "Run", "Hide", stem="What does the clinic want?"),
            id="words of the stem",
        ),
        pytest.param(
            "unlike the others", asked("Run", "Tell her a", "Tell her b", "Tell her c"), id="odd"
        ),
    ],
)
def test_a_guesser_finds_the_answer_by_its_tell(guesser, item):
    assert bank_guessers([item])[guesser] == 1


def test_a_tie_scores_its_share():
    guessers = bank_guessers([asked("a", "b", "c", "d"), asked("long", "longer", "longest", "d")])
    assert guessers["keyword"] == Fraction(1, 4)
    assert guessers["longest"] == Fraction(1, 8)
    assert guessers["no absolute word"] == Fraction(1, 4)


def test_only_one_best_items_are_guessed_at():
    assert bank_guessers([a_number(), an_item(right="ab")]) == {}


def test_words_inside_words_are_no_hedges():
    assert bank_guessers([asked("dismay", "b", "c", "d")])["most hedged"] == Fraction(1, 4)


def told(lint):
    return {found.message for found in lint.findings() if found.rule == "tell"}


def test_a_bank_with_a_tell_is_refused():
    items = [an_item(f"q{n}", right="abcd"[n % 4]) for n in range(12)]
    assert told(BankLint(a_bank(items), 3, CLAUSES, {})) == set()
    first = [an_item(f"q{n}") for n in range(12)]
    assert told(BankLint(a_bank(first), 3, CLAUSES, {})) == {
        "Always choosing by “first” scores 100% (10 to 40 wanted).",
        "Always choosing by “second” scores 0% (10 to 40 wanted).",
        "Always choosing by “third” scores 0% (10 to 40 wanted).",
        "Always choosing by “fourth” scores 0% (10 to 40 wanted).",
    }


def test_a_few_items_tell_nothing():
    assert told(BankLint(a_bank([an_item(f"q{n}") for n in range(11)]), 3, CLAUSES, {})) == set()


@pytest.mark.parametrize(
    ("item", "rule"),
    [
        pytest.param(a_number(), None, id="a number with its clause"),
        pytest.param(replace(a_number(), clauses=()), "uncited", id="a number without"),
        pytest.param(an_item(clause="plumm:2"), "unknown-clause", id="main clause unknown"),
        pytest.param(
            replace(
                an_item(),
                options=(*an_item().options[1:], Option("z", "Z", right=True, why="", clauses=())),
            ),
            "uncited",
            id="an option without",
        ),
    ],
)
def test_items_are_cited(item, rule):
    rules = {found.rule for found in BankLint(a_bank([item]), 0, CLAUSES, {}).findings()}
    assert rules == ({rule} if rule else set()) | ({"uncovered-clause"} & rules)


def test_a_clause_of_a_declared_code_that_is_not_the_bank_s_may_not_be_its_main_clause():
    both = Clauses((CodeEdition("plumm", "2026-11"), CodeEdition("bacp", "2026-11")), {})
    item = an_item(clause="bacp:9")
    rules = [found.rule for found in BankLint(a_bank([item]), 0, both, {}).findings()]
    assert rules == ["undeclared-code"]


def test_an_empty_bank_is_too_small():
    rules = [found.rule for found in BankLint(a_bank([]), 0, CLAUSES, {}).findings()]
    assert rules == ["bank-size", "uncovered-clause"]


def test_a_bank_on_several_codes_need_not_cover_them():
    bank = a_bank([an_item()], codes=("plumm", "bacp"))
    wide = Clauses(bank.codes, {"plumm": {"2026-11": frozenset({"1", "2"})}})
    assert list(BankLint(bank, 0, wide, {}).findings()) == []


def test_ways_of_choosing_come_to_their_outcomes():
    outcomes = case_guessers(a_short_case(), pass_percent=60)
    assert {name for name, found in outcomes.items() if found.passed} == {
        "first", "most cautious",
    }  # fmt: skip
    assert (outcomes["last"].earned, outcomes["last"].possible) == (0, 3)


def test_random_walks_are_the_same_each_time():
    share = random_share(a_short_case(), pass_percent=60)
    assert share == random_share(a_short_case(), pass_percent=60)
    assert Fraction(1, 4) < share < Fraction(2, 5)  # a third, by hand


def rules_of(case, pass_percent=75):
    return {found.rule for found in CaseLint(case, pass_percent, CLAUSES, {}).findings()}


def test_a_case_that_can_be_passed_unread_is_refused():
    assert rules_of(a_short_case(), 60) == {
        "tell", "choice-count", "too-few-decisions", "short-road",
    }  # fmt: skip


def test_a_case_that_nobody_passes_is_refused():
    ends = [an_ending(Ending.HARM), an_ending(Ending.GOOD)]
    scene = a_scene(
        "one", *(a_choice(c, p, "ending-harm") for c, p in zip("abc", (3, 1, 0), strict=True))
    )
    case = a_case(scene, *ends)
    assert {"no-pass", "unreachable", "too-few-endings"} <= rules_of(case)
    assert not can_pass(case, positions(case), pass_percent=1)


def test_roads_are_measured():
    case = a_short_case()
    reached = positions(case)
    assert fewest_decisions(reached) == 1
    assert can_pass(case, reached, pass_percent=100)


def test_a_scene_made_by_hand_without_an_end_is_dead():
    assert "dead-end" in rules_of(a_case(a_scene("one")))


def test_an_uncited_choice_is_refused():
    scene = a_scene("one", a_choice("a", 3, "ending-good", clauses=()))
    assert "uncited" in rules_of(a_case(scene, an_ending()))


def test_a_state_without_bounds_is_not_followed_for_ever():
    wide = Variable("n", Kind.INTEGER, 0, "A count", 0, 10**9)
    scenes = [
        a_scene(
            f"s{n}",
            *(a_choice(c, 0, f"s{n + 1}", add=(Change("n", int(c) * 4**n),)) for c in "0123"),
        )
        for n in range(9)
    ]
    case = a_case(*scenes, an_ending(scene_id="s9"), state=(wide,))
    assert "too-many-states" in rules_of(case)


def test_a_sound_condition_on_a_choice_s_way_is_accepted():
    case = a_short_case()
    assert not rules_of(case) & {"undeclared-state", "state-type", "unreachable"}
    wrong = replace(
        case,
        scenes=(
            *case.scenes[:-1],
            a_scene("x", a_choice("a", 3, (Way("x", parse("hope")), Way("first")))),
        ),
    )
    assert "undeclared-state" in rules_of(wrong)
