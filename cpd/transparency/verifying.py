"""Ed25519 over notes: what a log signs and what a witness signs."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from cpd.kernel.errors import RuleError
from cpd.transparency.rules.notes import (
    SIGNATURE_BYTES,
    Checkpoint,
    Line,
    Note,
    SignatureType,
    VerifierKey,
    cosigned_message,
    read_checkpoint,
    unstamped,
)


def log_key(origin: str, pem: str) -> VerifierKey:
    """Return the key of a log, kept as PEM, as others are given it."""
    key = load_pem_public_key(pem.encode("ascii"))
    if not isinstance(key, Ed25519PublicKey):
        raise RuleError("A log is signed with Ed25519.")
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return VerifierKey(origin, SignatureType.NOTE, raw)


def is_signed(key: VerifierKey, message: bytes, signature: bytes) -> bool:
    if len(signature) != SIGNATURE_BYTES:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def checkpoint_signed_by(note: Note, *keys: VerifierKey) -> Checkpoint:
    """Return what a note says if one of these keys of a log signed it; refuse it otherwise.

    One signature of a known key that is wrong spoils the note, whatever else stands under it.
    """
    known = [(key, line) for key in keys for line in note.by(key)]
    if not known:
        raise RuleError("The checkpoint is not signed by a key that is known for this log.")
    if not all(is_signed(key, note.text.encode(), line.value) for key, line in known):
        raise RuleError("The signature under the checkpoint is wrong.")
    found = read_checkpoint(note.text)
    if found.origin not in {key.name for key, _ in known}:
        raise RuleError(f"The checkpoint is that of another log: {found.origin}.")
    return found


def cosigned_at(witness: VerifierKey, text: str, line: Line) -> int:
    """Return when a witness cosigned a text, in seconds since 1970; refuse a wrong signature."""
    seconds, signature = unstamped(line.value)
    if not is_signed(witness, cosigned_message(text, seconds), signature):
        raise RuleError(f"The cosignature of {witness.name} is wrong.")
    return seconds
