"""The `cpd` command, as an operator types it, against a folder and database of its own."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cpd import places
from cpd.cli import cpd
from cpd.kernel.errors import RuleError

CODES = places.ROOT.parent / "shared" / "codes"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("CPD_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CPD_ARGON2_MEMORY_KIB", "8")
    for name in ("CPD_DATABASE_URL", "CPD_BASE_URL", "CPD_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)

    def command(*words, **kwargs):
        return CliRunner().invoke(cpd, words, **kwargs)

    return command


def test_the_shipped_content_is_clean(run):
    answer = run("content", "check", "--json")
    report = json.loads(answer.output)
    assert (answer.exit_code, report["ok"], report["findings"]) == (0, True, [])
    assert {one["id"] for one in report["modules"]} == {"chat-crisis", "known-in-group"}


def test_broken_content_is_named_by_file_line_and_rule(run, tmp_path):
    shutil.copytree(places.SCENARIOS, tmp_path / "scenarios")
    shutil.copytree(places.QUIZZES, tmp_path / "quizzes")
    case = tmp_path / "scenarios" / "chat-crisis" / "night-shift.yaml"
    case.write_text(case.read_text().replace("to: ", "to: nowhere-", 1))
    answer = run(
        "content", "check", "--json",
        "--scenarios", str(tmp_path / "scenarios"), "--quizzes", str(tmp_path / "quizzes"),
    )  # fmt: skip
    [first, *_] = json.loads(answer.output)["findings"]
    assert answer.exit_code == 1
    assert first["file"] == "scenarios/chat-crisis/night-shift.yaml"
    assert first["line"] > 1
    assert first["rule"]


@pytest.mark.skipif(not CODES.is_dir(), reason="the publishers' texts are not beside this checkout")
def test_the_registers_match_the_real_texts(run):
    answer = run("codes", "check", str(CODES), "--json")
    report = json.loads(answer.output)
    assert (answer.exit_code, report["ok"]) == (0, True)
    assert report["totals"] == {"clauses": 143, "parts": 13}


def test_a_text_with_a_clause_missing_is_not_clean(run, tmp_path):
    (tmp_path / "notes.txt").write_text("Nothing of a code stands here.\n")
    assert run("codes", "check", str(tmp_path), "--json").exit_code == 1


def test_upgrade_add_somebody_and_ask_the_doctor(run):
    assert run("upgrade").exit_code == 0
    added = run(
        "people", "add", "--email", "ann@example.org", "--name", "Ann Example",
        "--role", "administrator", "--password", "a long walk by the sea",
    )  # fmt: skip
    assert "Ann Example can sign in as ann@example.org" in added.output
    told = run("doctor")
    assert told.exit_code == 0
    assert "fail" not in told.output


def test_a_body_is_added_with_its_assessor(run):
    run("upgrade")
    added = run("organisations", "add", "northern-register", "--name", "Northern Register")
    assert "--organisation northern-register" in added.output
    joined = run(
        "people", "add", "--email", "ann@example.org", "--name", "Ann Example",
        "--role", "assessor", "--organisation", "northern-register",
        "--password", "a long walk by the sea",
    )  # fmt: skip
    assert "Ann Example can sign in" in joined.output
    again = run("organisations", "add", "northern-register", "--name", "Another")
    assert "already" in str(again.exception)


def test_the_issuer_is_renamed(run):
    run("upgrade")
    run("organisations", "add", "site", "--name", "A first name", "--kind", "provider")
    assert "called so" in run("organisations", "rename", "site", "--name", "Harbour").output
    assert "no organisation" in str(
        run("organisations", "rename", "harbour", "--name", "H").exception
    )


def test_the_doctor_says_when_the_tables_are_missing(run):
    told = run("doctor")
    assert told.exit_code == 1
    assert "run cpd upgrade" in told.output


def test_a_weak_password_is_refused_in_words(run):
    run("upgrade")
    answer = run(
        "people", "add", "--email", "ann@example.org", "--name", "Ann", "--role", "trainee",
        "--password", "short",
    )  # fmt: skip
    assert isinstance(answer.exception, RuleError)
    assert "at least 12 characters" in str(answer.exception)


def test_one_job_by_hand(run):
    run("upgrade")
    assert "reminder" in run("jobs", "once", "queue-reminders").output


def test_a_job_that_does_not_exist_is_refused_with_the_list(run):
    answer = run("jobs", "once", "everything")
    assert answer.exit_code == 2
    assert "send-letters" in answer.output


def test_the_secret_key_is_kept_and_readable_by_its_owner_only(run, tmp_path):
    run("upgrade")
    key = Path(tmp_path / "data" / "secret-key")
    assert key.stat().st_mode & 0o077 == 0
    before = key.read_text()
    run("doctor")
    assert key.read_text() == before


def test_the_log_of_a_web_process_says_when_and_where(tmp_path):
    code = (
        "import logging, cpd.app; cpd.app.served(); logging.getLogger('cpd.web').warning('tried')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"CPD_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\d [\d:,]+ WARNING cpd\.web tried\n", done.stderr)
