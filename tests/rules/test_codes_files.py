import pytest

from cpd.codes.files import load_register
from cpd.codes.rules.registers import Force, Numbering
from cpd.content_files import BrokenFile

THEMES = """\
format: cpd-themes/1
themes:
  - {key: kindness, title: Kindness, question: Am I kind?}
  - {key: secrets, title: Secrets, question: Who may know?, note: Codes differ.}
"""
CODE = """\
format: cpd-code/1
key: plumm
edition: "2026-11"
title: Code of lamps
short_title: Lamps
publisher: Plumm
source: A page
seen_on: "2026-11-21"
applies_to: Everybody.
numbering: source
sections:
  - {id: "9", heading: Light}
clauses:
  - number: "9.10"
    section: "9"
    heading: Lamps are lit
    paraphrase: >-
      Everybody lights
      a lamp.
    themes: [kindness, secrets]
    force: should
    sets: [{what: how often, value: 1 day}]
    parts:
      - {letter: a, paraphrase: One.}
      - {letter: b, paraphrase: Two.}
  - number: "9.2"
    heading: Lamps are clean
    paraphrase: They shine.
    themes: [kindness]
    force: must
"""


@pytest.fixture
def load(tmp_path):
    def from_text(code=CODE, themes=THEMES):
        (tmp_path / "themes.yaml").write_text(themes, encoding="utf-8")
        (tmp_path / "plumm.yaml").write_text(code, encoding="utf-8")
        return load_register(tmp_path)

    return from_text


def test_a_register_is_read_as_it_is_written(load):
    register = load()
    code = register.code("plumm", "2026-11")
    assert [theme.note for theme in register.themes] == ["", "Codes differ."]
    assert code.numbering is Numbering.SOURCE
    assert [clause.number for clause in code.clauses] == ["9.2", "9.10"]
    clause = code.clause("9.10")
    assert clause.paraphrase == "Everybody lights a lamp."
    assert clause.force is Force.SHOULD
    assert clause.sets[0].value == "1 day"
    assert [part.letter for part in clause.parts] == ["a", "b"]


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        pytest.param("cpd-code/1", "cpd-code/2", "format", 1, id="format"),
        pytest.param("key: plumm", "key: Plumm!", "key", 2, id="key"),
        pytest.param('"2026-11"', "2026", "text", 3, id="edition without quotes"),
        pytest.param("short_title: Lamps", f"short_title: {'x' * 25}", "length", 5, id="title"),
        pytest.param("2026-11-21", "21 Nov", "date", 8, id="date"),
        pytest.param("numbering: source", "numbering: none", "choice", 10, id="numbering"),
        pytest.param("publisher: Plumm\n", "", "missing-key", 1, id="missing"),
        pytest.param('section: "9"', 'section: "8"', "unknown-section", 15, id="section"),
        pytest.param("Lamps are lit", "x" * 61, "length", 16, id="heading"),
        pytest.param("a lamp.", "lamp " * 49, "paraphrase", 17, id="paraphrase of 51 words"),
        pytest.param("[kindness, secrets]", "[]", "themes", 20, id="no theme"),
        pytest.param("kindness, secrets", "kindness, lamps", "unknown-theme", 20, id="theme"),
        pytest.param("kindness, secrets", "kindness, kindness", "duplicate", 20, id="theme twice"),
        pytest.param("force: should", "force: shall", "choice", 21, id="force"),
        pytest.param("sets:", "set:", "unknown-key", 22, id="unknown key"),
        pytest.param("letter: b", "letter: c", "letters", 25, id="a letter left out"),
        pytest.param('"9.2"', '"9.10"', "duplicate", 26, id="number twice"),
        pytest.param('"9.2"', '"9,2"', "number", 26, id="not a number"),
    ],
)
def test_a_broken_register_is_refused_with_line_and_rule(load, old, new, rule, line):
    with pytest.raises(BrokenFile) as caught:
        load(CODE.replace(old, new, 1))
    assert (caught.value.name, caught.value.rule, caught.value.line) == ("plumm.yaml", rule, line)


def test_a_number_without_quotes_is_not_rounded(load):
    assert load(CODE.replace('"9.10"', "9.10")).clause("plumm:9.10").number == "9.10"


def test_fifty_words_are_not_too_many(load):
    text = CODE.replace("a lamp.", "lamp " * 48)
    assert len(load(text).clause("plumm:9.10").paraphrase.split()) == 50


def test_a_theme_may_stand_once(load):
    with pytest.raises(BrokenFile, match="stands here twice"):
        load(themes=THEMES.replace("key: secrets", "key: kindness"))


def test_an_edition_may_stand_once(load, tmp_path):
    (tmp_path / "again.yaml").write_text(CODE, encoding="utf-8")
    with pytest.raises(BrokenFile, match="stands twice"):
        load()
