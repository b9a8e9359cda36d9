"""A witness follows a log to its next key, where the old key and a root it knows both say so."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from cpd.kernel.errors import RuleError
from cpd.transparency.rules.changes import KeyChange, read_change, signatures
from cpd.transparency.rules.notes import Checkpoint, Note, read_note, read_verifier_key
from cpd.transparency.rules.tree import inclusion_spans, is_included, leaf_hash, proof
from cpd.transparency.verifying import is_signed
from cpd.transparency.watching.keeping import State
from cpd.transparency.watching.sources import Source, Tiles

FILE = "key-changes"
UNREADABLE = "What the log says of its keys cannot be read."
BY_HAND = "Ask its operator, and give the key with --log-key."


@dataclass(frozen=True)
class Announced:
    """A change of keys as the log has it: on which line, and what the line says."""

    index: int
    leaf: str
    note: Note
    change: KeyChange


@dataclass(frozen=True)
class Followed:
    """What to trust now, and by which lines of the log it came to that."""

    state: State
    changes: tuple[Announced, ...] = ()


def published_roots(source: Source) -> tuple[str, ...]:
    """Return the fingerprints of the roots that vouch for the log's keys; older logs name none."""
    roots = document(source).get("roots", [])
    if not isinstance(roots, list):
        raise RuleError(UNREADABLE)
    return tuple(str(root) for root in roots)


def follow(source: Source, state: State, good: tuple[str, ...]) -> Followed:
    """Go from the keys that are known to those that came after. `good` are those not revoked."""
    followed = Followed(state)
    for one in announced(source):
        known = followed.state.log_keys
        if one.change.old.text in known and one.change.new.text not in known:
            refuse_unless_vouched_for(one, state, good)
            keys = (*known, one.change.new.text)
            state_now = replace(followed.state, log_keys=keys)
            followed = Followed(state_now, (*followed.changes, one))
    return followed


def refuse_unless_vouched_for(one: Announced, state: State, good: tuple[str, ...]) -> None:
    said = one.change
    if said.old.text not in good:
        raise RuleError(
            f"The key {said.old.text} was revoked since, so what it says of the next one counts "
            f"for nothing. {BY_HAND}"
        )
    certificate = certificate_in(said.root)
    root = certificate.fingerprint(SHA256()).hex(":").upper()
    if root not in state.roots:
        raise RuleError(
            f"The new key of the log is vouched for by a root that is not known here: {root}. "
            f"Compare it with what its operator tells you, and give it with --root, or: {BY_HAND}"
        )
    by_old, by_root = signatures(one.note, said)
    text = one.note.text.encode()
    if not is_signed(said.old, text, by_old) or not is_by(certificate, text, by_root):
        raise RuleError("The signatures under what the log says of its new key are wrong.")


def refuse_unless_logged(changes: tuple[Announced, ...], found: Checkpoint, tiles: Tiles) -> None:
    """Refuse what only this witness was told: it must be a line of the log that others see too."""
    for one in changes:
        hashed = leaf_hash(one.leaf.encode())
        if one.index < found.size:
            spans = inclusion_spans(one.index, found.size)
            path = proof(spans, tiles.hashes(*spans))
            if is_included(hashed, one.index, found.size, path, found.root):
                continue
        raise RuleError(f"The log says that its key changed, but not on its line {one.index}.")


def announced(source: Source) -> Iterator[Announced]:
    changes = document(source).get("changes", [])
    if not isinstance(changes, list):
        raise RuleError(UNREADABLE)
    for said in changes:
        try:
            leaf, index = str(said["leaf"]), int(said["index"])
            note = read_note(str(json.loads(leaf)["note"]).encode())
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise RuleError(UNREADABLE) from error
        yield Announced(index, leaf, note, read_change(note))


def document(source: Source) -> dict[str, object]:
    raw = source.read(FILE)
    try:
        said = json.loads(raw) if raw is not None else {}
    except (ValueError, RecursionError) as error:
        raise RuleError(UNREADABLE) from error
    if not isinstance(said, dict):
        raise RuleError(UNREADABLE)
    return said


def certificate_in(der: bytes) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError as error:
        raise RuleError(UNREADABLE) from error


def is_by(root: x509.Certificate, text: bytes, signature: bytes) -> bool:
    key = root.public_key()
    if not isinstance(key, RSAPublicKey):
        return False
    try:
        key.verify(signature, text, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def signed_by_one_of(note: Note, keys: tuple[str, ...]) -> bool:
    """Say whether a signature claims to be by a key that is known; whether it is comes later."""
    return any(note.by(read_verifier_key(key)) for key in keys)
