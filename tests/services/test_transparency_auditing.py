"""An audit finds what was changed, lost or put back; and says nothing of what is right."""

import pytest
from sqlalchemy import text

from cpd.transparency import service
from cpd.transparency.models import LogCheckpoint, LogHead
from cpd.transparency.rules.tree import Frontier, leaf_hash
from tests.factories.transparency import a_checkpoint, a_leaf, a_log, publishing_into


@pytest.fixture
def public(app, tmp_path):
    with publishing_into(app, tmp_path) as folder:
        yield folder


@pytest.fixture
def log(public, work):
    """Three hundred lines, signed twice and published; and a few lines more."""
    a_checkpoint(work, 100)
    a_checkpoint(work, 200)
    work.session.commit()
    service.publish_log()
    a_log(work, 5)
    return work.session


def faults(session):
    session.flush()
    session.expire_all()
    return {one.subject: one.words for one in service.audit_log(session, service.Told())}


def unlocked(session):
    """Do what only the owner of the database can: take away what refuses changes."""
    for table in ("log_leaf", "log_node"):
        if session.get_bind().dialect.name != "sqlite":
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            continue
        for event in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER refuse_{table}_{event}"))
    return session


def test_nothing_is_wrong_with_a_log_that_is_right(log):
    assert faults(log) == {}


def test_an_empty_log_is_right(public, session):
    assert faults(session) == {}


def test_a_changed_line_is_named(log):
    unlocked(log).execute(text("UPDATE log_leaf SET body = '{}' WHERE position = 42"))
    found = faults(log)
    assert found["line 42"] == "is not what was written: its hash differs"
    assert set(found) == {"line 42", "log/tile/entries/000"}


def test_a_line_that_was_changed_with_its_hash_is_found_by_what_was_signed(log):
    other = a_leaf(9999).canonical()
    values = {"body": other.decode(), "hash": leaf_hash(other)}
    unlocked(log).execute(
        text("UPDATE log_leaf SET body = :body, sha256 = :hash WHERE position = 42"), values
    )
    found = faults(log)
    assert found["hash 1/21"] == "is not that of its lines"
    assert "log/tile/0/000" in found
    rewrite_nodes(log)
    found = faults(log)
    assert "signs another root" in found["checkpoint 100"]
    assert "signs another root" in found["checkpoint 300"]


def rewrite_nodes(session):
    """Go all the way: make every hash over the lines fit."""
    tree = Frontier()
    for one in service.leaves_from(session, 0, 10_000):
        for place, found in tree.add(one.sha256):
            session.execute(
                text("UPDATE log_node SET sha256 = :h WHERE level = :l AND position = :p"),
                {"h": found, "l": place.level, "p": place.position},
            )


def test_a_lost_line_is_named(log):
    unlocked(log).execute(text("DELETE FROM log_leaf WHERE position = 42"))
    assert faults(log)["line 42"] == "is missing; nothing after it can be checked"


def test_lost_last_lines_are_found_by_the_count(log):
    unlocked(log).execute(text("DELETE FROM log_leaf WHERE position = 304"))
    assert faults(log)["log"] == "counts 305 lines, but 304 are there"


def test_a_hash_that_belongs_to_no_line_is_found(log):
    log.execute(text("INSERT INTO log_node VALUES (1, 5000, :h)"), {"h": b"x" * 32})
    assert "hashes over its lines where" in faults(log)["log"]


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [("note", "forged", "no signed note"), ("root", b"x" * 32, "noted beside it")],
)
def test_a_changed_checkpoint_is_named(log, column, value, words):
    row = log.get(LogCheckpoint, 100)
    setattr(row, column, value)
    assert words in faults(log)["checkpoint 100"]


def test_a_checkpoint_with_another_s_signature_is_named(log):
    row = log.get(LogCheckpoint, 100)
    row.note = row.note.replace("\n100\n", "\n101\n")
    assert faults(log)["checkpoint 100"] == "The signature under the checkpoint is wrong."


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(lambda path: path.unlink(), "is not published", id="lost"),
        pytest.param(lambda path: path.write_bytes(b"x"), "differs from the log", id="altered"),
    ],
)
@pytest.mark.parametrize("name", ["tile/0/000", "tile/0/001.p/44", "tile/entries/000"])
def test_a_published_file_that_is_not_right_is_named(log, public, name, change, words):
    change(public / name)
    assert words in faults(log)[f"log/{name}"]


def test_a_checkpoint_that_was_published_but_never_signed_is_found(log, public):
    there = public / "checkpoint"
    there.write_text(there.read_text().replace("\n300\n", "\n299\n"))
    assert faults(log)["log/checkpoint"] == "is published, but was never signed here"


def put_back(session, size):
    """Make the database what it was when the log had this size."""
    unlocked(session)
    for statement in (
        "DELETE FROM log_checkpoint WHERE size > :size",
        "DELETE FROM log_leaf WHERE position >= :size",
        "DELETE FROM log_node WHERE (position + 1) << level > :size",
    ):
        session.execute(text(statement), {"size": size})
    session.get(LogHead, 1).size = size
    session.commit()
    session.expire_all()


def test_an_old_backup_is_found_by_what_was_published(log):
    """What is missing is named, with what it told, as it is still published."""
    put_back(log, 250)
    found = faults(log)
    assert "had 300 lines once, now it has 250" in found["log"]
    assert "Lines 250 to 299 are missing" in found["log"]
    told = a_leaf(150)  # the second hundred began anew
    expected = f"is missing: issue of certificate {told.certificate} at 2026-03-02T09:00:00Z"
    assert found["line 250"] == expected
    assert sum(subject.startswith("line ") for subject in found) == 50


def test_an_old_backup_is_found_by_a_checkpoint_kept_elsewhere(log, public):
    """The folder of published files was put back with the database."""
    kept = (public / "checkpoint").read_bytes()
    put_back(log, 250)
    for name in ("checkpoint", "tile/entries/001.p/44", "tile/entries/000"):
        (public / name).unlink()
    [found, *rest] = service.audit_kept(log, kept)
    assert "an older backup was put back" in found.words
    assert rest == []


def test_a_kept_checkpoint_is_held_against_the_log(log, public):
    kept = (public / "checkpoint").read_bytes()
    assert list(service.audit_kept(log, kept)) == []
    [strange] = service.audit_kept(log, kept.replace(b"localhost", b"elsewhere"))
    assert "not signed by a key that is known" in strange.words
    [spoilt] = service.audit_kept(log, b"nonsense")
    assert "no signed note" in spoilt.words
    unlocked(log).execute(text("UPDATE log_node SET sha256 = :h WHERE level = 8"), {"h": b"x" * 32})
    [forked] = service.audit_kept(log, kept)
    assert "what stood in it was changed" in forked.words


def test_nothing_begins_over_an_old_backup(log):
    service.refuse_older_than_published(log)
    put_back(log, 250)
    with pytest.raises(service.ForkedLogError, match="250 lines, but 300 are published"):
        service.refuse_older_than_published(log)
    with pytest.raises(service.ForkedLogError, match="an older backup"):
        service.publish_log()


def test_nothing_begins_over_another_log_of_that_length(log):
    unlocked(log).execute(text("UPDATE log_node SET sha256 = :h WHERE level = 8"), {"h": b"x" * 32})
    with pytest.raises(service.ForkedLogError, match="not the one that was signed"):
        service.refuse_older_than_published(log)
