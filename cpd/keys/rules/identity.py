"""Who the site is to those who check: a DID under its own address, and what is said of its keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from cpd.kernel.errors import RuleError

CONTEXTS = (
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/jwk/v1",
)


@dataclass(frozen=True, kw_only=True)
class Method:
    """One public key as others read it: as `multibase` if Ed25519, as a JSON Web Key if RSA."""

    key: str
    multibase: str | None = None
    jwk: Mapping[str, str] | None = None
    revoked_as_of: datetime | None = None


def did_of(base_url: str) -> str:
    """Return the site's DID; the colon before a port is written as %3A."""
    host = urlsplit(base_url).netloc
    if not host:
        raise RuleError(f"{base_url} is not the address of a site.")
    return f"did:web:{quote(host.lower(), safe='')}"


def method_id(did: str, key: str) -> str:
    """Return what a proof, or the `kid` of a token, calls a key."""
    return f"{did}#{key}"


def did_document(did: str, methods: Sequence[Method]) -> dict[str, Any]:
    """Return the document that `did:web` resolves to. It names every key there ever was."""
    return {
        "@context": list(CONTEXTS),
        "id": did,
        "verificationMethod": [verification_method(did, one) for one in methods],
        "assertionMethod": [method_id(did, one.key) for one in methods],
    }


def verification_method(did: str, method: Method) -> dict[str, Any]:
    said: dict[str, Any] = {"id": method_id(did, method.key), "controller": did}
    if method.multibase is not None:
        said |= {"type": "Multikey", "publicKeyMultibase": method.multibase}
    else:
        said |= {"type": "JsonWebKey", "publicKeyJwk": {**(method.jwk or {}), "kid": method.key}}
    if method.revoked_as_of is not None:
        said["revoked"] = method.revoked_as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return said


def key_set(did: str, methods: Sequence[Method]) -> dict[str, Any]:
    """Return the JSON Web Key Set. Revoked keys are left out: it cannot say when they were good."""
    return {
        "keys": [
            {**one.jwk, "kid": method_id(did, one.key), "use": "sig", "alg": "RS256"}
            for one in methods
            if one.jwk is not None and one.revoked_as_of is None
        ]
    }
