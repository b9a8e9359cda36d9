"""Awards, and what they become when the tests' signer has signed them."""

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from cpd.credentials.building import credential_of
from cpd.credentials.rules.awards import Award, CodeTaught, NumberGiven, Share, StatusPlace
from cpd.credentials.securing import secure
from cpd.keys.publishing import web_key
from cpd.keys.rules.identity import Method, did_document, did_of, method_id
from cpd.keys.rules.multibase import ED25519, base58
from cpd.keys.rules.purposes import KeyPurpose
from tests.signers import a_signer

SITE = "https://cpd.example"
DID = did_of(SITE)
MADE_AT = datetime(2026, 3, 2, 9, 0, 40, tzinfo=UTC)


def an_award(**given) -> Award:
    """Everything that can be said of an award is said."""
    usual = Award(
        certificate_id=UUID("6f1c2b8e-0a53-4b0e-9c5d-3f1f2d1f7a01"),
        subject_id=UUID("0d9c6a52-5b7e-4a39-8a51-6a4f0f1c2b02"),
        issuer_did=DID,
        issuer_name="Clause & Hour",
        site=SITE,
        name="Zoë Ōkafor",
        title="When a chat turns to crisis",
        achievement="urn:uuid:7a3e1c44-2f5e-4d1a-8f0a-9f4f8a1c2b03",
        serial="CH-7F3K-9Q2M",
        minutes=75,
        awarded_on=date(2026, 3, 2),
        started_on=date(2026, 2, 20),
        completed_on=date(2026, 3, 1),
        valid_from=MADE_AT,
        valid_until=date(2028, 3, 1),
        outcomes=("Ask plainly.", "Bring in help openly."),
        shares=(Share("Ethics", 45), Share("Practice", 30)),
        delivery="self_paced",
        codes=(CodeTaught("Plumm Code of Ethics", "2026-11", f"{SITE}/codes"),),
        provider_numbers=(NumberGiven("First Body", "P-1234"),),
        approvals=(NumberGiven("First Body", "A-9"), NumberGiven("Second", "2026/77")),
        address="1 High Street\nSometown",
        signatory="Jo Bell",
        place=StatusPlace(1, 77),
    )
    return replace(usual, **given)


def public(purpose=KeyPurpose.CREDENTIAL):
    return a_signer().public(purpose)


def keys(did=DID) -> dict[str, str]:
    """What a reader of the tests' DID document knows."""
    every = (public(KeyPurpose.CREDENTIAL), public(KeyPurpose.TOKEN))
    return {method_id(did, key.id): key.pem for key in every}


def did_document_of(signer, did=DID) -> dict:
    credential, token = (
        load_pem_public_key(signer.public(one).pem.encode())
        for one in (KeyPurpose.CREDENTIAL, KeyPurpose.TOKEN)
    )
    raw = credential.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return did_document(
        did,
        [
            Method(key=signer.public(KeyPurpose.CREDENTIAL).id, multibase=base58(ED25519 + raw)),
            Method(key=signer.public(KeyPurpose.TOKEN).id, jwk=web_key(token)),
        ],
    )


def a_credential(**given) -> dict:
    return secure(credential_of(an_award(**given)), a_signer(), DID, MADE_AT)


def altered(document, path, value=None) -> dict:
    """A copy with something else at `credentialSubject.result.0.value`, or with it gone."""
    copy = deepcopy(document)
    *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
    node = copy
    for step in way:
        node = node[step]
    if value is None:
        del node[last]
    else:
        node[last] = value
    return copy
