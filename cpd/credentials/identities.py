"""The keys that an issuer's DID document names, for whoever checks without a database."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cpd.credentials.reading import document_in
from cpd.credentials.rules.reasons import CredentialError, Reason
from cpd.keys.rules.multibase import ALPHABET, ED25519

NO_DOCUMENT = "This is not the DID document of an issuer."
MOST_DIGITS = 60
RSA_BYTES = range(256, 1025)


def keys_in(content: str | bytes | Mapping[str, Any]) -> dict[str, str]:
    """Map the verification methods of a DID document to PEM. Raises CredentialError.

    Only what may assert something counts, and only under the document's own DID. Whether a key
    was revoked is not asked here.
    """
    raw = json.dumps(content) if isinstance(content, Mapping) else content
    document = document_in(raw)
    try:
        did, allowed = str(document["id"]), set(document["assertionMethod"])
        return {
            one["id"]: pem_of(one)
            for one in document["verificationMethod"]
            if one["id"] in allowed and one["id"].startswith(f"{did}#")
        }
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise CredentialError(Reason.NOT_A_CREDENTIAL, NO_DOCUMENT) from error


def pem_of(method: Mapping[str, Any]) -> str:
    key = ed25519(method) if method["type"] == "Multikey" else rsa(method)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def ed25519(method: Mapping[str, Any]) -> Ed25519PublicKey:
    digits = method["publicKeyMultibase"]
    if not digits.startswith("z") or len(digits) > MOST_DIGITS:
        raise ValueError("not a key of this kind")
    number = 0
    for digit in digits[1:]:
        number = number * len(ALPHABET) + ALPHABET.index(digit)
    raw = number.to_bytes(len(ED25519) + 32, "big")
    if not raw.startswith(ED25519):
        raise ValueError("not a key of this kind")
    return Ed25519PublicKey.from_public_bytes(raw[len(ED25519) :])


def rsa(method: Mapping[str, Any]) -> RSAPublicKey:
    key = method["publicKeyJwk"]
    modulus = number_in(key["n"])
    if key["kty"] != "RSA" or (modulus.bit_length() + 7) // 8 not in RSA_BYTES:
        raise ValueError("not a key of this kind")
    return RSAPublicNumbers(number_in(key["e"]), modulus).public_key()


def number_in(text: str) -> int:
    return int.from_bytes(urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")
