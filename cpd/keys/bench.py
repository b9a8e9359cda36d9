"""Answers what the signer is asked, with the keys as they are on disk at that moment."""

import logging
import threading
from dataclasses import dataclass, field
from datetime import datetime

from cpd.kernel.clock import Clock
from cpd.kernel.errors import RuleError
from cpd.keys import frames
from cpd.keys.frames import Frame
from cpd.keys.keyring import LIST, Keyring
from cpd.keys.rules.purposes import KeyPurpose, Signature
from cpd.keys.rules.ring import Ring
from cpd.keys.signing import HeldKey, PublicKey, signed

log = logging.getLogger(__name__)
Mark = tuple[int, int, int]


@dataclass(frozen=True)
class Loaded:
    """The keys in memory, and how the list on disk was marked when they were read."""

    ring: Ring
    held: dict[str, HeldKey]
    mark: Mark


@dataclass
class Bench:
    """Holds the keys, and reads them anew when the list on disk has changed.

    A change that cannot be read is told in the log; the keys in memory go on signing.
    """

    keyring: Keyring
    clock: Clock
    loaded: Loaded = field(init=False, repr=False)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        self.loaded = load(self.keyring, self.clock.now())

    def answer(self, question: Frame) -> Frame:
        """Answer a question, also one that makes no sense."""
        try:
            purpose = KeyPurpose(question["purpose"])
            if question["do"] == "public":
                return frames.of_public(self.public(purpose))
            if question["do"] == "sign":
                message = frames.raw(question["message"])
                return frames.of_signature(self.sign(purpose, message, question["key"]))
        except RuleError as error:
            return {"problem": str(error)}
        except (KeyError, ValueError, TypeError):
            log.warning("a question that makes no sense")
        return {"problem": "The signer did not understand what it was asked."}

    def public(self, purpose: KeyPurpose) -> PublicKey:
        loaded = self.fresh()
        return loaded.held[loaded.ring.current[purpose]].public

    def sign(self, purpose: KeyPurpose, message: bytes, wanted: str | None) -> Signature:
        """Sign with the key that is wanted while it may still sign, else with the current one."""
        loaded = self.fresh()
        name = loaded.ring.current[purpose]
        key = loaded.ring.keys.get(wanted or name)
        if key is not None and key.purpose is purpose and key.signs(self.clock.now()):
            name = key.id if key.id in loaded.held else name
        return Signature(name, signed(loaded.held[name].private, message))

    def fresh(self) -> Loaded:
        if self.loaded.mark == mark(self.keyring):
            return self.loaded
        with self.lock:
            if self.loaded.mark != mark(self.keyring):
                self.reload()
        return self.loaded

    def reload(self) -> None:
        try:
            self.loaded = load(self.keyring, self.clock.now())
        except RuleError:
            log.exception("the keys on disk changed and cannot be read; the old ones go on")
            unread = mark(self.keyring)
            self.loaded = Loaded(self.loaded.ring, self.loaded.held, unread)
        else:
            log.info("signing with %s", ", ".join(sorted(self.loaded.ring.current.values())))


def load(keyring: Keyring, at: datetime) -> Loaded:
    """Read the mark first: what changes meanwhile is then read once more."""
    seen = mark(keyring)
    return Loaded(keyring.ring(), keyring.held(at), seen)


def mark(keyring: Keyring) -> Mark:
    try:
        found = (keyring.folder / LIST).stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_ino, found.st_size)
