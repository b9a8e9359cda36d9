"""The published lists of bits: withdrawn or not, on hold or not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cpd.credentials.rules.purposes import StatusPurpose
from cpd.keys.signing import Signer


@dataclass(frozen=True)
class StatusSite:
    """Who publishes lists: the public address, the DID and the name under which it signs."""

    url: str
    did: str


def list_credential(
    site: StatusSite, purpose: StatusPurpose, number: int, positions: Iterable[int], at: datetime
) -> dict[str, Any]:
    """Return one list, unsigned."""
    raise NotImplementedError


def signed_list(
    site: StatusSite,
    purpose: StatusPurpose,
    number: int,
    positions: Iterable[int],
    at: datetime,
    signer: Signer,
) -> dict[str, Any]:
    raise NotImplementedError


def is_set(list_document: dict[str, Any], position: int) -> bool:
    raise NotImplementedError
