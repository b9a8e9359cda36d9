import pytest

from cpd.codes.rules.comparing import copied_run, difference, matched
from cpd.codes.rules.registers import Numbering
from tests.factories.codes import (
    a_clause,
    a_code,
    a_found_clause,
    a_found_code,
    some_parts,
)

CODE = a_code(clauses=[a_clause("1"), a_clause("2", parts=some_parts("ab"))])
BOTH = (a_found_clause("1"), a_found_clause("2", parts="ab"))
SONGS = {
    "P1": ("Sing in tune", "We sing every song in tune."),
    "O1": ("Feed the cat", "The cat gets its meal each morning."),
    "O2": ("Water plants", "Plants are watered by whoever wakes first."),
    "O3": ("Close windows", "Windows are closed when rain comes."),
}
OURS = a_code(
    "lahendus",
    [a_clause(number, "lahendus", paraphrase=ours) for number, (ours, _) in SONGS.items()],
    numbering=Numbering.OURS,
)


def songs(*wordings, of="O"):
    first = a_found_clause("P1", SONGS["P1"][1])
    found = [a_found_clause(f"{of}{at}", text) for at, text in enumerate(wordings, start=1)]
    return a_found_code(first, *found, key="lahendus")


def test_the_same_clauses_differ_in_nothing():
    assert difference(CODE, a_found_code(*BOTH)).is_none


@pytest.mark.parametrize(
    ("found", "extra", "missing"),
    [
        pytest.param(BOTH[:1], (), ("2",), id="a clause without which its parts are not named"),
        pytest.param((*BOTH, a_found_clause("3")), ("3",), (), id="a new clause"),
        pytest.param((*BOTH, BOTH[0]), ("1",), (), id="a number twice"),
        pytest.param((BOTH[0], a_found_clause("2", parts="a")), (), ("2b",), id="a part less"),
        pytest.param((BOTH[0], a_found_clause("2", parts="abc")), ("2c",), (), id="a part more"),
        pytest.param((), (), ("1", "2"), id="nothing"),
    ],
)
def test_a_difference_names_the_clause(found, extra, missing):
    told = difference(CODE, a_found_code(*found))
    assert (told.clauses_without_a_row, told.rows_without_a_clause) == (extra, missing)


@pytest.mark.parametrize("gone", ["O1", "O2", "O3"])
def test_without_numbers_the_sense_tells_which_clause_is_gone(gone):
    left = [text for number, (_, text) in SONGS.items() if number not in {"P1", gone}]
    assert difference(OURS, songs(*left)).rows_without_a_clause == (gone,)


def test_without_numbers_the_sense_tells_which_clause_is_new():
    texts = [SONGS[number][1] for number in ("O1", "O2", "O3")]
    told = difference(OURS, songs(texts[0], "Shoes are brushed on Sunday.", *texts[1:]))
    assert told.clauses_without_a_row == ("O2",)
    assert told.rows_without_a_clause == ()


def test_without_numbers_the_wording_goes_to_the_row_it_fits():
    fits = matched(OURS, songs(SONGS["O1"][1], SONGS["O3"][1]))
    assert fits["O3"].wording == SONGS["O3"][1]
    assert "O2" not in fits


SOURCE = "We never, ever leave the house without a warm coat and a hat."


@pytest.mark.parametrize(
    ("ours", "run"),
    [
        pytest.param(
            "Nobody may leave the house without a warm coat and gloves.",
            "leave the house without a warm coat and",
            id="eight words",
        ),
        pytest.param("One may leave the house without a warm coat, gloves or hat.", "", id="seven"),
        pytest.param(
            "LEAVE THE HOUSE - without a warm coat; and",
            "leave the house without a warm coat and",
            id="dressed up",
        ),
        pytest.param("", "", id="nothing"),
    ],
)
def test_eight_words_in_a_row_are_copied(ours, run):
    assert copied_run(ours, SOURCE) == run


def test_a_copied_paraphrase_is_a_difference():
    code = a_code(clauses=[a_clause("1", paraphrase=SOURCE)])
    told = difference(code, a_found_code(a_found_clause("1", SOURCE)))
    assert [copied.number for copied in told.copied] == ["1"]
    assert not told.is_none


def test_copying_a_lettered_part_is_found_too():
    long = "a record is kept of each and every lamp that burns"
    code = a_code(clauses=[a_clause("1", parts=some_parts("a"))])
    part = code.clauses[0].parts[0]
    copied = a_code(
        clauses=[a_clause("1", parts=(type(part)("a", long),))],
    )
    found = a_found_code(a_found_clause("1", f"We see to it that {long}.", parts="a"))
    assert difference(code, found).is_none
    assert difference(copied, found).copied[0].number == "1"
