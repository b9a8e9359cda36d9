"""Every file in quizzes/ and scenarios/ is sound, and the schemas for editors say so too."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from cpd import content_files
from cpd.catalogue.checking import check
from cpd.places import QUIZZES, REGISTERS, SCENARIOS
from tests.rules.catalogue_texts import FILES

SCHEMAS = {
    "module": SCENARIOS / "module.schema.json",
    "case": SCENARIOS / "case.schema.json",
    "bank": QUIZZES / "bank.schema.json",
    "items": QUIZZES / "items.schema.json",
}
SHIPPED = sorted([*SCENARIOS.glob("*/*.yaml"), *QUIZZES.glob("*/*.yaml")])


def known_clauses():
    known = {}
    for path in sorted(REGISTERS.glob("*.yaml")):
        register = content_files.read(path).value
        if register["format"] == "cpd-code/1":
            numbers = {clause["number"] for clause in register["clauses"]}
            for clause in register["clauses"]:
                numbers |= {clause["number"] + part["letter"] for part in clause.get("parts", [])}
            known[register["key"]] = {register["edition"]: frozenset(numbers)}
    return known


def validator(name):
    schema = json.loads(SCHEMAS[name].read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def schema_name(path):
    if path.stem in {"module", "bank"}:
        return path.stem
    return "items" if path.stem.startswith("items-") else "case"


def test_all_content_is_sound():
    report = check(SCENARIOS, QUIZZES, known_clauses())
    told = [f"{one.file}:{one.line}: {one.rule}: {one.message}" for one in report.findings]
    assert told == []
    assert report.modules


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_shipped_file_is_as_its_schema_says(path):
    value = content_files.read(path).value
    errors = validator(schema_name(path)).iter_errors(value)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@pytest.mark.parametrize("name", FILES)
def test_the_schemas_accept_what_the_reader_accepts(name):
    validator(schema_name(Path(name))).validate(content_files.load(FILES[name], name).value)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        pytest.param("module", "minutes: 60\n", "", id="a module without minutes"),
        pytest.param("module", "minutes: 60", "minutes: sixty", id="minutes in words"),
        pytest.param("module", "minutes: 60", "minutes: 60\nlevel: 1", id="an unknown key"),
        pytest.param("module", "minutes: 60", "minutes: 60\ndelivery: post", id="no such delivery"),
        pytest.param("module", "minutes: 60", "minutes: 60\ncategories: {}", id="no category"),
        pytest.param("module", "help:", "helps:", id="a content note without help"),
        pytest.param("module", '"2026-11"', "2026", id="an edition that is a number"),
        pytest.param("night", "ending: good,", "ending: great,", id="no such ending"),
        pytest.param("night", "ending: good,", "ending: good, next: s1,", id="an end goes on"),
        pytest.param("night", ", lesson: This helped.", "", id="an ending without a lesson"),
        pytest.param("night", "points: 3", "points: 4", id="too many points"),
        pytest.param("night", '"plumm:2"', "9.10", id="a reference that is a number"),
        pytest.param("night", "initial: false", "initial: no", id="no for false"),
        pytest.param("bank", "id: chats", "id: Chats", id="capitals in an id"),
        pytest.param("items-1", "right: true", "right: yes", id="yes for true"),
        pytest.param("items-1", "right: false", "right: true", id="two right options"),
        pytest.param("items-2", "    why: It says so.\n", "", id="a number without its why"),
        pytest.param("items-2", '"36"', "36", id="a value that is a number"),
    ],
)
def test_schema_and_reader_refuse_the_same(tmp_path, file, old, new):
    name = next(name for name in FILES if Path(name).stem == file)
    assert old in FILES[name]
    text = FILES[name].replace(old, new, 1)
    assert list(
        validator(schema_name(Path(name))).iter_errors(content_files.load(text, name).value)
    )
    for other, content in {**FILES, name: text}.items():
        (tmp_path / other).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / other).write_text(content, encoding="utf-8")
    report = check(tmp_path / "scenarios", tmp_path / "quizzes", known_clauses())
    assert {one.file for one in report.findings} >= {name}
