"""The roots as everybody can fetch them: certificates in PEM, with words above each (RFC 7468).

One that was stolen stands there under another label, so that no program imports it by mistake; ours
reads it, to say of an old seal whether it was seen in time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from cpd.keys.rules.trust import KeyFacts

LABEL, STOLEN_LABEL = "CERTIFICATE", "REVOKED CERTIFICATE"
NOT_SINCE = "Not to be trusted since "
STOLEN = re.compile(
    rf"{NOT_SINCE}(?P<since>\S+)\n-----BEGIN {STOLEN_LABEL}-----\n(?P<body>[^-]+)"
    rf"-----END {STOLEN_LABEL}-----\n"
)


@dataclass(frozen=True)
class StolenRoot:
    """A root that somebody else may have had, as PEM, and since when."""

    pem: str
    story: KeyFacts


@dataclass(frozen=True)
class PublishedRoot:
    """A root that vouches, or vouched, for our seals. One that was bought has no name of ours."""

    pem: str
    name: str
    is_current: bool
    revoked_as_of: datetime | None = None

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.pem)

    @property
    def story(self) -> KeyFacts | None:
        """Return since when it is not to be trusted; None while it is."""
        return story_of(self.pem, self.revoked_as_of) if self.revoked_as_of else None

    @property
    def standing(self) -> str:
        """Say how it stands, in words for the operator."""
        if self.revoked_as_of is not None:
            return f"revoked, not to be trusted since {self.revoked_as_of:%Y-%m-%d %H:%M} UTC"
        if self.is_current:
            return "vouches for the seal in use"
        return "vouches for earlier seals, which stay good"

    def written(self) -> str:
        above = f"SHA-256 {self.fingerprint}\n"
        if self.revoked_as_of is None:
            return above + self.pem
        since = self.revoked_as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        stolen = self.pem.replace(f" {LABEL}-----", f" {STOLEN_LABEL}-----")
        return f"{above}{NOT_SINCE}{since}\n{stolen}"


def trusted_in(text: str) -> str:
    """Return what a file of roots says without those that were stolen."""
    return STOLEN.sub("", text)


def stolen_in(text: str) -> Iterator[StolenRoot]:
    """Yield the stolen roots in a file; raises ValueError for an instant that is none."""
    for found in STOLEN.finditer(text):
        since = datetime.fromisoformat(found["since"])
        if since.tzinfo is None:
            raise ValueError(f"{since} is no instant")
        pem = f"-----BEGIN {LABEL}-----\n{found['body']}-----END {LABEL}-----\n"
        yield StolenRoot(pem, story_of(pem, since))


def fingerprint(pem: str) -> str:
    found = x509.load_pem_x509_certificate(pem.encode("ascii"))
    return found.fingerprint(SHA256()).hex(":").upper()


def story_of(pem: str, since: datetime) -> KeyFacts:
    """Name a root by how its fingerprint begins: that is what everybody has of it."""
    return KeyFacts(f"of the root {fingerprint(pem)[:11]}", revoked_as_of=since)
