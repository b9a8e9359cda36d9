"""Others watch that the log only grows, and say so under its checkpoints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from sqlalchemy.orm import Session

from cpd.kernel.errors import NotFoundError, RuleError
from cpd.kernel.events import Event
from cpd.transparency.models import LogCheckpoint, LogCosignature, LogWitness
from cpd.transparency.rules.notes import (
    Line,
    Note,
    SignatureType,
    VerifierKey,
    read_checkpoint,
    read_line,
    read_note,
    read_verifier_key,
)
from cpd.transparency.rules.tree import is_included
from cpd.transparency.service.proving import inclusion
from cpd.transparency.store import checkpoints, leaves
from cpd.transparency.store import witnesses as store
from cpd.transparency.verifying import cosigned_at
from cpd.work import Work

SKEW = timedelta(minutes=5)  # how far a witness' clock may be off ours
LATEST = 253_402_300_799  # the last second of the year 9999


@dataclass(frozen=True, kw_only=True)
class WitnessAdded(Event):
    """Somebody watches the log from now on."""

    kind: ClassVar[str] = "log.witness-added"

    name: str
    verifier_key: str


@dataclass(frozen=True, kw_only=True)
class WitnessRemoved(Event):
    """Somebody's word on the log is no longer taken."""

    kind: ClassVar[str] = "log.witness-removed"

    name: str
    verifier_key: str


def add_witness(work: Work, text: str) -> LogWitness:
    """Take the word of a witness from now on. One who was removed may come back with a new key."""
    key = read_verifier_key(text)
    if key.kind is not SignatureType.COSIGNATURE:
        raise RuleError("That is the key of a log, not of a witness; cpd log witness prints one.")
    witness = store.by_name(work.session, key.name)
    if witness is not None and witness.removed_at is None:
        raise RuleError(f"{key.name} is a witness already.")
    if witness is not None and witness.verifier_key != key.text:
        raise RuleError(f"{key.name} had another key. A new key goes under a new name.")
    if witness is None:
        witness = LogWitness(name=key.name, verifier_key=key.text, added_at=work.at)
        store.add(work.session, witness)
    witness.removed_at = None
    work.announce(WitnessAdded(name=key.name, verifier_key=key.text))
    return witness


def remove_witness(work: Work, name: str) -> None:
    witness = store.by_name(work.session, name)
    if witness is None or witness.removed_at is not None:
        raise NotFoundError(f"{name} is not a witness.")
    witness.removed_at = work.at
    work.announce(WitnessRemoved(name=name, verifier_key=witness.verifier_key))


def present_witnesses(session: Session) -> Sequence[LogWitness]:
    return store.present(session)


def cosign(work: Work, raw: bytes) -> list[str]:
    """Keep what witnesses put under a checkpoint of ours, and return their names.

    Lines of others are let be. One wrong line of a known witness refuses the whole note.
    """
    note = read_note(raw)
    row = the_checkpoint(work.session, note)
    keys = [read_verifier_key(one.verifier_key) for one in store.present(work.session)]
    found = [(key, line) for key in keys for line in note.by(key)]
    if not found:
        raise RuleError("No witness of this log has signed that. The operator has to add it first.")
    for key, line in found:
        take(work, row, key, line)
    return sorted({key.name for key, _ in found})


def the_checkpoint(session: Session, note: Note) -> LogCheckpoint:
    row = checkpoints.of_size(session, read_checkpoint(note.text).size)
    if row is None:
        raise NotFoundError("No checkpoint of that size was signed here.")
    if read_note(row.note.encode()).text != note.text:
        raise RuleError(
            "That is not the checkpoint that was signed here at that size. If this log's "
            "signature is under it, the log has shown two faces: keep what you have, and tell."
        )
    return row


def take(work: Work, row: LogCheckpoint, key: VerifierKey, line: Line) -> None:
    """Keep one cosignature: the first of a witness for good, and the latest beside it."""
    seconds = cosigned_at(key, read_note(row.note.encode()).text, line)
    if seconds > LATEST:
        raise RuleError("That instant is none.")
    at = datetime.fromtimestamp(seconds, UTC)
    if at > work.at + SKEW or at < row.made_at - SKEW:
        raise RuleError(
            f"{key.name} says it was {at:%Y-%m-%d %H:%M:%S} UTC; that is before the checkpoint "
            "was made, or still to come."
        )
    kept = store.cosignature(work.session, row.size, key.name)
    if kept is None:
        store.cosign(
            work.session,
            LogCosignature(
                size=row.size,
                witness=key.name,
                line=line.text,
                signed_at=at,
                received_at=work.at,
                latest_line=line.text,
                latest_at=at,
            ),
        )
    elif at > kept.latest_at:
        kept.latest_line, kept.latest_at = line.text, at


def cosigned_before(session: Session, position: int, instant: datetime) -> LogCosignature | None:
    """Return proof that a leaf was in the log before an instant, in the word of a witness.

    Nothing is taken on trust: the witness' signature, and the leaf under the root it signed.
    """
    leaf = leaves.leaf(session, position)
    if leaf is None:
        return None
    for one, witness, row in store.evidence(session, position, instant):
        path = inclusion(session, position, row)
        is_in = is_included(leaf.sha256, position, row.size, path, row.root)
        if is_in and is_word_of(witness, row, one):
            return one
    return None


def is_word_of(witness: LogWitness, row: LogCheckpoint, one: LogCosignature) -> bool:
    text = read_note(row.note.encode()).text
    try:
        if read_checkpoint(text).root != row.root:
            return False
        at = cosigned_at(read_verifier_key(witness.verifier_key), text, read_line(one.line))
    except RuleError:
        return False
    return at == int(one.signed_at.timestamp())
