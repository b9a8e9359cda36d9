"""A sample holds one of everything, good and tampered with, and touches nothing of the site."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509

from cpd.certificates.conformance import problems
from cpd.certificates.examining import credential_in, examine
from cpd.certificates.rules.seals import SealState
from cpd.certificates.samples.telling import TABLE, meaning
from cpd.cli import cpd
from cpd.credentials import securing, statuses, tokens
from cpd.credentials.identities import keys_in
from cpd.credentials.rules.reasons import CredentialError, Reason
from cpd.keys.rules.purposes import AT_WORK
from cpd.transparency.rules.notes import raw_of, read_note, read_verifier_key
from cpd.transparency.rules.tree import is_consistent, is_included, leaf_hash
from cpd.transparency.verifying import checkpoint_signed_by, cosigned_at

SITE = "http://127.0.0.1:5000"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A sample, made where a site's settings would stop anything that looked at them."""
    place = tmp_path_factory.mktemp("sample") / "out"
    told = CliRunner(env={"CPD_DATABASE_URL": "nowhere", "CPD_SECRET_KEY": "short"}).invoke(
        cpd, ["certificate", "sample", str(place), "--base-url", SITE]
    )
    assert told.exit_code == 0, told.output
    return place


@pytest.fixture(scope="module")
def keys(folder):
    return keys_in((folder / "did.json").read_bytes())


def papers(folder):
    return sorted(folder.glob("certificate*.pdf"))


def test_each_file_is_in_the_table_and_each_line_of_it_has_a_file(folder):
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    assert {meaning(name) for name in files if name != "README.txt"} == {said for _, said in TABLE}
    words = (folder / "README.txt").read_text(encoding="utf-8")
    assert all(name in words for name in files if name != "README.txt")


def test_a_folder_that_is_not_empty_is_left_alone(folder):
    told = CliRunner().invoke(cpd, ["certificate", "sample", str(folder)])
    assert told.exit_code == 1
    assert "not an empty folder" in str(told.exception)


def test_every_paper_keeps_to_both_standards_and_is_sealed(folder):
    root = (folder / "root.pem").read_text()
    assert len(papers(folder)) == 12
    for path in papers(folder):
        pdf = path.read_bytes()
        assert problems(pdf) == [], path.name
        assert examine(pdf, [root]).state is SealState.WHOLE, path.name


def test_the_credential_is_in_the_paper_byte_for_byte(folder, keys):
    text = (folder / "credential.json").read_text()
    assert credential_in((folder / "certificate.pdf").read_bytes()) == text
    verified = securing.verify(text, keys)
    assert verified.issuer == "did:web:127.0.0.1%3A5000"
    said = tokens.verify((folder / "credential.jwt").read_text(), keys)
    assert said["credentialSubject"] == verified.document["credentialSubject"]


def test_one_is_withdrawn_and_none_is_on_hold(folder, keys):
    revoked, held = (
        statuses.read((folder / f"status-{one}.json").read_bytes(), keys)
        for one in ("revocation", "suspension")
    )
    for name, is_withdrawn in (("credential", False), ("withdrawn-credential", True)):
        document = json.loads((folder / f"{name}.json").read_text())
        position = int(document["credentialStatus"]["statusListIndex"])
        assert (revoked.is_set(position), held.is_set(position)) == (is_withdrawn, False)


def checkpoints(folder):
    key = read_verifier_key((folder / "log/keys").read_text())
    for name in ("checkpoint-earlier", "checkpoint", "checkpoint-cosigned"):
        yield checkpoint_signed_by(read_note((folder / "log" / name).read_bytes()), key)


def test_the_log_proves_that_it_has_the_paper_and_only_grew(folder):
    earlier, newest, cosigned = checkpoints(folder)
    assert newest == cosigned
    said = json.loads((folder / "log/proof-consistency.json").read_text())
    path = [raw_of(one) for one in said["path"]]
    assert is_consistent(earlier.size, newest.size, earlier.root, newest.root, path)
    assert is_in_log(json.loads((folder / "log/proof-inclusion.json").read_text()), newest)
    other = json.loads((folder / "tampered/proof-of-another-leaf.json").read_text())
    assert not is_in_log(other, newest)
    witness = read_verifier_key((folder / "log/witness.key").read_text())
    note = read_note((folder / "log/checkpoint-cosigned").read_bytes())
    assert cosigned_at(witness, note.text, note.by(witness)[0])


def is_in_log(proof, checkpoint) -> bool:
    path = [raw_of(one) for one in proof["path"]]
    leaf = leaf_hash(proof["leaf"].encode())
    return is_included(leaf, proof["index"], proof["size"], path, checkpoint.root)


def test_the_list_of_stolen_seals_is_the_roots(folder):
    root = x509.load_pem_x509_certificate((folder / "root.pem").read_bytes())
    crl = x509.load_der_x509_crl((folder / "seal.crl").read_bytes())
    assert crl.is_signature_valid(root.public_key())
    assert list(crl) == []


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("byte-flipped", SealState.BROKEN),
        ("page-rotated", SealState.CHANGED),
        ("attachment-swapped", SealState.CHANGED),
        ("attachment-edited", SealState.CHANGED),
    ],
)
def test_a_paper_that_was_tampered_with_is_refused(folder, name, state):
    pdf = (folder / f"tampered/{name}.pdf").read_bytes()
    assert examine(pdf, [(folder / "root.pem").read_text()]).state is state


def test_a_swapped_attachment_is_another_certificates(folder):
    pdf = (folder / "tampered/attachment-swapped.pdf").read_bytes()
    assert credential_in(pdf) == (folder / "withdrawn-credential.json").read_text()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("hours-edited", Reason.ALTERED),
        ("valid-until-changed", Reason.ALTERED),
        ("unknown-term-added", Reason.UNKNOWN_TERM),
        ("proof-stripped", Reason.NOT_SIGNED),
        ("others-key", Reason.ALTERED),
    ],
)
def test_a_credential_that_was_tampered_with_is_refused(folder, keys, name, reason):
    with pytest.raises(CredentialError) as refused:
        securing.verify((folder / f"tampered/{name}.json").read_bytes(), keys)
    assert refused.value.reason is reason


@pytest.mark.parametrize(
    ("name", "reason"), [("alg-none", Reason.NOT_SIGNED), ("payload-edited", Reason.ALTERED)]
)
def test_a_token_that_was_tampered_with_is_refused(folder, keys, name, reason):
    with pytest.raises(CredentialError) as refused:
        tokens.verify((folder / f"tampered/{name}.jwt").read_text(), keys)
    assert refused.value.reason is reason


def test_an_altered_list_is_refused(folder, keys):
    with pytest.raises(CredentialError):
        statuses.read((folder / "tampered/status-revocation-altered.json").read_bytes(), keys)


def test_no_private_key_is_written(folder):
    for path in Path(folder).rglob("*"):
        assert not path.is_file() or b"PRIVATE KEY" not in path.read_bytes()
    assert len(AT_WORK) == 4
