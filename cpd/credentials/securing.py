"""The proof inside a credential: made with the signer's key, and checked strictly."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cpd.credentials import linked_data
from cpd.credentials.linked_data import Refused
from cpd.credentials.reading import document_in
from cpd.credentials.rules.instants import instant
from cpd.credentials.rules.reasons import CredentialError, Reason
from cpd.keys.rules.multibase import base58
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.signing import Signer, SignerAwayError

SUITE = "eddsa-rdfc-2022"
BADGES = {"OpenBadgeCredential", "AchievementCredential"}

# The library tells its reasons in words only. It is pinned, and each of these words is tested.
WORDS = {
    "Invalid Data Integrity proof": Reason.ALTERED,
    "proofValue": Reason.ALTERED,
    "base58btc": Reason.ALTERED,
    "is not yet valid": Reason.NOT_YET_VALID,
    "compacted form": Reason.UNKNOWN_TERM,
    "other than by its term": Reason.UNKNOWN_TERM,
    "signed dataset drops": Reason.UNKNOWN_TERM,
    "does not sign": Reason.UNKNOWN_TERM,
    "not accepted": Reason.UNKNOWN_TERM,
    "@context": Reason.UNKNOWN_TERM,
    "allowlist": Reason.UNKNOWN_TERM,
    "described": Reason.UNKNOWN_TERM,
    "proofPurpose": Reason.NOT_SIGNED,
    "refusing": Reason.TOO_LARGE,
    "Data Integrity proof": Reason.NOT_SIGNED,
}
RAN_OUT = "Credential has expired"  # said last, after the signature was found good


@dataclass(frozen=True)
class Verified:
    """What the proof vouches for: the document, by which issuer, with which key."""

    document: dict[str, Any]
    issuer: str
    method: str


def secure(document: dict[str, Any], signer: Signer, did: str, created: datetime) -> dict[str, Any]:
    """Return the document with a proof. Only 64 bytes of hashes go to the signer.

    Nothing is checked here: a term that no context defines would be left unsigned. Verify what
    comes back before it is given to anybody.
    """
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": instant(created),
        "verificationMethod": f"{did}#{signer.public(KeyPurpose.CREDENTIAL).id}",
        "proofPurpose": "assertionMethod",
    }
    try:
        digest = linked_data.hash_data(document, proof)
    except Refused as error:
        raise refusal(error) from error
    signature = signer.sign(KeyPurpose.CREDENTIAL, digest)
    if not proof["verificationMethod"].endswith(f"#{signature.key_id}"):
        raise SignerAwayError("The signing key is being changed. This is tried again.")
    return document | {"proof": proof | {"proofValue": base58(signature.value)}}


def verify(document: str | bytes | dict[str, Any], keys: Mapping[str, str]) -> Verified:
    """Check the proof, whether or not the credential has run out. Raises CredentialError.

    `keys` maps verification methods (`did#key-id`) to PEM. Whether the issuer is the right one is
    for the caller to ask.
    """
    return checked(document, keys, BADGES, linked_data.check_credential)


def verify_list(document: str | bytes | dict[str, Any], keys: Mapping[str, str]) -> Verified:
    """Check the proof of a status list in the same way."""
    kinds = {"BitstringStatusListCredential"}
    return checked(document, keys, kinds, linked_data.check_any)


def checked(
    content: str | bytes | dict[str, Any],
    keys: Mapping[str, str],
    kinds: set[str],
    check: Callable[[dict[str, Any], str], None],
) -> Verified:
    text = json.dumps(content) if isinstance(content, dict) else content
    document = document_in(text)
    types = document.get("type")
    if not isinstance(types, list) or not {"VerifiableCredential"} <= set(map(str, types)):
        raise CredentialError(Reason.NOT_A_CREDENTIAL)
    if not kinds & set(map(str, types)):
        raise CredentialError(Reason.NOT_A_CREDENTIAL)
    method = method_of(document)
    issuer = issuer_of(document)
    if method.partition("#")[0] != issuer:
        raise CredentialError(Reason.WRONG_ISSUER)
    if method not in keys:
        raise CredentialError(Reason.UNKNOWN_KEY)
    try:
        check(document, keys[method])
    except Refused as error:
        if not str(error).startswith(RAN_OUT):
            raise refusal(error) from error
    return Verified(document, issuer, method)


def method_of(document: dict[str, Any]) -> str:
    proof = document.get("proof")
    if not isinstance(proof, dict) or proof.get("cryptosuite") != SUITE:
        raise CredentialError(Reason.NOT_SIGNED)
    method = proof.get("verificationMethod")
    if not isinstance(method, str):
        raise CredentialError(Reason.NOT_SIGNED)
    return method


def issuer_of(document: dict[str, Any]) -> str:
    issuer = document.get("issuer")
    found = issuer.get("id") if isinstance(issuer, dict) else issuer
    if not isinstance(found, str) or not found:
        raise CredentialError(Reason.NOT_A_CREDENTIAL)
    return found


def refusal(error: Refused) -> CredentialError:
    """Say in our words why the library refuses. Its being unable to judge is no refusal."""
    if linked_data.guard_is_away(error):
        raise error
    said = str(error)
    found = (reason for words, reason in WORDS.items() if words in said)
    return CredentialError(next(found, Reason.NOT_A_CREDENTIAL))
