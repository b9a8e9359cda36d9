"""What a leaf of the log says. Nothing in it tells whose certificate it is about.

Its place and its second are public. So whoever was given a certificate that was replaced and the
one in its place can see that they follow each other within seconds. That is accepted: the same is
told by the status list and by the credential's own beginning, and to hold either line back would
leave a wrong certificate good for longer, or its holder without the right one.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

VERSION = 1


class Operation(StrEnum):
    ISSUE = "issue"
    WITHDRAW = "withdraw"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    REPLACE = "replace"
    ERASE = "erase"
    KEY = "key"


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One line of the log. `certificate` is a commitment, salted: see `commitment`.

    `credential`, `pdf` and `token` are SHA-256 in hexadecimal of the bytes as issued, `list` the
    number of the status list. Lines from before tokens were logged have no `token`. Of a key, `key`
    names it and `event` says what became of it; `public` is the SHA-256 of its
    SubjectPublicKeyInfo, `since` from when on it is not to be trusted. Of a key of the log that was
    succeeded, `public` is the hash of the next, and `note` what witnesses follow: see `changes`.
    """

    op: Operation
    at: datetime
    certificate: str | None = None
    credential: str | None = None
    pdf: str | None = None
    token: str | None = None
    list: int | None = None
    key: str | None = None
    event: str | None = None
    public: str | None = None
    since: datetime | None = None
    note: str | None = None

    def canonical(self) -> bytes:
        """Write it as JSON: keys in order, no spaces, whole seconds of UTC, no None."""
        facts = {
            "v": VERSION,
            "op": str(self.op),
            "t": instant(self.at),
            "cert": self.certificate,
            "vc": self.credential,
            "pdf": self.pdf,
            "jwt": self.token,
            "list": self.list,
            "key": self.key,
            "event": self.event,
            "public": self.public,
            "since": instant(self.since) if self.since else None,
            "note": self.note,
        }
        said = {name: value for name, value in facts.items() if value is not None}
        return json.dumps(said, sort_keys=True, separators=(",", ":")).encode("ascii")


def instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def commitment(salt: bytes, serial: str) -> str:
    """Return what stands in the log for a serial. Without the salt nobody can tell which it is."""
    return sha256(salt + serial.encode("ascii")).hexdigest()
