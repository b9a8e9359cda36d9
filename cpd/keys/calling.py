"""A signer that asks the process which holds the keys. It holds none itself."""

import socket
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from cpd.keys import frames
from cpd.keys.frames import BrokenFrameError, Frame
from cpd.keys.rules.purposes import KeyPurpose, Signature
from cpd.keys.signing import PublicKey, SignerAwayError

ANSWER_WITHIN = 10.0
TRIES, PAUSE = 4, 0.25
AWAY = (
    "The part of this site that signs certificates does not answer just now. "
    "Whatever waits for it is tried again by itself."
)


@dataclass(frozen=True)
class SocketSigner:
    """Asks anew each time, so that a signer that was started again is found.

    Signing twice does no harm, so a question whose answer was cut off is put again. A thread that
    was told a public key has its next messages signed with that key, even when another one has
    become current meanwhile: what names its key before it is signed stays right.
    """

    path: Path
    told: threading.local = field(default_factory=threading.local, repr=False, compare=False)

    def sign(self, purpose: KeyPurpose, message: bytes) -> Signature:
        key = getattr(self.told, purpose, None)
        return frames.signature_in(self.ask(frames.question("sign", purpose, key, message)))

    def public(self, purpose: KeyPurpose) -> PublicKey:
        key = frames.public_in(self.ask(frames.question("public", purpose)))
        setattr(self.told, purpose, key.id)
        return key

    def ask(self, question: Frame) -> Frame:
        for number in range(TRIES):
            try:
                return understood(once(self.path, question))
            except TimeoutError as error:
                raise SignerAwayError(AWAY) from error
            except (OSError, BrokenFrameError, KeyError, ValueError) as error:
                if number == TRIES - 1:
                    raise SignerAwayError(AWAY) from error
            time.sleep(PAUSE)
        raise SignerAwayError(AWAY)


def once(path: Path, question: Frame) -> Frame:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(ANSWER_WITHIN)
        connection.connect(str(path))
        frames.send(connection, question)
        return frames.receive(connection, ANSWER_WITHIN)


def understood(answer: Frame) -> Frame:
    if "problem" in answer:
        raise SignerAwayError(str(answer["problem"]))
    return answer


def answers(path: Path) -> bool:
    """Say whether a signer is there, without waiting for one."""
    try:
        once(path, frames.question("public", KeyPurpose.CREDENTIAL))
    except (OSError, BrokenFrameError):
        return False
    return True
