"""The transparency log of a sample: all its lines, tiles, proofs, and what a witness signed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cpd.certificates.samples.site import Sample, SampleSite
from cpd.keys.rules.purposes import AT_WORK, KeyPurpose
from cpd.keys.service import fingerprint
from cpd.keys.signing import Signer
from cpd.transparency.rules.leaves import Leaf, Operation, commitment
from cpd.transparency.rules.notes import (
    Checkpoint,
    Line,
    Note,
    SignatureType,
    VerifierKey,
    base64,
    cosigned_message,
    stamped,
)
from cpd.transparency.rules.tiles import bundle, tiles_of
from cpd.transparency.rules.tree import (
    Frontier,
    Place,
    consistency_spans,
    inclusion_spans,
    leaf_hash,
    proof,
    root,
)
from cpd.transparency.verifying import log_key


@dataclass(frozen=True)
class SampleLog:
    """A log that is written at once, of the leaves in their order."""

    origin: str
    bodies: tuple[bytes, ...]
    hashes: dict[Place, bytes]

    @property
    def size(self) -> int:
        return len(self.bodies)

    def checkpoint(self, signer: Signer, size: int) -> Note:
        text = Checkpoint(self.origin, size, root(size, self.hashes)).text()
        key = log_key(self.origin, signer.public(KeyPurpose.LOG).pem)
        value = signer.sign(KeyPurpose.LOG, text.encode()).value
        return Note(text, (Line(key.name, key.id, value),))

    def inclusion(self, position: int) -> list[bytes]:
        return proof(inclusion_spans(position, self.size), self.hashes)

    def consistency(self, old: int) -> list[bytes]:
        return proof(consistency_spans(old, self.size), self.hashes)

    def files(self) -> dict[str, bytes]:
        """Return tiles and entries, by their paths."""
        found = {}
        leaves = [leaf_hash(body) for body in self.bodies]
        for tile in tiles_of(self.size):  # a sample has one tile: that of its leaves
            found[f"log/{tile.path}"] = b"".join(leaves)
            found[f"log/{tile.bundle_path}"] = bundle(list(self.bodies))
        return found


def log_of(site: SampleSite, issued: Sequence[Sample], withdrawn: Sequence[Sample]) -> SampleLog:
    """Write down the keys, every certificate, and which of them were withdrawn."""
    leaves = [key_leaf(site, purpose) for purpose in AT_WORK]
    leaves += [leaf_of(one, Operation.ISSUE, site.at) for one in issued]
    leaves += [leaf_of(one, Operation.WITHDRAW, site.at) for one in withdrawn]
    bodies = tuple(leaf.canonical() for leaf in leaves)
    frontier, hashes = Frontier(), {}
    for position, body in enumerate(bodies):
        hashes[Place(0, position)] = leaf_hash(body)
        hashes.update(frontier.add(leaf_hash(body)))
    host = site.base_url.partition("://")[2]
    return SampleLog(f"{host}/log", bodies, hashes)


def key_leaf(site: SampleSite, purpose: KeyPurpose) -> Leaf:
    key = site.signer.public(purpose)
    return Leaf(
        op=Operation.KEY, at=site.at, key=key.id, event="created", public=fingerprint(key.pem)
    )


def leaf_of(sample: Sample, operation: Operation, at: datetime) -> Leaf:
    is_issue = operation is Operation.ISSUE
    return Leaf(
        op=operation,
        at=at,
        certificate=commitment(sample.salt, sample.order.facts.serial),
        credential=sample.minted.credential_sha256 if is_issue else None,
        pdf=sample.minted.sha256 if is_issue else None,
        token=sample.minted.token_sha256 if is_issue else None,
        list=sample.place.list_number,
    )


def bundle_of(log: SampleLog, sample: Sample, position: int, checkpoint: str) -> str:
    """Write the proof that a certificate is in the log, as the site would hand it out."""
    serial = sample.order.facts.serial
    return as_json(
        {
            "serial": serial,
            "salt": sample.salt.hex(),
            "serial_commitment": commitment(sample.salt, serial),
            "leaf": log.bodies[position].decode("ascii"),
            "index": position,
            "size": log.size,
            "path": [base64(one) for one in log.inclusion(position)],
            "checkpoint": checkpoint,
        }
    )


def cosigned(note: Note, name: str, at: datetime) -> tuple[str, str]:
    """Let a witness with a key of the moment sign a checkpoint; return it, and its key."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    key = VerifierKey(name, SignatureType.COSIGNATURE, public)
    seconds = int(at.timestamp())
    value = stamped(seconds, private.sign(cosigned_message(note.text, seconds)))
    line = Line(name, key.id, value)
    return Note(note.text, (*note.lines, line)).written(), key.text + "\n"


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
