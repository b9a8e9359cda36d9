"""Whether the public log speaks for a certificate: four checks from one proof."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from cpd.kernel.errors import RuleError
from cpd.transparency.rules.leaves import Operation, commitment
from cpd.transparency.rules.notes import Checkpoint, Note, VerifierKey, raw_of, read_note
from cpd.transparency.rules.tree import is_included, leaf_hash
from cpd.transparency.verifying import checkpoint_signed_by, cosigned_at
from cpd.verification.reading import Anchors
from cpd.verification.rules.checks import (
    Check,
    Point,
    Result,
    failed,
    judged,
    passed,
    skip_all,
    skipped,
)

POINTS = (Point.LEAF, Point.COMMITMENT, Point.INCLUSION, Point.COSIGNED)
LONGEST_LEAF, LONGEST_PATH = 4096, 64
ANOTHERS = "The log has its line, but for another file."
NOT_ITS = "The line that was given is that of another file."
NO_WITNESS = (
    "Nobody else has put their name to this state of the log. Until somebody does, "
    "compare its checkpoint with one that others have."
)


@dataclass(frozen=True, kw_only=True)
class LogProof:
    """A line of the log, what ties it to a certificate, and the way up to a signed checkpoint."""

    leaf: str
    salt: bytes | None
    position: int
    size: int
    path: tuple[bytes, ...]
    checkpoint: str


@dataclass(frozen=True, kw_only=True)
class Logged:
    """What the line of a certificate must say. A hash that is not known is not compared."""

    serial: str
    pdf: str | None = None
    credential: str | None = None
    token: str | None = None

    @property
    def prints(self) -> dict[str, str]:
        """Return the hashes that are known, by their names in a line."""
        found = {"pdf": self.pdf, "vc": self.credential, "jwt": self.token}
        return {name: value for name, value in found.items() if value is not None}


def log_checks(proof: LogProof, expected: Logged, anchors: Anchors) -> tuple[Check, ...]:
    included = inclusion_check(proof, anchors)
    return (
        leaf_check(proof, expected, is_there=included.result is Result.PASS),
        commitment_check(proof, expected),
        included,
        cosigned_check(proof, anchors),
    )


def not_logged(why: str) -> tuple[Check, ...]:
    return skip_all(POINTS, why)


def leaf_check(proof: LogProof, expected: Logged, *, is_there: bool) -> Check:
    """Hold a line against the file. It is only there if that was proven."""
    said, prints = line_of(proof), expected.prints
    if said.get("op") != str(Operation.ISSUE):
        return failed(Point.LEAF, "That line of the log does not tell of a certificate issued.")
    if any(name in said and said[name] != value for name, value in prints.items()):
        return failed(Point.LEAF, ANOTHERS if is_there else NOT_ITS)
    if not prints or prints.keys() - said.keys():
        return skipped(Point.LEAF, "The line does not name a file of this kind.")
    if not is_there:
        return skipped(Point.LEAF, "The line fits, but it is not proven that the log has it.")
    return passed(Point.LEAF, f"The log has its line, number {proof.position:,}: {said.get('t')}.")


def is_proven(checks: Iterable[Check]) -> bool:
    """Say whether the log was shown to have the line of this very file."""
    good = {check.point for check in checks if check.result is Result.PASS}
    return {Point.LEAF, Point.INCLUSION} <= good


def line_of(proof: LogProof) -> dict[str, object]:
    try:
        said = json.loads(proof.leaf)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def commitment_check(proof: LogProof, expected: Logged) -> Check:
    if proof.salt is None or not expected.serial.isascii():
        return skipped(Point.COMMITMENT, "The number that ties them together is missing.")
    return judged(
        Point.COMMITMENT,
        "The line is tied to this serial.",
        "The line is tied to another certificate.",
        holds=line_of(proof).get("cert") == commitment(proof.salt, expected.serial),
    )


def inclusion_check(proof: LogProof, anchors: Anchors) -> Check:
    if not anchors.log_keys:
        return skipped(Point.INCLUSION, "No key of the log was given.")
    try:
        found = signed_state(proof, anchors)
    except RuleError as error:
        return failed(Point.INCLUSION, str(error))
    if found.size != proof.size:
        return failed(Point.INCLUSION, "The proof and the checkpoint are of different lengths.")
    hashed = leaf_hash(proof.leaf.encode())
    return judged(
        Point.INCLUSION,
        f"The log with {proof.size:,} lines, whose state is signed, has this one.",
        "The calculation does not come out: the log does not have this line.",
        holds=is_included(hashed, proof.position, proof.size, proof.path, found.root),
    )


def signed_state(proof: LogProof, anchors: Anchors) -> Checkpoint:
    """Read the checkpoint if one of the keys that the log ever had signed it."""
    note = read_note(proof.checkpoint.encode())
    return checkpoint_signed_by(note, *anchors.log_keys)


def cosigned_check(proof: LogProof, anchors: Anchors) -> Check:
    try:
        note = read_note(proof.checkpoint.encode())
        found = cosignatures(note, anchors.witnesses)
    except RuleError as error:
        return failed(Point.COSIGNED, str(error))
    if not found:
        return skipped(Point.COSIGNED, NO_WITNESS)
    names = ", ".join(f"{name} on {at:%d %B %Y}".replace(" 0", " ") for name, at in found)
    return passed(Point.COSIGNED, f"The state of the log was witnessed by {names}.")


def cosignatures(note: Note, witnesses: tuple[VerifierKey, ...]) -> list[tuple[str, datetime]]:
    """Return who cosigned, and when by their own clock. A wrong one is refused."""
    return [
        (key.name, datetime.fromtimestamp(cosigned_at(key, note.text, line), UTC))
        for key in witnesses
        for line in note.by(key)
    ]


def read_proof(said: object) -> LogProof:
    """Read a proof as the site hands it out. Raises RuleError."""
    if not isinstance(said, dict):
        raise RuleError("That is no proof from the log.")
    leaf, path, note = said.get("leaf"), said.get("path"), said.get("checkpoint")
    index, size, salt = said.get("index"), said.get("size"), said.get("salt")
    if not isinstance(leaf, str) or not isinstance(note, str) or not isinstance(path, list):
        raise RuleError("That is no proof from the log: leaf, path or checkpoint is missing.")
    if not isinstance(index, int) or not isinstance(size, int) or len(leaf) > LONGEST_LEAF:
        raise RuleError("That is no proof from the log: it does not say where the line is.")
    if len(path) > LONGEST_PATH:
        raise RuleError("That is no proof from the log: it is too long.")
    return LogProof(
        leaf=leaf,
        salt=salt_of(salt),
        position=index,
        size=size,
        path=tuple(raw_of(str(one)) for one in path),
        checkpoint=note,
    )


def salt_of(said: object) -> bytes | None:
    """Read the salt, which is written in hexadecimal or, like all else, in base 64."""
    if not isinstance(said, str) or not said:
        return None
    try:
        return bytes.fromhex(said)
    except ValueError:
        return raw_of(said)
