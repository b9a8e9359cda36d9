"""`cpd keys`, as an operator types it."""

import shutil
from datetime import timedelta

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from cpd.cli import cpd
from cpd.keys.keyring import FOLDER
from cpd.keys.publishing import DID
from tests.factories.keys import A_PASSWORD, MADE_AT, a_bought_certificate, a_file, copied

FAR = MADE_AT + timedelta(days=7000)
OLD = "credential-2026-03-01"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run commands in a folder of their own, with keys that the database knows."""
    copied(tmp_path)
    monkeypatch.setenv("CPD_DATA_DIR", str(tmp_path))
    for name in ("CPD_DATABASE_URL", "CPD_BASE_URL", "CPD_SECRET_KEY", "CPD_KEY_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)

    def command(*words, typed=None):
        return CliRunner().invoke(cpd, words, input=typed)

    assert command("upgrade").exit_code == 0
    return command


@pytest.fixture
def keys(run):
    """The same, where everything was rotated once, so that the keys are of today."""

    def command(*words, typed=None):
        return run("keys", *words, typed=typed)

    assert command("rotate", "credential", "--yes").exit_code == 0
    return command


def names(answer):
    return [line.split()[0] for line in answer.output.splitlines()]


def test_the_first_rotation_of_a_site_that_never_ran_makes_its_key_known(keys):
    (name,) = names(keys("list"))
    assert name.startswith("credential-")


def test_nothing_is_changed_without_a_second_thought(keys):
    (current,) = names(keys("list"))
    for words in (
        ("rotate", "log"),
        ("revoke", current, "--since", "2026-03-01"),
        ("adopt",),
    ):
        answer = keys(*words, typed="n\n")
        assert answer.exit_code == 1
        assert "[y/N]" in answer.output
        assert names(keys("list")) == [current]
    assert len(names(keys("list"))) == 1


def test_a_revoked_key_is_listed_as_such_beside_the_new_one(keys):
    (current,) = names(keys("list"))
    answer = keys("revoke", current, "--since", "2026-03-01T08:00", typed="y\n")
    assert "will be refused for ever" in answer.output
    assert f"{current} is revoked." in answer.output
    listed = keys("list").output
    assert f"{current} " in listed
    assert "not to be trusted since 2026-03-01 08:00 UTC" in listed
    assert "signs since" in listed


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("revoke", "nobody's", "--since", "2026-03-01", "--yes"), "There is no key nobody's"),
        (("revoke", OLD, "--since", "yesterday", "--yes"), "is no instant; write it like"),
    ],
    ids=["no such key", "no instant"],
)
def test_what_cannot_be_is_said_in_a_sentence(keys, words, sentence):
    answer = keys(*words)
    assert answer.exit_code == 1
    assert sentence in str(answer.exception)


def test_a_bought_seal_is_plugged_in_by_one_command(keys, tmp_path):
    (tmp_path / "seal.p12").write_bytes(a_file(a_bought_certificate(ends=FAR)))
    words = ("import-seal", str(tmp_path / "seal.p12"), "--password", A_PASSWORD)
    answer = keys(*words, "--yes")
    assert "Readers will see: signed by Harbour Institute." in answer.output
    assert "signs from now on" in answer.output
    roots = x509.load_pem_x509_certificates(keys("export-root").output.encode())
    assert len(roots) == 1
    read_out = roots[0].fingerprint(SHA256()).hex(":").upper()
    assert read_out in keys("fingerprint").output


def test_the_root_is_written_to_a_file(keys, tmp_path):
    keys("rotate", "seal", "--yes")
    assert keys("export-root", str(tmp_path / "root.pem")).exit_code == 0
    (root,) = x509.load_pem_x509_certificates((tmp_path / "root.pem").read_bytes())
    assert root.subject == root.issuer


def test_before_there_is_a_root_that_is_said(run):
    answer = run("keys", "export-root")
    assert "There is no root yet" in str(answer.exception)
    assert run("keys", "list").output == ""


def test_lost_keys_are_replaced_only_by_the_command_for_it(keys, tmp_path):
    shutil.rmtree(tmp_path / FOLDER)
    answer = keys("adopt", "--yes")
    assert answer.output.count("signs from now on") == 1
    assert "Nothing to do" in keys("adopt", "--yes").output
    assert (tmp_path / "public" / DID).exists()


def test_the_status_lists_are_signed_anew_with_a_key_that_changes(keys, monkeypatch):
    """What a revoked key signed is not believed: its lists must not be what stands there."""
    signed = []
    monkeypatch.setattr("cpd.cli.keys.publish_lists", lambda: signed.append("lists"))
    (current,) = names(keys("list"))
    assert keys("revoke", current, "--since", "2026-03-01", "--yes").exit_code == 0
    assert keys("rotate", "credential", "--yes").exit_code == 0
    assert signed == ["lists", "lists"]


def test_the_root_is_changed_by_command_and_the_operator_told_what_to_say(keys, tmp_path):
    keys("rotate", "seal", "--yes")
    answer = keys("rotate", "root", "--yes")
    assert answer.exit_code == 0, answer.output
    assert "vouches for seals from now on" in answer.output
    assert "Import the new root" in answer.output
    exported = x509.load_pem_x509_certificates(keys("export-root").output.encode())
    assert len(exported) == 2
    told = keys("fingerprint").output
    for root in exported:
        assert root.fingerprint(SHA256()).hex(":").upper() in told
    assert told.count("root-") == 2
    assert "stay good" in told
    assert keys("list").output.count("vouches for seals since") == 1


def test_a_stolen_root_is_revoked_by_command(keys):
    keys("rotate", "seal", "--yes")
    answer = keys("revoke", "root-2026-03-01", "--since", "2026-03-01T08:00", "--yes")
    assert answer.exit_code == 0, answer.output
    assert "root-2026-03-01 is revoked, and every seal under it." in answer.output
    assert "Remove the old root" in answer.output
    assert "REVOKED CERTIFICATE" in keys("export-root").output
    assert "not to be trusted since 2026-03-01 08:00 UTC" in keys("fingerprint").output
