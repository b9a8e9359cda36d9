"""Proofs: the same as an independent library makes, and refused for every change."""

import hashlib
import json
import socket
import time
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openbadgeslib.ob3.ldp import add_data_integrity_proof

from cpd.credentials import linked_data, schema, securing
from cpd.credentials.building import credential_of
from cpd.credentials.reading import MOST_BYTES
from cpd.credentials.rules.awards import Share
from cpd.credentials.rules.instants import past_minute
from cpd.credentials.rules.reasons import CredentialError, Reason
from cpd.keys.rules.purposes import KeyPurpose, Signature
from cpd.keys.signing import SignerAwayError
from tests.factories.credentials import DID, MADE_AT, a_credential, altered, an_award, keys, public
from tests.signers import a_signer

VECTORS = Path(__file__).parents[1] / "data" / "1edtech"
METHOD = f"{DID}#{public().id}"
SAID = "credentialSubject"


def refused(document, known=None):
    with pytest.raises(CredentialError) as caught:
        securing.verify(document, keys() if known is None else known)
    return caught.value.reason


def test_ours_is_accepted_and_says_by_whom():
    verified = securing.verify(json.dumps(a_credential()), keys())
    assert (verified.issuer, verified.method) == (DID, METHOD)
    assert verified.document == a_credential()


def test_the_proof_is_the_one_that_an_independent_library_makes():
    private = a_signer().held[KeyPurpose.CREDENTIAL].private
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    unsigned = credential_of(an_award())
    theirs = add_data_integrity_proof(unsigned, pem, METHOD, created=MADE_AT.replace(microsecond=0))
    assert securing.secure(unsigned, a_signer(), DID, MADE_AT) == theirs


def test_only_64_bytes_of_hashes_go_to_the_signer():
    sent = []

    class Watched:
        def public(self, purpose):
            return a_signer().public(purpose)

        def sign(self, purpose, message):
            sent.append((purpose, message))
            return a_signer().sign(purpose, message)

    document = securing.secure(credential_of(an_award()), Watched(), DID, MADE_AT)
    body = linked_data.canonical(linked_data.without_proof(document)).encode()
    [(purpose, message)] = sent
    assert purpose is KeyPurpose.CREDENTIAL
    assert len(message) == 64
    assert message[32:] == hashlib.sha256(body).digest()


def test_a_key_that_changes_in_between_is_tried_again():
    class Changing:
        def public(self, purpose):
            return a_signer().public(purpose)

        def sign(self, purpose, message):
            return Signature("credential-2030-01-01", b"\0" * 64)

    with pytest.raises(SignerAwayError):
        securing.secure(credential_of(an_award()), Changing(), DID, MADE_AT)


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        (f"{SAID}.result.0.value", "7500", Reason.ALTERED),
        (f"{SAID}.identifier.0.identityHash", "Mallory", Reason.ALTERED),
        ("validUntil", "2099-01-01T00:00:00Z", Reason.ALTERED),
        ("validUntil", None, Reason.ALTERED),
        ("issuer.name", "Somebody else", Reason.ALTERED),
        ("credentialStatus.statusListIndex", "78", Reason.ALTERED),
        ("credentialStatus", None, Reason.ALTERED),
        (f"{SAID}.achievement.otherIdentifier.0.identifier", "A-10", Reason.ALTERED),
        ("proof.created", "2020-01-01T00:00:00Z", Reason.ALTERED),
        ("proof.proofValue", "z111", Reason.ALTERED),
        ("proof.proofValue", "0OIl", Reason.ALTERED),
        ("proof.proofValue", "z0OIl", Reason.ALTERED),
        ("hours", "1000", Reason.UNKNOWN_TERM),
        (f"{SAID}.hours", "1000", Reason.UNKNOWN_TERM),
        ("issuanceDate", "2026-03-02T00:00:00Z", Reason.UNKNOWN_TERM),
        ("expirationDate", "2099-03-02T00:00:00Z", Reason.UNKNOWN_TERM),
        (f"{SAID}.id", "not-an-address", Reason.UNKNOWN_TERM),
        ("@context.2", "https://else.example/context.json", Reason.UNKNOWN_TERM),
        ("@context.2", {"hours": "https://else.example/hours"}, Reason.UNKNOWN_TERM),
        ("@context.0", "https://www.w3.org/2018/credentials/v1", Reason.UNKNOWN_TERM),
        ("proof.hours", "1000", Reason.UNKNOWN_TERM),
        ("proof", None, Reason.NOT_SIGNED),
        ("proof", [], Reason.NOT_SIGNED),
        ("proof.cryptosuite", "ecdsa-sd-2023", Reason.NOT_SIGNED),
        ("proof.type", "Ed25519Signature2020", Reason.NOT_SIGNED),
        ("proof.proofPurpose", "authentication", Reason.NOT_SIGNED),
        ("proof.verificationMethod", 7, Reason.NOT_SIGNED),
        ("proof.verificationMethod", f"{DID}#credential-2020-01-01", Reason.UNKNOWN_KEY),
        ("proof.verificationMethod", "did:web:else.example#key", Reason.WRONG_ISSUER),
        ("issuer.id", "did:web:else.example", Reason.WRONG_ISSUER),
        ("issuer", "did:web:else.example", Reason.WRONG_ISSUER),
        ("issuer", {}, Reason.NOT_A_CREDENTIAL),
        ("type", ["VerifiableCredential"], Reason.NOT_A_CREDENTIAL),
        ("type", "OpenBadgeCredential", Reason.NOT_A_CREDENTIAL),
        ("type", [{}, ["OpenBadgeCredential"]], Reason.NOT_A_CREDENTIAL),
        ("validUntil", "whenever", Reason.NOT_A_CREDENTIAL),
        (SAID, {"id": "urn:x:1"}, Reason.NOT_A_CREDENTIAL),
    ],
)
def test_every_change_is_refused_for_its_own_reason(path, value, reason):
    assert refused(altered(a_credential(), path, value)) is reason


def test_a_proof_from_another_document_is_refused():
    proof = a_credential(minutes=600, shares=())["proof"]
    assert refused(altered(a_credential(), "proof", proof)) is Reason.ALTERED


def test_another_key_under_the_same_name_is_refused():
    pem = Ed25519PublicKey.from_public_bytes(b"\x07" * 32).public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )
    assert refused(a_credential(), {METHOD: pem.decode()}) is Reason.ALTERED
    assert refused(a_credential(), {}) is Reason.UNKNOWN_KEY


def test_a_name_given_twice_is_refused():
    text = json.dumps(a_credential())
    twice = text.replace('"validUntil":', '"validUntil": "2099-01-01T00:00:00Z", "validUntil":')
    assert refused(twice) is Reason.NOT_A_CREDENTIAL


def test_what_ran_out_is_still_unaltered():
    gone = a_credential(valid_until=date(2026, 3, 2))
    assert securing.verify(gone, keys()).method == METHOD
    assert refused(altered(gone, "validUntil", "2026-03-03T23:59:59Z")) is Reason.ALTERED


def test_what_begins_in_a_far_year_is_not_valid_yet():
    later = MADE_AT.replace(year=2090)
    far = a_credential(valid_from=later, valid_until=date(2095, 1, 1))
    assert refused(far) is Reason.NOT_YET_VALID


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"%PDF-1.7",
        b"null",
        b"[]",
        b"{}",
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b'"\\ud800"',
        b"[" * 5000,
        b'{"a":' * 60 + b"1" + b"}" * 60,
    ],
)
def test_what_is_no_credential(content):
    assert refused(content) is Reason.NOT_A_CREDENTIAL


def test_what_is_too_large_is_not_read():
    assert refused(b"[" * (MOST_BYTES + 1)) is Reason.TOO_LARGE


def a_knot(size):
    """Nodes without names, each pointing to every other: putting them in order takes for ever."""
    return [
        {
            "id": f"_:b{one}",
            "type": ["Achievement"],
            "related": [
                {"id": f"_:b{other}", "type": ["Related"]} for other in range(size) if other != one
            ],
        }
        for one in range(size)
    ]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (f"{SAID}.achievement.related", a_knot(12)),
        (f"{SAID}.achievement.tag", [str(number) for number in range(7000)]),
        ("type", ["VerifiableCredential", "OpenBadgeCredential", *["Profile"] * 4000]),
    ],
    ids=["a knot", "many values", "many types"],
)
def test_what_is_made_to_take_for_ever_is_refused_soon(path, value):
    began = time.process_time()
    assert refused(altered(a_credential(), path, value)) is Reason.TOO_LARGE
    assert time.process_time() - began < 5, "a quarter of a second on a quiet machine"


def test_no_network_is_ever_touched(monkeypatch):
    # Sockets are not ours, and that none is opened cannot be seen otherwise.
    def refuse(*_args, **_given):
        raise AssertionError("something wants the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    securing.verify(a_credential(), keys())
    strange = altered(a_credential(), "@context.2", "https://else.example/context.json")
    assert refused(strange) is Reason.UNKNOWN_TERM


def test_an_undefined_term_would_be_left_unsigned_so_the_self_check_refuses_it():
    document = credential_of(an_award()) | {"hours": "1000"}
    assert refused(securing.secure(document, a_signer(), DID, MADE_AT)) is Reason.UNKNOWN_TERM


def a_key_of(raw):
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(raw))
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def test_the_official_vector_has_the_official_canonical_form():
    vector = json.loads((VECTORS / "vector.json").read_text())
    document, proof = vector["document"], vector["proof"]
    options = proof | {"@context": document["@context"]}
    assert linked_data.canonical(document) == (VECTORS / "document-canon.txt").read_text()
    assert linked_data.canonical(options) == (VECTORS / "proof-canon.txt").read_text()


def test_a_credential_of_the_official_validator_is_accepted_and_no_other():
    theirs = json.loads((VECTORS / "credential-status-revoked.json").read_text())
    raw = json.loads((VECTORS / "vector.json").read_text())["publicKeyHex"]
    known = {theirs["proof"]["verificationMethod"]: a_key_of(raw)}
    assert securing.verify(theirs, known).issuer == "https://1edtech.edu/issuers/565049"
    assert refused(altered(theirs, "name", "Another"), known) is Reason.ALTERED


printable = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn")), min_size=1, max_size=40
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=printable, title=printable, outcome=printable, body=printable, parts=st.data())
def test_whatever_is_said_keeps_to_the_schema_and_verifies(name, title, outcome, body, parts):
    minutes = parts.draw(st.lists(st.integers(1, 600), max_size=5))
    shares = tuple(Share(f"Part {n}", one) for n, one in enumerate(minutes))
    award = an_award(
        name=name,
        title=title,
        outcomes=(outcome, "Two\nlines"),
        issuer_name=body,
        shares=shares,
        minutes=sum(minutes) or 75,
    )
    unsigned = credential_of(award)
    assert schema.problems(unsigned) == []
    verified = securing.verify(
        json.dumps(securing.secure(unsigned, a_signer(), DID, past_minute(MADE_AT))), keys()
    )
    assert verified.document["name"] == title
