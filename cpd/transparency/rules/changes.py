"""How a log says that it is signed with another key from now on, for witnesses to follow.

A signed note: the old key of the log signs it, and the root above the seals vouches for it, so that
whoever stole the old key alone cannot lead a witness away.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cpd.kernel.errors import RuleError
from cpd.transparency.rules.leaves import instant
from cpd.transparency.rules.notes import Line, Note, VerifierKey, base64, raw_of, read_verifier_key

HEAD = "cpd/log-key-change/v1"
EVENT = "succeeded"
ROOT = "root"
OTHER = 0xFF  # C2SP: a signature of a kind that has no number
NAMES = ("from", "to", "at", "root")
UNREADABLE = "What the log says of its new key cannot be read."


@dataclass(frozen=True)
class KeyChange:
    """From which key to which, when, and the certificate of the root that vouches for it, as DER.

    Its text can be no checkpoint: the second line of one is a number.
    """

    old: VerifierKey
    new: VerifierKey
    at: str
    root: bytes

    def text(self) -> str:
        said = zip(NAMES, (self.old.text, self.new.text, self.at, base64(self.root)), strict=True)
        return "\n".join([HEAD, *(f"{name} {value}" for name, value in said)]) + "\n"

    @property
    def root_id(self) -> bytes:
        return sha256(ROOT.encode() + b"\n" + bytes([OTHER]) + self.root).digest()[:4]

    def by_old(self, signature: bytes) -> Line:
        return Line(self.old.name, self.old.id, signature)

    def by_root(self, signature: bytes) -> Line:
        return Line(ROOT, self.root_id, signature)


def change(old: VerifierKey, new: VerifierKey, at: datetime, root: bytes) -> KeyChange:
    return KeyChange(old, new, instant(at), root)


def read_change(note: Note) -> KeyChange:
    """Read what a note says of a new key. Whether it is signed is for the caller."""
    head, *lines = note.text.removesuffix("\n").split("\n")
    said = [line.partition(" ") for line in lines]
    if head != HEAD or tuple(name for name, _, _ in said) != NAMES:
        raise RuleError(UNREADABLE)
    old, new, at, root = (value for _, _, value in said)
    found = KeyChange(read_verifier_key(old), read_verifier_key(new), at, raw_of(root))
    if found.old.name != found.new.name or found.text() != note.text:
        raise RuleError(UNREADABLE)
    return found


def signatures(note: Note, found: KeyChange) -> tuple[bytes, bytes]:
    """Return the signature of the old key and that of the root; each must be there once."""
    old = note.by(found.old)
    root = [line for line in note.lines if (line.name, line.key_id) == (ROOT, found.root_id)]
    if len(old) != 1 or len(root) != 1:
        raise RuleError("The new key of the log is not vouched for by the old one and by a root.")
    return old[0].value, root[0].value
