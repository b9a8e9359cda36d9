"""The keys on disk: made once, whole or not at all, and closed to others."""

import shutil
import stat
from base64 import b64decode
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from cpd.kernel.errors import RuleError
from cpd.keys import bought, keyring
from cpd.keys.keyring import FOLDER, PASSPHRASE, opened
from cpd.keys.making import new_key
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.rules.ring import GRACE
from tests.factories.keys import (
    A_PASSWORD,
    MADE_AT,
    a_bought_certificate,
    a_file,
    a_keyring,
    settings_in,
)

AES_256 = bytes.fromhex("060960864801650304012a")  # how it is named inside an encrypted key


def reopened(folder, **what_matters):
    return opened(settings_in(folder, **what_matters), MADE_AT)


def names(folder):
    return sorted(path.name for path in (folder / FOLDER).iterdir())


def made_by_one(folder):
    return opened(settings_in(folder), MADE_AT).text("ring.json")


def test_two_processes_at_once_make_one_set_of_keys(tmp_path):
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as pool:
        lists = set(pool.map(made_by_one, [tmp_path] * 3))
    assert len(lists) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [PASSPHRASE, FOLDER]


def test_what_was_begun_and_not_finished_is_in_nobodys_way(tmp_path, monkeypatch):
    def out_of_room(*_args):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:  # a full disk cannot be had otherwise
        patch.setattr(keyring, "sealed", out_of_room)
        with pytest.raises(RuleError, match=r"cannot be kept in .*No space left"):
            reopened(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [PASSPHRASE]


def test_only_their_owner_may_read_the_keys(tmp_path):
    kept = a_keyring(tmp_path)
    kept.add(new_key("log-2", KeyPurpose.LOG, None, MADE_AT), MADE_AT)
    kept.switch(KeyPurpose.LOG, "log-2", MADE_AT)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / FOLDER).iterdir()}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / FOLDER).stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / PASSPHRASE).stat().st_mode) == 0o600


def test_every_private_key_is_encrypted(tmp_path):
    a_keyring(tmp_path)
    files = sorted((tmp_path / FOLDER).glob("*.pem"))
    assert len(files) == 5
    for path in files:
        content = path.read_text()
        assert content.startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
        assert AES_256 in b64decode("".join(content.splitlines()[1:-1]))
        with pytest.raises(TypeError):
            load_pem_private_key(content.encode(), None)
    assert "PRIVATE" not in (tmp_path / FOLDER / "ring.json").read_text()


def test_a_key_that_others_may_read_is_not_used(tmp_path):
    a_keyring(tmp_path)
    (path,) = (tmp_path / FOLDER).glob("token-*.pem")
    path.chmod(0o640)
    with pytest.raises(RuleError, match=r"Others may read .* chmod 600"):
        reopened(tmp_path)


def test_a_wrong_passphrase_is_said_plainly(tmp_path):
    a_keyring(tmp_path)
    with pytest.raises(RuleError, match=r"passphrase does not open .* CPD_KEY_PASSPHRASE"):
        reopened(tmp_path, key_passphrase="another one, which is long enough")


def test_a_lost_passphrase_is_never_made_anew(tmp_path):
    a_keyring(tmp_path)
    (tmp_path / PASSPHRASE).unlink()
    with pytest.raises(RuleError, match="no passphrase to open them"):
        reopened(tmp_path)
    assert not (tmp_path / PASSPHRASE).exists()


def test_a_passphrase_that_is_given_is_not_kept(tmp_path):
    said = (tmp_path / "elsewhere").name * 6
    reopened(tmp_path, key_passphrase=said)
    assert [path.name for path in tmp_path.iterdir()] == [FOLDER]
    reopened(tmp_path, key_passphrase=said)


def test_a_short_passphrase_is_refused(tmp_path):
    with pytest.raises(RuleError, match="at least 32"):
        settings_in(tmp_path, key_passphrase="short")


@pytest.mark.parametrize("name", ["ring.json", "seal-2026-03-01.pem"])
def test_a_missing_file_is_named(tmp_path, name):
    a_keyring(tmp_path)
    (tmp_path / FOLDER / name).unlink()
    with pytest.raises(RuleError, match=f"missing: .*{name}"):
        reopened(tmp_path)


def test_the_root_can_be_taken_offline(tmp_path):
    kept = a_keyring(tmp_path)
    (tmp_path / FOLDER / "root.pem").rename(tmp_path / "on a stick")
    assert reopened(tmp_path).signer().sign(KeyPurpose.SEAL, b"x").key_id == "seal-2026-03-01"
    with pytest.raises(RuleError, match="root key is not here"):
        kept.root()


def test_a_spent_key_is_destroyed_and_its_public_half_kept(tmp_path):
    kept = a_keyring(tmp_path)
    kept.add(new_key("log-2", KeyPurpose.LOG, None, MADE_AT), MADE_AT)
    kept.switch(KeyPurpose.LOG, "log-2", MADE_AT)
    assert kept.destroy_spent(MADE_AT + GRACE - timedelta(seconds=1)) == []
    assert kept.destroy_spent(MADE_AT + GRACE) == ["log-2026-03-01"]
    assert kept.destroy_spent(MADE_AT + GRACE) == []
    assert "log-2026-03-01.pem" not in names(tmp_path)
    assert "log-2026-03-01" in kept.ring().keys
    reopened(tmp_path)


def test_a_copy_of_the_folder_in_a_backup_opens(tmp_path):
    kept = a_keyring(tmp_path / "here")
    shutil.copytree(tmp_path / "here", tmp_path / "there")
    assert reopened(tmp_path / "there").ring() == kept.ring()


def test_a_bought_seal_is_read_with_its_chain():
    seal = bought.read(a_file(), A_PASSWORD, MADE_AT)
    assert seal.is_whole
    assert len(seal.chain) == 2
    said = " ".join(bought.what_readers_see(seal))
    assert "signed by Harbour Institute." in said
    assert "identity is unknown" in said
    assert seal.held("seal-2").public.certificates.count("BEGIN CERTIFICATE") == 2


def test_a_chain_that_does_not_reach_its_root_is_told():
    seal = bought.read(a_file(others=[]), A_PASSWORD, MADE_AT)
    assert not seal.is_whole
    assert "does not hold the certificate of Trust Example" in bought.what_readers_see(seal)[-1]


LATER = MADE_AT + timedelta(days=701)


@pytest.mark.parametrize(
    ("make", "password", "at", "word"),
    [
        pytest.param(lambda: b"no such file", A_PASSWORD, MADE_AT, "cannot be opened", id="other"),
        pytest.param(a_file, "wrong", MADE_AT, "cannot be opened", id="wrong password"),
        pytest.param(a_file, A_PASSWORD, LATER, "ran out", id="run out"),
        pytest.param(
            lambda: a_file(a_bought_certificate(begins=MADE_AT + timedelta(days=1))),
            A_PASSWORD, MADE_AT, "valid only from", id="not yet valid",
        ),
        pytest.param(
            lambda: a_file(a_bought_certificate(signs=True)),
            A_PASSWORD, MADE_AT, "does not allow signing", id="for certificates only",
        ),
    ],
)  # fmt: skip
def test_a_seal_that_readers_would_refuse_is_refused(make, password, at, word):
    with pytest.raises(RuleError, match=word):
        bought.read(make(), password, at)
