"""What each release issued still verifies, and is read in the same way, byte for byte."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cpd.credentials import linked_data, schema, securing, statuses, tokens
from cpd.credentials.identities import keys_in
from cpd.credentials.rules.reasons import CredentialError
from tests.factories.credentials import altered, did_document_of, keys
from tests.signers import a_signer

GOLDEN = Path(__file__).parents[1] / "data" / "golden"
RELEASES = sorted(GOLDEN.iterdir())


@pytest.fixture(params=RELEASES, ids=[one.name for one in RELEASES])
def release(request):
    return request.param


def test_the_credential_verifies_with_the_did_document_of_its_day(release):
    verified = securing.verify((release / "credential.json").read_bytes(), known(release))
    assert schema.problems(verified.document) == []


def test_its_canonical_form_is_the_same_byte_for_byte(release):
    document = json.loads((release / "credential.json").read_text("utf-8"))
    form = linked_data.canonical(linked_data.without_proof(document))
    assert form == (release / "credential.nq").read_text("utf-8")


def test_its_token_says_the_same(release):
    document = json.loads((release / "credential.json").read_text("utf-8"))
    token = (release / "credential.jwt").read_text("ascii").strip()
    read = tokens.verify(token, known(release), datetime(2026, 11, 21, tzinfo=UTC))
    assert read == linked_data.without_proof(document)


def test_its_list_is_read_as_it_was(release):
    read = statuses.read((release / "status-list.json").read_bytes(), known(release))
    assert (read.is_set(5), read.is_set(77)) == (True, False)


def known(release):
    return keys_in((release / "did.json").read_bytes())


def test_a_did_document_names_the_keys_it_was_made_of():
    assert keys_in(did_document_of(a_signer())) == keys()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id", None),
        ("assertionMethod", None),
        ("verificationMethod", 7),
        ("verificationMethod.0.publicKeyMultibase", "z6Mk"),
        ("verificationMethod.0.publicKeyMultibase", "z" + "2" * 5000),
        ("verificationMethod.0.publicKeyMultibase", "z" * 60),
        ("verificationMethod.0.publicKeyMultibase", "u6Mk"),
        ("verificationMethod.0.publicKeyMultibase", "z0"),
        ("verificationMethod.0.type", "Else"),
        ("verificationMethod.1.publicKeyJwk.n", "AQAB"),
        ("verificationMethod.1.publicKeyJwk.kty", "EC"),
        ("verificationMethod.1.publicKeyJwk", None),
    ],
)
def test_what_is_no_did_document(path, value):
    with pytest.raises(CredentialError, match="DID document"):
        keys_in(altered(did_document_of(a_signer()), path, value))


def test_a_key_that_may_not_assert_or_is_somebody_elses_is_left_out():
    document = did_document_of(a_signer())
    assert len(keys_in(altered(document, "assertionMethod", []))) == 0
    theirs = altered(document, "verificationMethod.0.id", "did:web:else.example#key")
    theirs["assertionMethod"].append("did:web:else.example#key")
    assert set(keys_in(theirs)) == {document["verificationMethod"][1]["id"]}
