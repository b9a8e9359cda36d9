"""The registers that are shipped, and the texts they paraphrase where those are at hand."""

import json
from pathlib import Path

import pytest

from cpd.codes.checking import check, compare, decode
from cpd.codes.files import register
from cpd.codes.rules.reading import read
from cpd.kernel.errors import RuleError

TEXTS = Path(__file__).parents[3] / "shared" / "codes"
NUMBERS = {
    "plumm": [str(at) for at in range(1, 12)],
    "plumm-chat": [str(at) for at in range(1, 11)],
    "atrium-ethics": ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5", "3", "4", "5"],
    "lahendus": [f"P{at}" for at in range(1, 6)] + [f"O{at}" for at in range(1, 12)],
    "bacp": [str(at) for at in range(31, 39)],
}
COUNTS = {
    "plumm": (11, 0),
    "plumm-chat": (10, 0),
    "atrium-ethics": (11, 0),
    "atrium-practice": (40, 0),
    "lahendus": (16, 0),
    "global": (47, 4),
    "bacp": (8, 9),
}

needs_texts = pytest.mark.skipif(
    not TEXTS.is_dir(), reason="The publishers' texts are not beside this checkout."
)


@pytest.fixture(scope="module")
def texts():
    return {path.name: decode(path.read_bytes()) for path in sorted(TEXTS.glob("*.txt"))}


def differences(texts):
    """Name what differs, of the codes that were found: `plumm +3 -5`."""
    report = compare({name: read(text) for name, text in texts.items()}, register())
    return [
        (
            each.code.key,
            each.difference.clauses_without_a_row,
            each.difference.rows_without_a_clause,
        )
        for each in report.codes
        if each.file and not each.difference.is_none
    ]


def without(text, first, last):
    lines = text.split("\n")
    return "\n".join(lines[: first - 1] + lines[last:])


def test_the_registers_hold_every_clause():
    codes = register().current
    assert {key: (len(code.clauses), code.parts) for key, code in codes.items()} == COUNTS
    for key, numbers in NUMBERS.items():
        assert [clause.number for clause in codes[key].clauses] == numbers


def test_there_are_27_themes_and_each_is_spoken_of():
    themes = {theme.key for theme in register().themes}
    used = {
        theme
        for code in register().current.values()
        for clause in code.clauses
        for theme in clause.themes
    }
    assert len(themes) == 27
    assert used == themes


def test_the_lettered_parts_are_those_of_the_texts():
    assert [part.letter for part in register().clause("bacp:32").parts] == [*"abcde"]
    assert [part.letter for part in register().clause("bacp:33").parts] == [*"abcd"]
    assert [part.letter for part in register().clause("global:1.23").parts] == [*"abcd"]


def test_the_numbers_that_a_clause_sets_are_held():
    held = {
        reference: " ".join(each.value for each in register().clause(reference).sets)
        for reference in ("atrium-ethics:1.2", "atrium-practice:8.4", "atrium-practice:9.6")
    }
    assert "3 years" in held["atrium-practice:9.6"]
    assert "2 years" in held["atrium-practice:8.4"]
    assert held["atrium-ethics:1.2"] in {"1 year", "12 months"}


def test_an_empty_folder_does_not_agree(tmp_path):
    report = check(tmp_path)
    assert not report.ok
    assert set(report.not_found) == set(COUNTS)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(RuleError, match="no folder"):
        check(tmp_path / "nowhere")


def test_a_text_without_a_code_is_reported(tmp_path):
    (tmp_path / "milk.txt").write_text("Milk\n1. Bread\n", encoding="utf-8")
    report = check(tmp_path)
    assert report.files_without_a_code == ("milk.txt",)
    assert "milk.txt: no code was recognised." in report.as_text()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_is_read_whatever_saved_it(encoding):
    assert decode("client\u2019s caf\u00e9".encode(encoding)) == "client\u2019s caf\u00e9"


def test_a_huge_text_is_refused():
    with pytest.raises(RuleError, match="512 KiB"):
        decode(b"x" * (512 * 1024 + 1))


@needs_texts
def test_the_texts_and_the_registers_agree():
    report = check(TEXTS)
    told = json.loads(json.dumps(report.as_dict()))
    assert told["ok"], report.as_text()
    assert told["totals"] == {"clauses": 143, "parts": 13}
    assert [code["clauses_without_a_row"] for code in told["codes"].values()] == [[]] * 7
    assert [code["rows_without_a_clause"] for code in told["codes"].values()] == [[]] * 7
    assert told["copied"] == told["codes_not_found"] == told["files_without_a_code"] == []
    assert "143 clauses and 13 lettered parts." in report.as_text()


@needs_texts
def test_what_a_file_is_called_does_not_matter(tmp_path, texts):
    for at, text in enumerate(texts.values()):
        (tmp_path / f"{at}.TXT").write_text(text, encoding="utf-8")
    assert check(tmp_path).ok


@needs_texts
def test_the_same_code_in_two_files_is_reported(tmp_path, texts):
    for name, text in (texts | {"zz.txt": texts["lahendus.txt"]}).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    report = check(tmp_path)
    assert not report.ok
    assert report.as_dict()["codes_found_again"] == [{"code": "lahendus", "file": "zz.txt"}]


@needs_texts
def test_each_clause_that_is_taken_out_is_missed_and_no_other(texts):
    for name, text in texts.items():
        for code in read(text).codes:
            for clause in code.clauses:
                changed = without(text, clause.line, clause.last_line)
                told = differences({name: changed})
                assert told == [(code.key, (), (clause.number,))]


@needs_texts
def test_each_lettered_part_that_is_taken_out_is_missed(texts):
    name = "bacp-relationship.txt"
    for clause in read(texts[name]).codes[0].clauses:
        for part in clause.parts:
            changed = without(texts[name], part.line, part.line)
            assert differences({name: changed}) == [("bacp", (), (clause.number + part.letter,))]


NEW = {
    "lahendus": "- We never lend a lamp to anybody.",
    "plumm": "12. Lamps\n\nNobody lends a lamp.",
    "plumm-chat": "11. Lamps\n\nNobody lends a lamp.",
    "bacp": "39. We never lend a lamp.",
}


@needs_texts
def test_a_clause_that_is_put_in_is_found_wherever_it_stands(texts):
    for name, text in texts.items():
        lines = text.split("\n")
        for code in read(text).codes:
            for clause in code.clauses:
                new = NEW.get(code.key, "12.1 Nobody lends a lamp.")
                changed = [*lines[: clause.last_line], new, *lines[clause.last_line :]]
                [(key, extra, missing)] = differences({name: "\n".join(changed)})
                assert (key, len(extra), missing) == (code.key, 1, ()), clause.number


@needs_texts
def test_wording_taken_over_from_the_source_is_reported(tmp_path, texts):
    source = read(texts["bacp-relationship.txt"]).codes[0].clauses[5]
    words = source.wording.split()[:10]
    text = texts["bacp-relationship.txt"]
    ours = register().clause("bacp:36").paraphrase
    changed = text.replace(source.wording, f"{ours} {' '.join(words)}")
    report = compare({"bacp.txt": read(changed)}, register())
    copied = report.as_dict()["copied"]
    assert [(one["rule"], one["code"], one["number"]) for one in copied] == [
        ("copied-wording", "bacp", "36")
    ]
    assert "copied wording in 36" in report.as_text()
