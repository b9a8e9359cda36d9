"""What a witness keeps: a key of its own, and what it last saw of a log."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from cpd.kernel.errors import RuleError
from cpd.transparency.rules.notes import (
    Line,
    SignatureType,
    VerifierKey,
    base64,
    checked_name,
    cosigned_message,
    raw_of,
    stamped,
)

PREFIX = "PRIVATE+KEY+"
SEED_BYTES = 32


@dataclass(frozen=True)
class WitnessKey:
    name: str
    private: Ed25519PrivateKey

    @property
    def verifier(self) -> VerifierKey:
        raw = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return VerifierKey(self.name, SignatureType.COSIGNATURE, raw)

    def cosign(self, text: str, seconds: int) -> Line:
        signature = self.private.sign(cosigned_message(text, seconds))
        return Line(self.name, self.verifier.id, stamped(seconds, signature))

    def written(self) -> str:
        seed = self.private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        kept = base64(bytes([SignatureType.COSIGNATURE]) + seed)
        return f"{PREFIX}{self.name}+{self.verifier.id.hex()}+{kept}\n"


@dataclass(frozen=True)
class State:
    """What a witness last saw: the whole note, so that a fork can be shown to others.

    `roots` are the fingerprints of those that may vouch for a new key of the log.
    """

    log_keys: tuple[str, ...] = ()
    size: int = 0
    root: str = ""
    note: str = ""
    roots: tuple[str, ...] = ()


def key_at(path: Path, name: str | None) -> tuple[WitnessKey, bool]:
    """Return the key in a file, and whether it was made just now, under this name."""
    if path.exists():
        return read_key(path.read_text(encoding="utf-8")), False
    if name is None:
        raise RuleError("There is no key yet. Say with --name under which name to make one.")
    key = WitnessKey(checked_name(name), Ed25519PrivateKey.generate())
    write_whole(path, key.written(), 0o600)
    return key, True


def read_key(text: str) -> WitnessKey:
    name, _, rest = text.strip().removeprefix(PREFIX).partition("+")
    key_id, _, encoded = rest.partition("+")
    refusal = "That is not the key of a witness as cpd log witness writes it."
    try:
        raw = raw_of(encoded)
    except RuleError as error:
        raise RuleError(refusal) from error
    if raw[0] != SignatureType.COSIGNATURE or len(raw) != 1 + SEED_BYTES:
        raise RuleError(refusal)
    key = WitnessKey(name, Ed25519PrivateKey.from_private_bytes(raw[1:]))
    if key.verifier.id.hex() != key_id:
        raise RuleError(refusal)
    return key


def state_at(path: Path) -> State:
    """Return what was kept. A file that cannot be read is not taken for none."""
    if not path.exists():
        return State()
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        keys, roots = tuple(said["log_keys"]), tuple(said.get("roots", ()))
        return State(keys, int(said["size"]), said["root"], said["note"], roots)
    except (ValueError, KeyError, TypeError) as error:
        raise RuleError(
            f"{path} is not what this witness kept; put it back from a copy."
        ) from error


def keep_state(path: Path, state: State) -> None:
    write_whole(path, json.dumps(asdict(state), indent=2, ensure_ascii=False) + "\n", 0o644)


def write_whole(path: Path, text: str, mode: int) -> None:
    """Write a file whole or not at all, and onto the disk."""
    half_written = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(half_written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        half_written.replace(path)
    except OSError as error:
        raise RuleError(f"{path} cannot be written: {error.strerror}.") from error
