from uuid import uuid4

import pytest

from cpd.kernel.errors import RuleError
from cpd.verification.lockbox import Lockbox
from tests.factories.bodies import SECRET

OWNER = uuid4()
LOCKBOX = Lockbox("the key of a site")


def test_what_is_locked_is_unlike_what_it_was_and_like_nothing_before():
    first, second = LOCKBOX.locked(SECRET, OWNER), LOCKBOX.locked(SECRET, OWNER)
    assert first != second
    assert SECRET.removeprefix("whsec_") not in first
    assert [LOCKBOX.opened(one, OWNER) for one in (first, second)] == [SECRET, SECRET]


@pytest.mark.parametrize(
    ("lockbox", "owner"),
    [
        pytest.param(LOCKBOX, uuid4(), id="another address"),
        pytest.param(Lockbox("another key"), OWNER, id="another site"),
    ],
)
def test_a_secret_is_no_use_elsewhere(lockbox, owner):
    kept = LOCKBOX.locked(SECRET, OWNER)
    assert not lockbox.opens(kept, owner)
    with pytest.raises(RuleError, match="Remove the address and add it again"):
        lockbox.opened(kept, owner)


@pytest.mark.parametrize("kept", ["", "gAAAAA", "no token at all", "é"])
def test_what_was_never_locked_is_refused_in_words(kept):
    with pytest.raises(RuleError):
        LOCKBOX.opened(kept, OWNER)


def test_a_secret_of_an_older_release_lies_open():
    assert LOCKBOX.opened(SECRET, OWNER) == SECRET


def test_the_key_of_the_site_is_not_in_what_is_printed_of_it():
    assert "the key of a site" not in repr(LOCKBOX)
