"""Proofs that a line is in the log, and that the log only grew."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from cpd.kernel.errors import NotFoundError
from cpd.transparency.models import LogCheckpoint
from cpd.transparency.rules.notes import base64
from cpd.transparency.rules.tree import Span, consistency_spans, inclusion_spans, proof
from cpd.transparency.service.checkpoints import known, with_cosignatures
from cpd.transparency.store import checkpoints, leaves


@dataclass(frozen=True)
class Proof:
    """That a leaf is in a log: the hashes beside it up to the root that the checkpoint signs."""

    leaf: str
    position: int
    size: int
    path: tuple[bytes, ...]
    root: bytes
    checkpoint: str


def proof_of(session: Session, position: int) -> Proof | None:
    """Prove that a leaf is in the log. None while no checkpoint has it: a minute at most.

    Of the checkpoints the newest that a witness cosigned is taken; failing that, the newest.
    """
    row = checkpoints.newest_cosigned(session, position) or checkpoints.newest(session)
    leaf = leaves.leaf(session, position)
    if row is None or leaf is None or row.size <= position:
        return None
    return Proof(
        leaf.body,
        position,
        row.size,
        tuple(inclusion(session, position, row)),
        row.root,
        with_cosignatures(session, row),
    )


def inclusion(session: Session, position: int, row: LogCheckpoint) -> list[bytes]:
    spans = inclusion_spans(position, row.size)
    return proof(spans, known(session, *spans))


def proof_bundle(session: Session, position: int) -> dict[str, object] | None:
    """Return a proof as others are given it. None while no checkpoint has the leaf."""
    found = proof_of(session, position)
    if found is None:
        return None
    return {
        "leaf": found.leaf,
        "index": found.position,
        "size": found.size,
        "path": [base64(one) for one in found.path],
        "checkpoint": found.checkpoint,
    }


def consistency(session: Session, old: int, new: int) -> list[bytes]:
    """Prove that the log of `old` leaves grew to that of `new`. Both must have been signed."""
    newest = checkpoints.newest(session)
    if newest is None or not 0 < old <= new <= newest.size:
        raise NotFoundError("The log was never signed at those lengths.")
    spans: list[Span] = consistency_spans(old, new)
    return proof(spans, known(session, *spans))
