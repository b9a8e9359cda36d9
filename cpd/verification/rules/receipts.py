"""What a signed receipt says: what was asked, what the answer was, and how long the log was."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from cpd.verification.rules.checks import Point

TYPE = "cpd-receipt+jwt"
ALGORITHM = "RS256"


@dataclass(frozen=True)
class LogState:
    """The newest signed state of the public log."""

    size: int
    root: str


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What is to be signed. `asked` and `result` name nobody: hashes, verdicts and checks."""

    issuer: str
    at: datetime
    asked: Mapping[str, Any]
    result: Mapping[str, Any]
    log: LogState | None

    def claims(self) -> dict[str, Any]:
        return {
            "iss": self.issuer,
            "iat": int(self.at.timestamp()),
            "asked": dict(self.asked),
            **self.result,
            "log": self.log and {"size": self.log.size, "root": self.log.root},
        }


def canonical(value: object) -> bytes:
    """Write JSON in one way: keys in order, no spaces, UTF-8. A receipt's hash is over this."""
    written = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return written.encode()


def hash_of(value: object) -> str:
    return sha256(canonical(value)).hexdigest()


def of_answer(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return of an answer what a receipt keeps: not the facts, so never a name.

    How it stood on the day that was asked about is kept in words too: the verdict is of today.
    """
    return {
        "verdict": answer["verdict"],
        "as_of": answer["as_of"],
        "file": answer.get("file"),
        "checks": [check_of(one) for one in answer.get("checks", ())],
        "compared": answer.get("compared"),
    }


def check_of(check: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("id", "result", "message") if check["id"] == Point.ON_DATE else ("id", "result")
    return {key: check[key] for key in kept}


def of_results(results: Sequence[Mapping[str, Any]], as_of: datetime) -> dict[str, Any]:
    """Return of many answers how many there were of each, and a hash over all of them."""
    counts: dict[str, int] = {}
    for one in results:
        counts[one["verdict"]] = counts.get(one["verdict"], 0) + 1
    return {
        "as_of": as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "lines": len(results),
        "verdicts": counts,
        "results_sha256": hash_of(list(results)),
    }


def signing_input(claims: Mapping[str, Any], key_id: str) -> bytes:
    """Return what is signed of a JSON Web Signature in its compact form (RFC 7515)."""
    header = {"alg": ALGORITHM, "kid": key_id, "typ": TYPE}
    return b".".join(encoded(canonical(part)) for part in (header, claims))


def compact(signed: bytes, signature: bytes) -> str:
    return b".".join((signed, encoded(signature))).decode("ascii")


def encoded(raw: bytes) -> bytes:
    return urlsafe_b64encode(raw).rstrip(b"=")
