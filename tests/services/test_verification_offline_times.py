"""Offline, lists that were fetched at two times never make valid what one of them says is over."""

from datetime import timedelta

import pytest

from tests.factories.offline import published_in
from tests.factories.verification import MADE_AT, a_minted
from tests.services.test_verification_offline import ask

LATER = MADE_AT + timedelta(hours=1)


@pytest.fixture
def folders(tmp_path):
    made = tmp_path / "other", tmp_path / "with"
    for folder in made:
        folder.mkdir()
    return made


def checked(there):
    code, said, _ = ask(a_minted()[1].credential, there, "--with", str(there))
    return code, said["verdict"]


@pytest.mark.parametrize(
    ("purpose", "verdict"), [("replacement", "replaced"), ("suspension", "suspended")]
)
def test_an_older_list_of_withdrawals_does_not_make_it_valid(folders, purpose, verdict):
    new, there = folders
    published_in(there, replaced=())
    published_in(new, replaced={42}, on_hold={42}, at=LATER)
    (there / f"{purpose}-1.json").write_bytes((new / f"{purpose}-1.json").read_bytes())
    assert checked(there) == (1, verdict)


def test_what_was_replaced_is_so_without_the_list_of_withdrawals(folders):
    _, there = folders
    published_in(there, replaced={42})
    (there / "revocation-1.json").unlink()
    assert checked(there) == (1, "replaced")


def test_an_older_list_of_holds_does_not_keep_it_on_hold(folders):
    old, there = folders
    published_in(old, on_hold={42})
    published_in(there, replaced=(), at=LATER)
    (there / "suspension-1.json").write_bytes((old / "suspension-1.json").read_bytes())
    assert checked(there) == (0, "valid")
