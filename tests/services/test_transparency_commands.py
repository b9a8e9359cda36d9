"""`cpd log`: what an operator types, and what it answers."""

import json

import pytest
from click.testing import CliRunner

from cpd.cli import log as command
from cpd.transparency import service
from cpd.transparency.models import LogCheckpoint
from tests.factories.transparency import AWitness, a_log, publishing_into


@pytest.fixture
def public(app, tmp_path):
    with publishing_into(app, tmp_path) as folder:
        yield folder


@pytest.fixture
def run(app, public, session, monkeypatch):
    """Run a command on this test's own application, which is open already."""
    monkeypatch.setattr(command, "create_app", lambda: app)

    def typed(*words):
        session.commit()
        done = CliRunner().invoke(command.log, words)
        session.expire_all()
        return done

    return typed


@pytest.fixture
def lines(work):
    """Lines of keys, which need no certificate behind them."""
    for name in ("log-1", "log-2", "log-3"):
        event = service.following.KeyCreated(key=name, purpose="log", public="ab" * 32)
        service.log_created_key(work, event)


def test_the_log_is_signed_and_published_by_hand(run, lines, public):
    assert run("checkpoint").output == "3 lines signed.\n5 files published.\n"
    assert run("checkpoint").output == "Nothing new to sign.\n0 files published.\n"
    (public / "tile/0/000.p/3").unlink()
    assert run("publish").output == "1 file published.\n"


def test_witnesses_are_added_listed_and_removed(run):
    witness = AWitness()
    assert run("witnesses", "list").output == "Nobody watches yet.\n"
    assert "is a witness now" in run("witnesses", "add", witness.key.text).output
    listed = run("witnesses", "list").output
    assert listed == f"body.example/witness  never yet  {witness.key.text}\n"
    assert "no more" in run("witnesses", "remove", witness.key.name).output
    assert run("witnesses", "list").output == "Nobody watches yet.\n"


def test_an_audit_of_what_is_right_ends_well(run, lines):
    run("checkpoint")
    done = run("audit")
    assert (done.exit_code, done.output) == (
        0,
        "3 lines and every certificate looked at: nothing is wrong.\n",
    )
    assert run("audit", "--json").output == ""


def test_an_audit_names_each_fault_and_exits_with_one(run, lines, session):
    run("checkpoint")
    session.get(LogCheckpoint, 3).root = b"x" * 32
    done = run("audit")
    assert done.exit_code == 1
    assert "checkpoint 3: does not say what is noted beside it\n" in done.output
    assert "faults found" in done.output or "1 fault found" in done.output
    first = json.loads(run("audit", "--json").stdout.splitlines()[0])
    assert first["subject"] == "checkpoint 3"


def test_an_audit_takes_a_checkpoint_that_was_kept(run, lines, work, public, tmp_path):
    run("checkpoint")
    kept = tmp_path / "kept.txt"
    kept.write_bytes((public / "checkpoint").read_bytes())
    assert run("audit", "--checkpoint", str(kept)).exit_code == 0
    kept.write_text(kept.read_text().replace("\n3\n", "\n4\n"))
    done = run("audit", "--checkpoint", str(kept))
    assert done.exit_code == 1
    assert "kept checkpoint: The signature under the checkpoint is wrong." in done.output


def test_an_audit_finds_lines_of_certificates_that_are_not_there(run, work):
    a_log(work, 2)
    done = run("audit")
    assert done.exit_code == 1
    assert done.output.count("tells of a certificate (issue) that is not there") == 2
