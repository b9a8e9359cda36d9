"""The same credential as a signed token (VC-JWT, RS256)."""

from collections.abc import Mapping
from typing import Any

from cpd.keys.signing import Signer


def secure(document: dict[str, Any], signer: Signer, did: str) -> str:
    raise NotImplementedError


def verify(token: str, keys: Mapping[str, str]) -> dict[str, Any]:
    """Return the credential in a token. Raises CredentialError. `keys` maps `did#key-id` to PEM."""
    raise NotImplementedError
