"""How long the log is gets signed: never a shorter one than before, never another one."""

from datetime import timedelta

from sqlalchemy.orm import Session

from cpd.kernel.errors import RuleError
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.service import public_keys
from cpd.keys.signing import Signer
from cpd.transparency.models import LogCheckpoint
from cpd.transparency.rules.notes import Checkpoint, Line, Note, VerifierKey, read_note
from cpd.transparency.rules.tree import (
    Place,
    Span,
    consistency_spans,
    is_consistent,
    needed,
    proof,
    root,
)
from cpd.transparency.store import checkpoints as store
from cpd.transparency.store import leaves, witnesses
from cpd.transparency.verifying import checkpoint_signed_by, is_signed, log_key
from cpd.web.context import parts
from cpd.work import Work

JOB = "checkpoint-log"
RENEWED_AFTER = timedelta(days=1)


class ForkedLogError(RuleError):
    """The log is not the one that was signed before: shorter, or other in what it had."""


def origin() -> str:
    """Return the name of the log of this site, which stands in the first line of a checkpoint."""
    return f"{parts().settings.host}/log"


def log_keys(session: Session, name: str | None = None) -> list[tuple[str, VerifierKey]]:
    """Return the keys this log was ever signed with, oldest first, each with its id.

    Another `name` than that of now is one the site had before it moved.
    """
    keys = [key for key in public_keys(session) if key.purpose is KeyPurpose.LOG]
    return [(key.id, log_key(name or origin(), key.public_key)) for key in keys]


def good_keys(session: Session) -> list[VerifierKey]:
    """Return the keys that others may trust for this log: all but those that were stolen."""
    stolen = {key.id for key in public_keys(session) if key.revoked_at is not None}
    return [key for key_id, key in log_keys(session) if key_id not in stolen]


def known(session: Session, *spans: Span) -> dict[Place, bytes]:
    """Return the hashes that it takes to hash these spans; all of them must be there."""
    places = needed(*spans)
    found = leaves.hashes(session, places)
    if len(found) != len(places):
        raise ForkedLogError("The log is not whole: some of its hashes are missing.")
    return found


def root_at(session: Session, size: int) -> bytes:
    """Return the root the log had when it had `size` leaves."""
    return root(size, known(session, Span(0, size)))


def checkpoint(work: Work, signer: Signer) -> LogCheckpoint | None:
    """Sign how long the log is, if it grew or was last signed a day ago; else return none."""
    size, last = leaves.size(work.session), store.newest(work.session)
    if size == 0 and last is None:
        return None
    if last is not None:
        refuse_shorter(size, last.size)
        if size == last.size and work.at - last.renewed_at < RENEWED_AFTER:
            return None
    found = Checkpoint(origin(), size, root_at(work.session, size))
    if last is not None:
        refuse_other(work.session, found, last.size, last.root)
    return keep(work, found, signer, last)


def refuse_shorter(size: int, before: int) -> None:
    if size < before:
        raise ForkedLogError(
            f"The log has {size} lines, but one of {before} was signed: an older backup was put "
            "back, or lines were deleted. Nothing is signed until the whole log is back; see cpd "
            "log audit."
        )


def refuse_other(session: Session, found: Checkpoint, size: int, before: bytes) -> None:
    """Refuse a log that is not a continuation of the one that had this size and this root."""
    spans = consistency_spans(size, found.size)
    path = proof(spans, known(session, *spans))
    if not is_consistent(size, found.size, before, found.root, path):
        raise ForkedLogError(
            f"The log is not the one that was signed when it had {size} lines: what stood in it "
            "was changed. Nothing is signed; see cpd log audit."
        )


def keep(
    work: Work, found: Checkpoint, signer: Signer, last: LogCheckpoint | None
) -> LogCheckpoint | None:
    note, key_id = signed(found, signer)
    if last is not None and last.size == found.size:
        if read_note(last.note.encode()).text != note.text:
            return None  # the site has a new name: it is signed under that once the log grows
        store.renew(work.session, last, note.written(), key_id, work.at)
        return last
    row = LogCheckpoint(
        size=found.size,
        root=found.root,
        note=note.written(),
        key_id=key_id,
        made_at=work.at,
        renewed_at=work.at,
    )
    store.add(work.session, row)
    return store.of_size(work.session, found.size)


def signed(found: Checkpoint, signer: Signer) -> tuple[Note, str]:
    """Return the note over a checkpoint, and the id of the key that signed it."""
    public = signer.public(KeyPurpose.LOG)
    key, text = log_key(found.origin, public.pem), found.text()
    signature = signer.sign(KeyPurpose.LOG, text.encode())
    if signature.key_id != public.id or not is_signed(key, text.encode(), signature.value):
        raise RuleError("The signer did not sign with the key it says it has; try again.")
    return Note(text, (Line(key.name, key.id, signature.value),)), public.id


def with_cosignatures(session: Session, row: LogCheckpoint) -> str:
    """Return a checkpoint as it is published, with the latest word of every witness under it."""
    lines = [one.latest_line + "\n" for one in witnesses.under(session, row.size)]
    return row.note + "".join(lines)


def read_signed(session: Session, row: LogCheckpoint) -> Checkpoint:
    """Read a kept checkpoint, and refuse one that its key did not sign."""
    name = read_note(row.note.encode()).text.split("\n", 1)[0]
    keys = [key for key in public_keys(session) if key.id == row.key_id]
    return checkpoint_signed_by(
        read_note(row.note.encode()), *(log_key(name, key.public_key) for key in keys)
    )
