"""A root is revoked though its folder is lost: whoever has the folder has the root."""

import shutil

import pytest

from cpd.kernel.errors import RuleError
from cpd.keys import changing, roots
from cpd.keys.changing import Desk, settle
from cpd.keys.keyring import FOLDER, opened
from cpd.keys.publishing import ROOTS
from cpd.keys.revocations import chain_in
from cpd.verification.anchors import anchors_of
from cpd.web.context import job
from cpd.web.published import published
from tests.conftest import TODAY, settings
from tests.services.test_keys_roots import (
    FIRST,
    HOUR,
    SEAL,
    SECOND,
    current_seal,
    desk,
    read,
    rows,
    shown,
    trusted,
)

__all__ = ["desk"]


def another(desk, tmp_path):
    """Lose the folder of keys, and begin another."""
    shutil.rmtree(tmp_path / FOLDER)
    own = settings(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite'}")
    return Desk(desk.begin, opened(own, TODAY), None)


def test_the_root_of_a_lost_folder_has_a_name_and_is_revoked_by_it(desk, tmp_path):
    (old,) = trusted()
    there = another(desk, tmp_path)
    changing.adopt(there)
    roots.know_all(there)
    assert list(shown()) == [FIRST, SECOND]
    assert roots.revoke(there, FIRST, TODAY - HOUR) == []
    assert {name: at for name, at in rows().items() if at} == dict.fromkeys(
        (FIRST, SEAL), TODAY - HOUR
    )
    assert trusted() == current_seal(there)[-1:]
    assert b"REVOKED CERTIFICATE" in published(ROOTS)
    (stolen,) = read(anchors_of).stolen_roots
    assert chain_in(stolen.pem) == [old]
    with job("test") as work:
        settle(work, there.keyring)


def test_so_is_one_that_was_current_when_it_was_lost(desk, tmp_path):
    roots.rotate(desk, "Clause & Hour")
    there = another(desk, tmp_path)
    changing.adopt(there)
    assert roots.revoke(there, SECOND, TODAY - HOUR) == []
    assert "revoked" in shown()[SECOND]
    assert "in use" in shown()[f"{SECOND}-2"], "another of that day has a name of its own"
    assert [name for name, at in rows().items() if at] == [SECOND, "seal-2026-03-02"]
    assert roots.rotate(there, "Clause & Hour")[0] == f"{SECOND}-3"
    assert len(trusted()) == 3
    roots.revoke(there, FIRST, TODAY - HOUR)
    assert len(trusted()) == 2


def test_one_that_was_lost_before_roots_had_names_does_not_come_back(desk, tmp_path):
    there = another(desk, tmp_path)
    changing.adopt(there)
    with job("test") as work:  # as a release did that knew no lost roots
        roots.note(work, there.keyring.know_root())
    assert roots.rotate(there, "Clause & Hour") == [f"{SECOND}-2", "seal-2026-03-02-3"]
    assert current_seal(there)[-1] == trusted()[-1]
    with job("test") as work:
        settle(work, there.keyring)
    assert there.keyring.root_entry().id == f"{SECOND}-2"
    assert [name for name, how in shown().items() if "in use" in how] == [f"{SECOND}-2"]
    roots.revoke(there, FIRST, TODAY - HOUR)
    assert len(trusted()) == 2


def test_first_there_must_be_keys_that_go_on_signing(desk, tmp_path):
    roots.rotate(desk, "Clause & Hour")
    there = another(desk, tmp_path)
    with pytest.raises(RuleError, match="cpd keys adopt"):
        roots.revoke(there, FIRST, TODAY - HOUR)
    assert set(rows().values()) == {None}
