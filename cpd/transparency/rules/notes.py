"""Signed notes, checkpoints and cosignatures, as they are written down for everybody.

The formats are those of C2SP: signed-note, tlog-checkpoint and tlog-cosignature (with Ed25519).
A signature is looked at only if its name and its key are known; others are let be.
"""

import binascii
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256

from cpd.kernel.errors import RuleError
from cpd.transparency.rules.tree import HASH_BYTES

LONGEST_NOTE = 64 * 1024
MOST_LINES = 64
LONGEST_NAME = 90
PUBLIC_BYTES = 32
SIGNATURE_BYTES = 64
STAMP_BYTES = 8
DASH = "\u2014"
NAME = re.compile(r"[^\s+\x00-\x1f\x7f]+")
WHOLE = re.compile(r"0|[1-9][0-9]{0,17}")


class SignatureType(IntEnum):
    NOTE = 0x01  # Ed25519 over the text
    COSIGNATURE = 0x04  # Ed25519 over the text and an instant


@dataclass(frozen=True)
class VerifierKey:
    """A public key as it is handed around: who signs with it, and what the signatures mean."""

    name: str
    kind: SignatureType
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def text(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64(bytes([self.kind]) + self.public)}"


@dataclass(frozen=True)
class Line:
    """A signature under a note. `value` is what follows the key's id."""

    name: str
    key_id: bytes
    value: bytes

    @property
    def text(self) -> str:
        return f"{DASH} {self.name} {base64(self.key_id + self.value)}"


@dataclass(frozen=True)
class Note:
    """A text, which ends in a newline, and the signatures under it."""

    text: str
    lines: tuple[Line, ...]

    def by(self, key: VerifierKey) -> list[Line]:
        return [line for line in self.lines if (line.name, line.key_id) == (key.name, key.id)]

    def written(self) -> str:
        return self.text + "\n" + "".join(line.text + "\n" for line in self.lines)


@dataclass(frozen=True)
class Checkpoint:
    """How long a log is, and its root. `origin` names the log."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64(self.root)}\n"


def base64(raw: bytes) -> str:
    return b64encode(raw).decode("ascii")


def raw_of(text: str) -> bytes:
    """Read base 64 that is written in the one right way."""
    try:
        raw = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if not raw or base64(raw) != text:
        raise RuleError("That is not base 64.")
    return raw


def checked_name(name: str) -> str:
    if len(name) > LONGEST_NAME or not NAME.fullmatch(name):
        raise RuleError(
            f"A name in the log has neither spaces nor plus signs, and {LONGEST_NAME} characters "
            "at most, like body.example/witness."
        )
    return name


def read_verifier_key(text: str) -> VerifierKey:
    """Read a key as `name+id+key`; refuse one whose id is not that of the key."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    refusal = "A verifier key is written as name+id+key, like body.example/witness+1a2b3c4d+BA..."
    try:
        raw = raw_of(encoded)
        key = VerifierKey(checked_name(name), SignatureType(raw[0]), raw[1:])
    except (RuleError, ValueError) as error:
        raise RuleError(refusal) from error
    if len(key.public) != PUBLIC_BYTES or key.id.hex() != key_id:
        raise RuleError(refusal)
    return key


def read_note(raw: bytes) -> Note:
    """Part a note into its text and its signatures."""
    text = text_of(raw)
    body, blank, signatures = text.rpartition("\n\n")
    if not blank or not signatures.endswith("\n"):
        raise RuleError("That is no signed note: a text, an empty line, and signatures.")
    lines = signatures.removesuffix("\n").split("\n")
    if len(lines) > MOST_LINES:
        raise RuleError(f"A note with more than {MOST_LINES} signatures is not read.")
    return Note(body + "\n", tuple(read_line(line) for line in lines))


def text_of(raw: bytes) -> str:
    if len(raw) > LONGEST_NOTE:
        raise RuleError(f"A note longer than {LONGEST_NOTE // 1024} KB is not read.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RuleError("A note is text in UTF-8.") from error
    if any(ord(character) < 0x20 and character != "\n" for character in text):
        raise RuleError("A note has no control characters but line ends.")
    return text


def read_line(text: str) -> Line:
    parts = text.split(" ")
    if len(parts) != 3 or parts[0] != DASH or not NAME.fullmatch(parts[1]):
        raise RuleError("A signature is a line with a dash, a name, and base 64.")
    raw = raw_of(parts[2])
    if len(raw) <= 4:
        raise RuleError("A signature is longer than that.")
    return Line(parts[1], raw[:4], raw[4:])


def read_checkpoint(text: str) -> Checkpoint:
    """Read what a note says of a log. Lines after the third are let be, but not empty ones."""
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 3 or not all(lines) or not WHOLE.fullmatch(lines[1]):
        raise RuleError("That is no checkpoint: an origin, a size and a root.")
    root = raw_of(lines[2])
    if len(root) != HASH_BYTES:
        raise RuleError("The root of a checkpoint has 32 bytes.")
    return Checkpoint(lines[0], int(lines[1]), root)


def cosigned_message(text: str, seconds: int) -> bytes:
    """Return what a witness signs: when it was, and the text it saw."""
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def stamped(seconds: int, signature: bytes) -> bytes:
    return seconds.to_bytes(STAMP_BYTES, "big") + signature


def unstamped(value: bytes) -> tuple[int, bytes]:
    """Part a cosignature into its instant, in seconds since 1970, and the signature."""
    if len(value) != STAMP_BYTES + SIGNATURE_BYTES:
        raise RuleError("A cosignature has 72 bytes.")
    return int.from_bytes(value[:STAMP_BYTES], "big"), value[STAMP_BYTES:]
