"""Has a PDF from anybody read by a process apart: its seal, and the credential inside."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore

from cpd.apart import program, run_apart
from cpd.certificates.rules.seals import LARGEST_UPLOAD, SealReport, SealState

COMMAND = program("cpd.certificates.examiner")
WAIT = 20.0

_two_at_a_time = BoundedSemaphore(2)


@dataclass(frozen=True)
class Examined:
    """What the seal of a file says, and the credential it brings along."""

    seal: SealReport
    credential: str | None = None


def examined(pdf: bytes, roots: Sequence[str]) -> Examined:
    """Read a file once for both; `roots` are the certificates to trust, as PEM."""
    if len(pdf) > LARGEST_UPLOAD:
        return Examined(SealReport(SealState.TOO_LARGE))
    if not pdf.startswith(b"%PDF-"):
        return Examined(SealReport(SealState.NOT_A_PDF))
    with _two_at_a_time:
        done = run_apart(COMMAND, json.dumps(list(roots)).encode() + b"\n" + pdf, WAIT)
    if done is None or done.returncode:
        return Examined(SealReport(SealState.UNREADABLE))
    answer = json.loads(done.stdout)
    said = answer["report"]
    said["state"] = SealState(said["state"])
    said["signed_at"] = said["signed_at"] and datetime.fromisoformat(said["signed_at"])
    return Examined(SealReport(**said), answer["credential"])


def examine(pdf: bytes, roots: Sequence[str]) -> SealReport:
    """Say what the seal of a file says. Takes most of a second: hold no transaction."""
    return examined(pdf, roots).seal


def credential_in(pdf: bytes) -> str | None:
    """Return the credential that a PDF brings along, byte for byte, or None."""
    return examined(pdf, ()).credential
