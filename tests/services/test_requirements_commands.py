"""`cpd rules`, as somebody types it: no settings, no database."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from cpd.cli import COMMANDS, cpd
from cpd.requirements import files, publishing
from cpd.requirements.validating import schema_text
from tests.factories.packs import PAPER, a_log, a_pack, an_entry, asking

BACP = f"{PAPER}#bacp.accredited"
ON = ("--as-of", "2026-03-31")


@pytest.fixture
def march(tmp_path):
    """A month with its supervision and its practice."""
    path = tmp_path / "log.json"
    session = an_entry(kind="supervision", format="individual", minutes=95, evidence=["note"])
    path.write_text(json.dumps(a_log(session, an_entry(kind="practice"))), encoding="utf-8")
    return str(path)


def run(*words, **rest):
    return CliRunner().invoke(cpd, ["rules", *words], **rest)


def problems(answer):
    assert answer.exit_code == 2, answer.output
    return json.loads(answer.stdout)["problems"]


def test_a_log_is_judged(march):
    answer = run("check", "--pack", BACP, "--log", march, *ON, "--json")
    assert answer.exit_code == 0
    said = json.loads(answer.stdout)
    assert (said["pack"], said["version"], said["as_of"]) == ("bacp.accredited", 3, "2026-03-31")
    [month] = [row for row in said["verdicts"] if row["requirement"] == "supervision_monthly"]
    assert month["period"] == {"start": "2026-03-01", "end": "2026-04-01"}
    assert (month["verdict"], month["required"], month["claimed"]) == ("met", "90", "95")


def test_the_answer_is_what_its_schema_says(march):
    validator = Draft202012Validator(json.loads(schema_text("answer")))
    for id_ in ("bacp.accredited", "shapes.gallery", "atrium.practitioner", "icf.pcc"):
        answer = run("check", "--pack", f"{PAPER}#{id_}", "--log", march, *ON, "--json")
        assert answer.exit_code == 0, answer.output
        validator.validate(json.loads(answer.stdout))


@pytest.mark.parametrize("name", ["pack", "log", "answer"])
def test_the_schemas_are_published(name):
    schema = json.loads(run("schema", name).stdout)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_log_may_come_through_a_pipe(march):
    with open(march, encoding="utf-8") as file:
        answer = run("check", "--pack", BACP, "--log", "-", *ON, input=file.read())
    assert answer.exit_code == 0
    assert "Supervision monthly  March 2026" in answer.stdout


def test_a_shipped_pack_goes_by_its_name(march):
    answer = run("check", "--pack", files.ids()[0], "--log", march, *ON, "--json")
    assert json.loads(answer.stdout)["pack"] == files.ids()[0]


def test_an_explanation_tells_sources_and_doubts(march):
    words = run("explain", "--pack", BACP, "--log", march, *ON).stdout
    for part in (
        "March 2026: met",
        "Unofficial",
        "http://bacp.co.uk/supervision",
        "confidence: high",
    ):
        assert part in words


def test_of_a_file_the_pack_that_nobody_extends_is_meant(tmp_path, march):
    path = tmp_path / "two.yaml"
    child = a_pack("extends: body.member\n", id_="body.child", measures="")
    path.write_text(f"{asking('kind: manual, ask: Anything')}---\n{child}", encoding="utf-8")
    answer = run("check", "--pack", str(path), "--log", march, *ON, "--json")
    assert json.loads(answer.stdout)["pack"] == "body.child"


@pytest.mark.parametrize(
    ("pack", "message"),
    [
        ("nobody.knows", "There is neither a shipped pack nor a file “nobody.knows”."),
        ("a" * 300, "There is neither a shipped pack nor a file"),
        ("../published", "There is neither a shipped pack nor a file “../published”."),
        (
            str(PAPER),
            "paper_packs.yaml holds several packs; write paper_packs.yaml#bacp.accredited.",
        ),
        (f"{PAPER}#x", "paper_packs.yaml holds no pack “x”"),
    ],
)
def test_a_pack_that_is_not_there_is_refused(pack, message, march):
    [problem] = problems(run("check", "--pack", pack, "--log", march, *ON, "--json"))
    assert problem["path"] == "--pack"
    assert problem["message"].startswith(message)


@pytest.mark.parametrize(
    ("content", "path", "message"),
    [
        ("id: x", "pack.yaml, line 1", "The key cpd_rules is missing. (missing-key)"),
        (asking("kind: every_period, measure: x, period: {type: whole}"), "pack.yaml, line 11",
         "body.member: there is no measure “x”. (unknown-measure)"),
    ],
)  # fmt: skip
def test_a_pack_that_breaks_a_rule_is_named_by_file_and_line(
    content, path, message, march, tmp_path
):
    file = tmp_path / "pack.yaml"
    file.write_text(content, encoding="utf-8")
    answer = run("check", "--pack", str(file), "--log", march, *ON, "--json")
    assert problems(answer) == [{"path": path, "message": message}]


def test_each_problem_of_a_log_stands_on_its_line(tmp_path):
    file = tmp_path / "log.json"
    file.write_text(json.dumps(a_log(an_entry(minutes=-5), an_entry(colour=1))), encoding="utf-8")
    answer = run("check", "--pack", BACP, "--log", str(file), *ON)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.splitlines() == [
        "entries[0].minutes: -5 is less than the minimum of 1",
        "entries[1].colour: this field is not known here",
    ]


@pytest.mark.parametrize(
    ("words", "path"),
    [
        (("--log", "/nowhere.json", *ON), "--log"),
        (("--log", "-", "--as-of", "31/03/2026"), "--as-of"),
        (("--log", "-", "--as-of", "0001-01-01"), "--as-of"),
    ],
)
def test_what_is_asked_wrongly_is_named(words, path):
    answer = run("check", "--pack", BACP, *words, "--json", input='{"member": {}}')
    assert [one["path"] for one in problems(answer)] == [path]


def test_the_shipped_packs_are_listed_and_shown():
    listed = json.loads(run("list", "--json").stdout)["packs"]
    assert [one["id"] for one in listed] == list(files.ids())
    words = run("show", "bacp.accredited").stdout
    assert "SUPERVISION EACH MONTH (supervision_monthly)\n" in words
    assert "WHERE THIS WAS READ" in words
    assert run("show", "nobody.knows").exit_code == 2


def test_what_the_sources_leave_open_is_listed_with_its_reading():
    listed = run("unclear").output
    places = json.loads(run("unclear", "--json").stdout)["unclear"]
    assert listed.count("Read as: ") == len(places)
    assert all(place["about"] and place["reading"] for place in places)
    blocking = [place["pack"] for place in places if place["blocks"]]
    assert "emcc.master" in blocking
    assert listed.count("A person must say.") >= len(blocking)


def test_the_linter_names_file_and_line(tmp_path):
    file = tmp_path / "pack.yaml"
    file.write_text(asking("kind: any_of, of: [nothing]"), encoding="utf-8")
    answer = run("lint", str(file))
    assert answer.exit_code == 1
    assert "pack.yaml, line 11: error: body.member: there is no requirement" in answer.stdout


@pytest.fixture
def a_folder_of_packs(tmp_path, monkeypatch):
    for module in ("files", "linting"):
        monkeypatch.setattr(f"cpd.requirements.{module}.PACKS", tmp_path)
    monkeypatch.setattr(publishing, "PUBLISHED", tmp_path / "published.json")
    caches = (files.ids, files.drafts, publishing.published)
    for cached in caches:
        cached.cache_clear()
    yield tmp_path
    for cached in caches:
        cached.cache_clear()


def test_a_published_pack_never_changes(a_folder_of_packs):
    file = a_folder_of_packs / "body.member.yaml"
    first = asking("kind: manual, ask: Anything")
    file.write_text(first, encoding="utf-8")
    assert run("publish", "body.member").stdout == "body.member: version 1 is published.\n"
    assert run("publish").stdout == ""
    second = first.replace("version: 1", "version: 2")
    file.write_text(f"{first}---\n{second}", encoding="utf-8")
    files.drafts.cache_clear()
    assert run("publish", "body.member").stdout == "body.member: version 2 is published.\n"
    file.write_text(f"{first.replace('Anything', 'Else')}---\n{second}", encoding="utf-8")
    files.drafts.cache_clear()
    assert "version 1 is published and has changed" in run("lint").stdout
    assert run("publish", "body.member").exit_code == 1
    file.unlink()
    files.drafts.cache_clear()
    assert "is published, and its document is gone" in run("lint").stdout


def test_help_names_every_command():
    words = CliRunner().invoke(cpd, ["--help"]).stdout
    assert all(f"  {name} " in words for name in COMMANDS)


def test_judging_loads_neither_the_web_nor_a_database():
    trial = "import sys, cpd.cli.requirements; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", trial], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"flask", "sqlalchemy", "weasyprint", "werkzeug"} & set(loaded)


WORDS = """
    anchors: {Licensed: "Day of your licence"}
    categories: [A, Core_Skills]
    tags: [ethics]
    requirements:
      - {id: hours, kind: minimum, measure: cpd, in: {category: A, mode: live}, at_least: 9h,
         period: {type: anniversary, of: licensed, length: 1y}, leave: {method: none, kinds: [ill]},
         applies_if: {grade: [senior]}}
      - {id: dbs, kind: document, document: dbs_check, valid_for: 3y}
      - {id: told, kind: declaration, events: [lost_keys], within: 0d}
"""


def test_a_pack_shows_the_words_a_log_speaks_to_it_in(tmp_path):
    file = tmp_path / "pack.yaml"
    file.write_text(a_pack(WORDS), encoding="utf-8")
    shown = run("show", str(file)).stdout
    for line in (
        "HOURS (hours)",
        "  - member.anchors.licensed: Day of your licence",
        "  - senior",
        "  - ill",
        "  - A: category A",
        "  - core_skills: Core Skills",
        "  - ethics",
        "  - live",
        "  - dbs_check: DBS check",
        "  - lost_keys: lost keys",
    ):
        assert line in shown.splitlines()


def test_an_explanation_says_which_day_the_log_lacks(tmp_path):
    file = tmp_path / "pack.yaml"
    file.write_text(a_pack(WORDS), encoding="utf-8")
    asked = ("explain", "--pack", str(file), "--log", "-", *ON)
    line = "Missing in the log: member.anchors.licensed (Day of your licence)"
    assert line in run(*asked, input='{"member": {"grade": "senior"}}').stdout
    dated = '{"member": {"grade": "senior", "anchors": {"licensed": "2026-01-01"}}}'
    assert "Missing in the log" not in run(*asked, input=dated).stdout


def test_what_counts_years_lacks_a_day_only_where_none_tells_them(tmp_path):
    file = tmp_path / "pack.yaml"
    tenure = "kind: ratio, measure: cpd, to: cpd, piecewise_by: tenure, at_least: [{ratio: '1:2'}]"
    file.write_text(asking(f"{tenure}, period: {{type: calendar, unit: year}}"), encoding="utf-8")
    asked = ("explain", "--pack", str(file), "--log", "-", *ON)
    assert "member.joined" in run(*asked, input='{"member": {}}').stdout
    joined = '{"member": {"anchors": {"registered": "2020-01-01"}}}'
    assert "Missing in the log" not in run(*asked, input=joined).stdout
