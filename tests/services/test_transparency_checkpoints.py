"""What is signed of the log: never less than before, never another one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.service import KeyCreated, KeyRetired, KeyRevoked
from cpd.transparency import service
from cpd.transparency.models import LogCheckpoint, LogHead, LogLeaf
from cpd.transparency.rules.notes import base64, read_note
from cpd.transparency.rules.tree import is_consistent, is_included, leaf_hash
from cpd.transparency.service.checkpoints import read_signed
from cpd.transparency.verifying import checkpoint_signed_by
from tests.conftest import TODAY
from tests.factories.transparency import a_checkpoint, a_leaf, a_log
from tests.signers import a_signer


@pytest.fixture(autouse=True)
def pushed(app):
    with app.app_context():
        yield


def later(work, **how):
    return replace(work, at=work.at + timedelta(**how))


def test_a_log_with_nothing_in_it_is_not_signed(work):
    assert service.checkpoint(work, a_signer()) is None


def test_what_was_appended_is_signed_with_the_key_of_the_log(work):
    made = a_checkpoint(work, 5)
    [(key_id, key)] = service.log_keys(work.session)
    found = checkpoint_signed_by(read_note(made.note.encode()), key)
    assert (found.origin, found.size, found.root) == ("localhost/log", 5, made.root)
    assert key_id == made.key_id == a_signer().public(KeyPurpose.LOG).id
    assert read_signed(work.session, made) == found


def test_a_log_that_did_not_grow_is_not_signed_again_the_same_day(work):
    a_checkpoint(work, 5)
    assert service.checkpoint(later(work, hours=23), a_signer()) is None


def test_a_log_that_did_not_grow_is_signed_again_each_day(work):
    made = a_checkpoint(work, 5)
    again = service.checkpoint(later(work, days=1), a_signer())
    assert again.size == 5
    assert again.made_at == made.made_at == TODAY
    assert again.renewed_at == TODAY + timedelta(days=1)
    assert work.session.scalar(select(func.count()).select_from(LogCheckpoint)) == 1


def test_each_checkpoint_continues_the_one_before(work):
    sizes, roots = [], []
    for more in (1, 2, 4, 1, 7, 20):
        made = a_checkpoint(work, more)
        sizes.append(made.size)
        roots.append(made.root)
    assert sizes == [1, 3, 7, 8, 15, 35]
    for at in range(1, len(sizes)):
        path = service.consistency(work.session, sizes[at - 1], sizes[at])
        assert is_consistent(sizes[at - 1], sizes[at], roots[at - 1], roots[at], path)


def test_a_shorter_log_is_never_signed(work):
    a_checkpoint(work, 5)
    work.session.get(LogHead, 1).size = 4
    work.session.flush()
    with pytest.raises(service.ForkedLogError, match="has 4 lines, but one of 5 was signed"):
        service.checkpoint(work, a_signer())


def test_a_log_whose_past_was_rewritten_is_never_signed(work, session):
    """Somebody with the rights of an operator took the trigger away and changed a line."""
    a_checkpoint(work, 5)
    without_triggers(session)
    session.execute(
        text("UPDATE log_leaf SET sha256 = :other WHERE position = 4"), {"other": b"x" * 32}
    )
    session.expire_all()
    service.append(work, a_leaf(5))
    with pytest.raises(service.ForkedLogError, match="what stood in it was changed"):
        service.checkpoint(work, a_signer())


def test_a_log_with_a_hole_is_never_signed(work, session):
    a_log(work, 5)
    without_triggers(session)
    session.execute(text("DELETE FROM log_leaf WHERE position = 4"))
    with pytest.raises(service.ForkedLogError, match="not whole"):
        service.checkpoint(work, a_signer())


def without_triggers(session):
    """Take away what refuses changes, within this test's transaction."""
    if session.get_bind().dialect.name == "sqlite":
        for name in ("log_leaf_update", "log_leaf_delete"):
            session.execute(text(f"DROP TRIGGER refuse_{name}"))
        return
    session.execute(text("ALTER TABLE log_leaf DISABLE TRIGGER USER"))


def test_a_leaf_is_proved_once_a_checkpoint_has_it(work):
    a_checkpoint(work, 9)
    service.append(work, a_leaf(9))
    assert service.proof_of(work.session, 9) is None
    assert service.proof_of(work.session, 10) is None
    for position in range(9):
        found = service.proof_of(work.session, position)
        assert found.leaf == a_leaf(position).canonical().decode()
        leaf = leaf_hash(found.leaf.encode())
        assert is_included(leaf, position, found.size, found.path, found.root)


def test_a_proof_for_others_holds_all_that_it_takes(work):
    made = a_checkpoint(work, 3)
    bundle = service.proof_bundle(work.session, 1)
    assert bundle == {
        "leaf": a_leaf(1).canonical().decode(),
        "index": 1,
        "size": 3,
        "path": [base64(one) for one in service.proof_of(work.session, 1).path],
        "checkpoint": made.note,
    }
    assert service.proof_bundle(work.session, 3) is None


def test_what_becomes_of_a_key_stands_in_the_log(work):
    key = {"key": "log-2026-03-02", "purpose": KeyPurpose.LOG, "public": "ab" * 32}
    work.announce(KeyCreated(**key))
    work.announce(KeyRetired(**key))
    work.announce(KeyRevoked(**key, since=TODAY - timedelta(days=3)))
    bodies = work.session.scalars(select(LogLeaf.body).order_by(LogLeaf.position)).all()
    assert [body.count('"op":"key"') for body in bodies] == [1, 1, 1]
    events = ("created", "retired", "revoked")
    for body, event in zip(bodies, events, strict=True):
        assert f'"event":"{event}"' in body
    assert '"since":"2026-02-27T09:00:00Z"' in bodies[2]
