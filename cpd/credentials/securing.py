"""The proof inside a credential: made with the signer's key, and checked strictly."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cpd.keys.signing import Signer


@dataclass(frozen=True)
class Verified:
    """What the proof vouches for: the document, by which issuer, with which key."""

    document: dict[str, Any]
    issuer: str
    method: str


def secure(document: dict[str, Any], signer: Signer, did: str, created: datetime) -> dict[str, Any]:
    raise NotImplementedError


def verify(document: str | bytes | dict[str, Any], keys: Mapping[str, str]) -> Verified:
    """Check the proof, whether or not the credential has run out. Raises CredentialError.

    `keys` maps verification methods (`did#key-id`) to PEM.
    """
    raise NotImplementedError
