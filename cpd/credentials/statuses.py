"""The published lists of bits: withdrawn or not, on hold or not."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from openbadgeslib.ob3.status import decode_encoded_list
from openbadgeslib.ob3.status_list import build_status_list_credential
from openbadgeslib.ob3.verifier import OB3VerificationError

from cpd.credentials import securing
from cpd.credentials.rules.awards import LIST_BITS
from cpd.credentials.rules.instants import past_minute
from cpd.credentials.rules.purposes import StatusPurpose, list_url
from cpd.credentials.rules.reasons import CredentialError, Reason
from cpd.keys.signing import Signer

REFRESH = timedelta(minutes=5)  # how long a reader may keep a list without asking again
GOOD_FOR = timedelta(days=8)
RESIGN_AFTER = timedelta(days=1)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class StatusSite:
    """Who publishes lists: the public address and the DID."""

    url: str
    did: str


@dataclass(frozen=True)
class StatusBits:
    """A list that was read and found to be its issuer's."""

    url: str
    issuer: str
    purpose: StatusPurpose
    valid_from: datetime
    valid_until: datetime
    bits: bytes

    def is_set(self, position: int) -> bool:
        if not 0 <= position < len(self.bits) * 8:
            raise CredentialError(Reason.NOT_A_CREDENTIAL, "The list has no such place.")
        return bool(self.bits[position // 8] & 0x80 >> position % 8)


def list_credential(
    site: StatusSite, purpose: StatusPurpose, number: int, positions: Iterable[int], at: datetime
) -> dict[str, Any]:
    """Return one list, unsigned."""
    document: dict[str, Any] = build_status_list_credential(
        site.did,
        list_url(site.url, purpose, number),
        StatusPurpose.REVOCATION,
        positions,
        size_bits=LIST_BITS,
        issued=past_minute(at),
        valid_until=past_minute(at) + GOOD_FOR,
        ttl=int(REFRESH.total_seconds() * 1000),
    )
    document["credentialSubject"]["statusPurpose"] = str(purpose)  # the library knows but two
    return document


def signed_list(
    site: StatusSite, unsigned: dict[str, Any], signer: Signer, at: datetime
) -> dict[str, Any]:
    return securing.secure(unsigned, signer, site.did, past_minute(at))


def still_says(
    content: bytes | None, unsigned: Mapping[str, Any], method: str, at: datetime
) -> bool:
    """Say whether a published list says the same, was signed of late, and with this key."""
    try:
        document = json.loads(content or b"")
        age = at - datetime.fromisoformat(document["validFrom"])
        return (
            bits_of(document) == bits_of(unsigned)
            and (document["id"], document["issuer"]) == (unsigned["id"], unsigned["issuer"])
            and document["proof"]["verificationMethod"] == method
            and timedelta() <= age < RESIGN_AFTER
        )
    except (CredentialError, ValueError, KeyError, TypeError):
        return False  # there is none, or none to be read


def signed_at(content: bytes | None) -> datetime:
    """Return from when a published list says it counts; long ago if there is none to be read."""
    try:
        return datetime.fromisoformat(json.loads(content or b"")["validFrom"])
    except (ValueError, KeyError, TypeError):
        return LONG_AGO


def read(content: str | bytes | dict[str, Any], keys: Mapping[str, str]) -> StatusBits:
    """Return what a list says once its proof was checked. Raises CredentialError.

    Whether it has run out, and whether it is the issuer's of the credential, is for the caller.
    """
    verified = securing.verify_list(content, keys)
    document = verified.document
    try:
        return StatusBits(
            document["id"],
            verified.issuer,
            StatusPurpose(document["credentialSubject"]["statusPurpose"]),
            datetime.fromisoformat(document["validFrom"]),
            datetime.fromisoformat(document["validUntil"]),
            bits_of(document),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CredentialError(Reason.NOT_A_CREDENTIAL) from error


def is_set(list_document: Mapping[str, Any], position: int) -> bool:
    """Say what a list says of a place. Its proof is not looked at here."""
    bits = bits_of(list_document)
    return bool(bits[position // 8] & 0x80 >> position % 8)


def bits_of(list_document: Mapping[str, Any]) -> bytes:
    try:
        return decode_encoded_list(list_document["credentialSubject"]["encodedList"])
    except (OB3VerificationError, KeyError, TypeError, ValueError) as error:
        raise CredentialError(Reason.NOT_A_CREDENTIAL) from error
