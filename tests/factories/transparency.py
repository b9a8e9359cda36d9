"""Leaves, a log of some length, witnesses, and a folder of one's own to publish into."""

from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cpd.transparency import service
from cpd.transparency.rules.leaves import Leaf, Operation
from cpd.transparency.rules.notes import (
    Line,
    SignatureType,
    VerifierKey,
    cosigned_message,
    read_note,
    stamped,
)
from cpd.web.context import parts
from tests.conftest import TODAY
from tests.signers import a_signer


def a_leaf(number=0, op=Operation.ISSUE, at=TODAY):
    def digest(what):
        return sha256(f"{what} {number}".encode()).hexdigest()

    return Leaf(
        op=op,
        at=at,
        certificate=digest("serial"),
        credential=digest("vc"),
        pdf=digest("pdf"),
        list=1,
    )


def a_log(work, many):
    """Append so many leaves at once."""
    return service.append_all(work, [a_leaf(number) for number in range(many)])


def a_checkpoint(work, many=1):
    """Append so many leaves and sign how long the log is. Needs an app context."""
    a_log(work, many)
    made = service.checkpoint(work, a_signer())
    work.session.flush()
    return made


class AWitness:
    """Somebody with a key of their own."""

    def __init__(self, name="body.example/witness"):
        self.private = Ed25519PrivateKey.generate()
        raw = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.key = VerifierKey(name, SignatureType.COSIGNATURE, raw)

    def line(self, note, at=TODAY):
        """Return the line under a checkpoint that this witness signs at an instant."""
        seconds = int(at.timestamp())
        text = read_note(note.encode()).text
        signature = self.private.sign(cosigned_message(text, seconds))
        return Line(self.key.name, self.key.id, stamped(seconds, signature))

    def cosigned(self, note, at=TODAY):
        return (note + self.line(note, at).text + "\n").encode()


@contextmanager
def publishing_into(app, folder):
    """Publish into this folder rather than into that of all tests."""
    with app.app_context():
        settings = parts().settings
        parts().settings = replace(settings, data_dir=folder)
        try:
            yield folder / "public" / "log"
        finally:
            parts().settings = settings
