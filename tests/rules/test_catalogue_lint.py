"""Each broken file is found out: the rule, the file and the line."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpd.catalogue.checking import check
from cpd.catalogue.files import read_modules
from tests.rules.catalogue_texts import FILES, KNOWN, on_disk

MODULE = "scenarios/chat/module.yaml"
CASE = "scenarios/chat/night.yaml"
BANK = "quizzes/chats/bank.yaml"
ITEMS = "quizzes/chats/items-1.yaml"
MORE = "quizzes/chats/items-2.yaml"


def checked(root, changes):
    scenarios, quizzes = on_disk(root)
    for name, text in changes.items():
        (root / name).write_text(text, encoding="utf-8")
    return check(scenarios, quizzes, KNOWN)


def line_of(text, needle):
    return text[: text.index(needle)].count("\n") + 1


def test_sound_content_has_no_findings(tmp_path):
    report = checked(tmp_path, {})
    assert report.findings == ()
    told = report.as_dict()
    assert told["ok"]
    assert [module["id"] for module in told["modules"]] == ["chat"]
    assert {"items": 7, "scenes": 10, "endings": 3}.items() <= told["modules"][0].items()
    assert set(told["guessers"]) == {"chats", "night"}
    assert json.loads(json.dumps(told)) == told


SECOND = FILES[ITEMS][FILES[ITEMS].index("- id: q2") :].replace("q2", "q1", 1)[:200]
SHAPES = [
    (MODULE, "minutes: 60\n", "", "missing", "format", "a key is missing"),
    (MODULE, "minutes: 60", "minutes: sixty", "type", "minutes", "a word for a number"),
    (MODULE, "minutes: 60", "minutes: 0", "range", "minutes", "a number out of range"),
    (MODULE, "minutes: 60", "minutes: true", "type", "minutes", "yes for a number"),
    (MODULE, "minutes: 60", "minutes: 60\nlevel: 1", "unknown-key", "level: 1", "unknown key"),
    (MODULE, "minutes: 60", "minutes: 60\nminutes: 6", "duplicate-key", "minutes: 6\n",
     "key twice"),
    (MODULE, "minutes: 60", "minutes: &m 60", "anchor", "minutes", "an anchor"),
    (MODULE, "minutes: 60", "minutes: !!int 60", "tag", "minutes", "a tag"),
    (MODULE, "minutes: 60", "minutes: ]", "syntax", "minutes", "not YAML"),
    (MODULE, "title: A chat at night", "title: 2026", "type", "title", "an unquoted number"),
    (MODULE, "title: A chat at night", "title: ''", "type", "title", "an empty title"),
    (MODULE, "title: A chat", "title: " + 200 * "A", "length", "title", "a title too long"),
    (MODULE, "cpd-module/1", "cpd-module/2", "format", "format", "another format"),
    (MODULE, "id: chat\n", "id: Chat\n", "id", "id: Chat", "capitals in an id"),
    (MODULE, "id: chat\n", "id: chats\n", "id", "format", "an id unlike its folder"),
    (MODULE, "outcomes:\n", "outcomes: []\nold:\n", "type", "outcomes", "an empty list"),
    (MODULE, "help:\n", "help: 116 123\nold:\n", "type", "help", "a text for a list"),
    (MODULE, 'codes: {plumm: "2026-11"}', "codes: plumm", "type", "codes", "a text for a table"),
    (MODULE, "quiz: {bank: chats,", "quiz: {bank: other,", "missing-file", "quiz", "no such bank"),
    (MODULE, "scenario: {case: night,", "scenario: {case: day,", "missing-file", "scenario",
     "no case"),
    (MODULE, "scenario: {case: night, pass_percent: 75}", "scenario: night", "type", "scenario",
     "flat"),
    (MODULE, "minutes: 60", "minutes: 60\ncategories: {}", "type", "categories", "no category"),
    (MODULE, "minutes: 60", "minutes: 60\ncategories: {Ethics: 1.5}", "type", "categories",
     "a category of part of a minute"),
    (MODULE, "minutes: 60", "minutes: 60\ndelivery: by post", "type", "delivery",
     "no such delivery"),
    (CASE, "id: night\n", "id: day\n", "id", "format", "a case unlike its file"),
    (CASE, "told: {", "Told: {", "id", "  Told", "capitals in the state"),
    (CASE, "initial: 2,", "initial: two,", "type", "  trust", "a state that starts with a word"),
    (CASE, "  bridge:\n", "  the bridge:\n", "id", "  the bridge", "a space in a scene's id"),
    (CASE, "ending: good, lesson: This helped.", "ending: good", "lesson", "  ending-good",
     "no lesson"),
    (CASE, "ending: good, lesson: This helped.", "lesson: So.", "dead-end", "  ending-good",
     "dead end"),
    (CASE, "ending: good,", "ending: good, next: s1,", "shape", "  ending-good",
     "an end that goes on"),
    (CASE, "ending: good,", "ending: great,", "type", "  ending-good", "no such ending"),
    (CASE, '"trust >= 1"', '"trust = 1"', "condition", '"trust = 1"', "a bad condition"),
    (CASE, "- {scene: ending-harm}", '- {scene: ending-harm, when: "told"}', "dead-end",
     "- {scene: ending-harm", "no way is open for sure"),
    (CASE, '- {when: "trust >= 1", scene', "- {scene", "missing", "- {scene: ending-mixed",
     "a way that hides the next"),
    (CASE, "to: s2", "to: {scene: s2}", "type", "to: {scene", "neither an id nor a list"),
    (CASE, "- id: harm", "- id: weak", "duplicate-id", "- id: weak\n        text: Do a",
     "choice twice"),
    (CASE, "points: 3", "points: 4", "range", "points: 4", "too many points"),
    (CASE, "add: {trust: 1}", "add: {trust: true}", "type", "add: {trust: true}", "a truth added"),
    (CASE, "stance: strains", "stance: bends", "type", "stance: bends", "no such stance"),
    (CASE, '"plumm:2"', '"plumm 2"', "ref", '"plumm 2"', "a reference of another form"),
    (CASE, "clauses: [{ref", "cites: [{ref", "unknown-key", "cites", "uncited choice"),
    (BANK, "id: chats", "id: other", "id", "format", "a bank unlike its folder"),
    (ITEMS, "bank: chats", "bank: other", "bank", "bank: other", "items of another bank"),
    (ITEMS, "right: true", "right: 1", "type", "{id: a", "a number for a truth"),
    (ITEMS, "id: b,", "id: a,", "duplicate-id", "{id: a, text: Do b", "an option's id twice"),
    (ITEMS, "- id: q2", "- id: q1", "duplicate-id", SECOND, "an item's id twice"),
    (ITEMS, "    stem: What now, in case 1?\n", "", "missing", "- id: q1",
     "an item without a stem"),
    (ITEMS, "form: one-best", "form: essay", "type", "form: essay", "no such form"),
    (MORE, "- id: many", "- id: q1", "duplicate-id", "- id: q1", "an item's id in another file"),
    (MORE, "    why: It says so.\n", "", "missing", "- id: how-long", "a number without its why"),
    (MORE, "also: [", "also: [3, ", "type", "answer", "another way that is no text"),
]  # fmt: skip
LINTS = [
    (MODULE, "  - Recognise a third.\n", "", "outcome-count", "format", "two outcomes"),
    (MODULE, "help:\n  - {name: Samaritans, where: UK and Ireland, how: \"Call 116 123\"}\n", "",
     "help", "format", "a content note and no help"),
    (MODULE, "minutes: 60", "minutes: 60\ncategories: {Ethics: 40, Diversity: 10}",
     "category-minutes", "categories", "categories that lack ten minutes"),
    (MODULE, 'codes: {plumm: "2026-11"}', 'codes: {plumm: "2001"}', "unknown-edition", "format",
     "an edition nobody knows"),
    (MODULE, 'codes: {plumm: "2026-11"}', 'codes: {bacp: "2026-11"}', "undeclared-code", "format",
     "a bank on a code that is not declared"),
    (CASE, "start: s1", "start: s0", "dangling", "start", "no such start"),
    (CASE, "to: s2", "to: s9", "dangling", "to: s9", "a choice leads nowhere"),
    (CASE, "{scene: ending-harm}", "{scene: ending-ham}", "dangling", "next:",
     "a bridge to nowhere"),
    (CASE, "to: s4", "to: s2", "cycle", "  s2:", "the roads lead round"),
    (CASE, '"trust >= 1"', '"trust >= 9"', "unreachable", "  ending-mixed", "no road that holds"),
    (CASE, "not told", "not seen", "undeclared-state", "    next:", "undeclared state in a way"),
    (CASE, "not told", "not trust", "state-type", "    next:", "a number used as a truth"),
    (CASE, '"trust >= 3", text', '"seen", text', "undeclared-state", '- {when: "seen"',
     "in an aside"),
    (CASE, "add: {trust: 1}", "add: {hope: 1}", "undeclared-state", "add: {hope: 1}",
     "in an effect"),
    (CASE, "add: {trust: 1}", "set: {trust: true}", "state-type", "set: {trust", "set to a truth"),
    (CASE, "initial: 2", "initial: 9", "state-type", "  trust:", "a start outside the ends"),
    (CASE, "initial: 2", "initial: true", "state-type", "  trust:", "a start of another type"),
    (CASE, "points: 3", "points: 1", "points", "  s1:", "nothing defensible"),
    (CASE, '"plumm:2"', '"plumm:4"', "unknown-clause", "- id: weak", "no such clause"),
    (CASE, '"plumm:2"', '"bacp:9"', "undeclared-code", "- id: weak", "a code not declared"),
    (CASE, "to: s2", "to: bridge", "short-road", "format", "a road of one decision"),
    (BANK, 'codes: {plumm: "2026-11"}', 'codes: {plumm: "2026-12"}', "undeclared-code", "",
     "a bank on another edition"),
    (ITEMS, '"plumm:3"\n', '"plumm:7"\n', "unknown-clause", "- id: q2", "no such main clause"),
    (ITEMS, '"plumm:2", stance', '"bacp:9", stance', "undeclared-code", "{id: a", "option's code"),
    (ITEMS, "level: judgement", "level: recall", "recall-share", "", "too much recall"),
    (ITEMS, "right: false", "right: true", "option-count", "- id: q1", "two right options"),
    (ITEMS, "What now, in case 1?", "What now? " * 41, "stem-length", "- id: q1", "82 words"),
    (MORE, " Choose all that apply.", "", "choose-all", "- id: many", "several and not said"),
    (MORE, "Two., right: true", "Two., right: false", "option-count", "- id: many", "one right"),
    (MORE, '"36"', '"many"', "answer", "- id: how-long", "an answer that is no number"),
]  # fmt: skip


def _params(rows):
    return [pytest.param(*row[:5], id=row[5]) for row in rows]


@pytest.mark.parametrize(("file", "old", "new", "rule", "needle"), _params(SHAPES + LINTS))
def test_what_is_broken_is_found_where_it_stands(tmp_path, file, old, new, rule, needle):
    assert old in FILES[file]
    text = FILES[file].replace(old, new, 1)
    report = checked(tmp_path, {file: text})
    found = [(one.file, one.line) for one in report.findings if one.rule == rule]
    if not needle:  # it shows in another file
        assert found
        return
    assert (file, line_of(text, needle)) in found
    assert not report.as_dict()["ok"]


def test_every_fault_of_a_file_is_told_at_once(tmp_path):
    text = FILES[MODULE].replace("minutes: 60", "minutes: sixty").replace("title", "titel")
    report = checked(tmp_path, {MODULE: text})
    assert {(one.line, one.rule) for one in report.findings} == {
        (1, "missing"), (3, "unknown-key"), (11, "type"),
    }  # fmt: skip


def test_a_broken_module_stops_no_other(tmp_path):
    scenarios, quizzes = on_disk(tmp_path)
    (scenarios / "broken").mkdir()
    (scenarios / "broken" / "module.yaml").write_text("[" * 5000)
    (scenarios / "bare").mkdir()
    (scenarios / ".hidden").mkdir()
    (scenarios / "module.schema.json").write_text("{}")
    read = read_modules(scenarios, quizzes)
    assert [(one.name, one.module is None) for one in read] == [
        ("bare", True), ("broken", True), ("chat", False),
    ]  # fmt: skip
    assert [one.findings[0].rule for one in read[:2]] == ["missing-file", "too-deep"]


def test_a_broken_bank_does_not_hide_what_is_wrong_with_the_case(tmp_path):
    changes = {
        BANK: "format: [",
        CASE: FILES[CASE].replace("to: s2", "to: s9", 1),
    }
    rules = {found.rule for found in checked(tmp_path, changes).findings}
    assert {"syntax", "dangling"} <= rules


def test_files_that_nothing_names_are_told(tmp_path):
    on_disk(tmp_path)
    changes = {"scenarios/chat/day.yaml": FILES[CASE], "quizzes/chats/more.yml": "a: b"}
    found = checked(tmp_path, changes).findings
    assert [(one.file, one.rule) for one in found] == [
        ("quizzes/chats/more.yml", "stray-file"), ("scenarios/chat/day.yaml", "stray-file"),
    ]  # fmt: skip


def test_an_item_id_is_used_once_over_all_banks(tmp_path):
    scenarios, quizzes = on_disk(tmp_path)
    (quizzes / "talks").mkdir()
    bank = FILES[BANK].replace("chats", "talks")
    (quizzes / "talks" / "bank.yaml").write_text(bank)
    (quizzes / "talks" / "items-1.yaml").write_text(FILES[ITEMS].replace("chats", "talks"))
    found = check(scenarios, quizzes, KNOWN).findings
    assert {(one.file, one.rule) for one in found} == {
        ("quizzes/talks/items-1.yaml", "duplicate-id")
    }


FRAGMENTS = [
    "",
    "[",
    "{}",
    "- ",
    "null",
    "*a",
    "9.10",
    "\t",
    "\x00",
    "\ud7ff",
    '"\\ud800"',
    "true",
    "a: b",
]


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(sorted(FILES)), st.data())
def test_whatever_a_file_says_nothing_raises(name, data):
    lines = FILES[name].splitlines(keepends=True)
    first = data.draw(st.integers(0, len(lines) - 1))
    head, colon, _ = lines[first].partition(":")
    kept = data.draw(st.sampled_from(["", head + colon + " "]))
    last = data.draw(st.integers(first, min(first + 5, len(lines))))
    lines[first:last] = [kept, data.draw(st.sampled_from(FRAGMENTS)), "\n"]
    with TemporaryDirectory() as folder:
        report = checked(Path(folder), {name: "".join(lines)})
    for found in report.findings:
        assert found.file
        assert found.line > 0
        assert found.message.endswith((".", ")", "”"))


def test_a_case_has_an_end_of_scenes(tmp_path):
    more = "".join(f"  x{n}: {{heading: X, text: X., next: ending-harm}}\n" for n in range(200))
    report = checked(tmp_path, {CASE: FILES[CASE] + more})
    assert {(one.line, one.rule) for one in report.findings} == {(9, "length")}


def test_missing_folders_are_told(tmp_path):
    report = check(tmp_path / "scenarios", tmp_path / "quizzes", KNOWN)
    assert [one.file for one in report.findings] == ["quizzes", "scenarios"]


def test_a_bank_wants_three_items_for_each_that_is_drawn(tmp_path):
    text = FILES[MODULE].replace("draw: 2", "draw: 3")
    found = checked(tmp_path, {MODULE: text}).findings
    assert [(one.file, one.line, one.rule) for one in found] == [(BANK, 1, "bank-size")]


def test_every_clause_of_the_bank_s_code_is_asked_about(tmp_path):
    scenarios, quizzes = on_disk(tmp_path)
    known = {"plumm": {"2026-11": frozenset({"1", "2", "3", "3a", "4"})}}
    found = check(scenarios, quizzes, known).findings
    assert [(one.file, one.rule) for one in found] == [(BANK, "uncovered-clause")]
    assert "plumm:4" in found[0].message
