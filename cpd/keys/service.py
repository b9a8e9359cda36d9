"""Which keys the site signs with, and how everybody comes to know them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import ClassVar, cast

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)
from flask import current_app
from sqlalchemy.orm import Session

from cpd.kernel.errors import NotFoundError, RuleError
from cpd.kernel.events import Event
from cpd.keys import store
from cpd.keys.calling import SocketSigner
from cpd.keys.models import SigningKey
from cpd.keys.rules.purposes import AT_WORK, KeyPurpose
from cpd.keys.signing import PublicKey, Signer
from cpd.web.context import parts
from cpd.work import Work

EXTENSION = "cpd.signer"
SOCKET = "signer.sock"


@dataclass(frozen=True, kw_only=True)
class KeyCreated(Event):
    """A key signs from now on. `public` is the SHA-256 of its SubjectPublicKeyInfo."""

    kind: ClassVar[str] = "key.created"

    key: str
    purpose: KeyPurpose
    public: str


@dataclass(frozen=True, kw_only=True)
class KeyRetired(Event):
    """A key signs no more. What it signed stays good."""

    kind: ClassVar[str] = "key.retired"

    key: str
    purpose: KeyPurpose
    public: str


@dataclass(frozen=True, kw_only=True)
class KeyRevoked(Event):
    """Somebody else may have had the key, from `since` on."""

    kind: ClassVar[str] = "key.revoked"

    key: str
    purpose: KeyPurpose
    public: str
    since: datetime


def signer() -> Signer:
    """Return the signer of the running app: the one it was given, else that behind the socket."""
    theirs = current_app.extensions.setdefault(
        EXTENSION, SocketSigner(parts().settings.data_dir / SOCKET)
    )
    return cast("Signer", theirs)


def public_keys(session: Session) -> Sequence[SigningKey]:
    """Return every key there ever was, oldest first; also the retired and the revoked."""
    return store.every(session)


def establish(work: Work, theirs: Signer) -> None:
    """Register the public halves of what a signer signs with. Known ones stay as they are."""
    for purpose in AT_WORK:
        register(work, theirs.public(purpose))


def register(work: Work, key: PublicKey) -> None:
    """Let a key sign for a purpose that has none yet. Any other key is refused."""
    before = store.current(work.session, key.purpose)
    if before is None and store.add_once(work.session, **values_of(key, work.at)):
        work.announce(created(key))
        return
    before = before or store.current(work.session, key.purpose)
    if before is None or (before.id, before.public_key) != (key.id, key.pem):
        known = "another key" if before is None or before.id == key.id else before.id
        raise RuleError(
            f"The site signs with {known}, not with this {key.id}: the folder of keys is not the "
            "one that belongs to this database. If the right one is lost for good, "
            "cpd keys adopt makes new keys."
        )


def succeed(work: Work, key: PublicKey) -> None:
    """Let a new key sign from now on, and retire the one before it."""
    before = store.current(work.session, key.purpose)
    if before is not None and store.retire(work.session, before, work.at):
        public = fingerprint(before.public_key)
        work.announce(KeyRetired(key=before.id, purpose=before.purpose, public=public))
    if not store.add_once(work.session, **values_of(key, work.at)):
        raise RuleError("Somebody else changed this key at the same moment. Nothing was changed.")
    work.announce(created(key))


def revoke(work: Work, key_id: str, since: datetime) -> None:
    """Note from when on somebody else may have had a key. Later it may only become earlier."""
    key = store.by_id(work.session, key_id)
    if key is None:
        raise NotFoundError(f"There is no key {key_id}. cpd keys list names them.")
    if since > work.at:
        raise RuleError("A key can be revoked as of now or earlier, not of a time to come.")
    if key.revoked_as_of is not None and key.revoked_as_of <= since:
        raise RuleError(f"{key_id} is revoked already, as of {key.revoked_as_of.isoformat()}.")
    key.revoked_as_of, key.revoked_at = since, work.at
    work.session.flush()
    public = fingerprint(key.public_key)
    work.announce(KeyRevoked(key=key.id, purpose=key.purpose, public=public, since=since))


def created(key: PublicKey) -> KeyCreated:
    return KeyCreated(key=key.id, purpose=key.purpose, public=fingerprint(key.pem))


def values_of(key: PublicKey, at: datetime) -> dict[str, object]:
    return {
        "id": key.id,
        "purpose": key.purpose,
        "algorithm": key.algorithm,
        "public_key": key.pem,
        "certificates": key.certificates,
        "created_at": at,
    }


def fingerprint(pem: str) -> str:
    """Return the SHA-256 of a public key's SubjectPublicKeyInfo, in hexadecimal."""
    key = load_pem_public_key(pem.encode("ascii"))
    return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()
