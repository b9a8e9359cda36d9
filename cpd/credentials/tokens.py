"""The same credential as a signed token (VC-JWT), for those who do not read linked data."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from cpd.credentials.linked_data import without_proof
from cpd.credentials.reading import document_in
from cpd.credentials.rules.reasons import CredentialError, Reason
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.signing import Signer, SignerAwayError

ALGORITHM = "RS256"
MOST_CHARACTERS = 131_072
LEEWAY = timedelta(minutes=2)
CLAIMS = {"iss", "jti", "nbf", "sub", "exp"}


def secure(document: dict[str, Any], signer: Signer, did: str) -> str:
    """Return the credential as a token. Of several forms of it, only this one has no proof."""
    key = signer.public(KeyPurpose.TOKEN).id
    header = {"alg": ALGORITHM, "kid": f"{did}#{key}", "typ": "JWT"}
    body = without_proof(document)
    parts = [encoded(part) for part in (header, body | claims_of(body))]
    signature = signer.sign(KeyPurpose.TOKEN, ".".join(parts).encode("ascii"))
    if signature.key_id != key:
        raise SignerAwayError("The signing key is being changed. This is tried again.")
    return ".".join([*parts, text_of(signature.value)])


def verify(token: str, keys: Mapping[str, str], at: datetime | None = None) -> dict[str, Any]:
    """Return the credential in a token, whether or not it has run out. Raises CredentialError.

    `keys` maps verification methods (`did#key-id`) to PEM. With `at`, what begins later than that
    is refused; a clock may be two minutes slow.
    """
    if len(token) > MOST_CHARACTERS:
        raise CredentialError(Reason.TOO_LARGE)
    method = method_of(token)
    if method not in keys:
        raise CredentialError(Reason.UNKNOWN_KEY)
    try:
        signed = jws.deserialize_compact(
            token, RSAKey.import_key(keys[method]), algorithms=[ALGORITHM]
        )
    except (JoseError, ValueError) as error:
        raise CredentialError(Reason.ALTERED) from error
    document = credential_in(signed.payload, method)
    if at is not None and starts_at(document) > at + LEEWAY:
        raise CredentialError(Reason.NOT_YET_VALID)
    return document


def method_of(token: str) -> str:
    """Return the key that a token names. Its header may say nothing but what ours say."""
    try:
        header = jws.extract_compact(token.encode("ascii")).headers()
    except (JoseError, ValueError) as error:
        raise CredentialError(Reason.NOT_A_CREDENTIAL) from error
    method = header.get("kid")
    if header != {"alg": ALGORITHM, "kid": method, "typ": "JWT"} or not isinstance(method, str):
        raise CredentialError(Reason.NOT_SIGNED)
    return method


def credential_in(payload: bytes, method: str) -> dict[str, Any]:
    """Return the credential without the claims of the token, which must say the same as it."""
    body = document_in(payload)
    document = {name: value for name, value in body.items() if name not in CLAIMS}
    try:
        claimed = claims_of(document)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CredentialError(Reason.NOT_A_CREDENTIAL) from error
    if {name: body.get(name) for name in CLAIMS} != {name: claimed.get(name) for name in CLAIMS}:
        raise CredentialError(Reason.NOT_A_CREDENTIAL)
    if method.partition("#")[0] != claimed["iss"]:
        raise CredentialError(Reason.WRONG_ISSUER)
    return document


def claims_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what Open Badges 3.0 asks the token itself to say."""
    issuer = document["issuer"]
    claims = {
        "iss": issuer["id"] if isinstance(issuer, dict) else issuer,
        "jti": document["id"],
        "nbf": seconds(document["validFrom"]),
        "sub": document["credentialSubject"]["id"],
    }
    if "validUntil" in document:
        claims["exp"] = seconds(document["validUntil"])
    return claims


def starts_at(document: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(document["validFrom"])


def seconds(instant: str) -> int:
    at = datetime.fromisoformat(instant)
    if at.tzinfo is None:
        raise ValueError("an instant without a time zone")
    return int(at.timestamp())


def encoded(part: Mapping[str, Any]) -> str:
    return text_of(json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode())


def text_of(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode("ascii")
