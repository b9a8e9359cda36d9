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

from cpd.kernel.errors import RuleError
from cpd.kernel.events import Event
from cpd.keys import store
from cpd.keys.calling import SocketSigner
from cpd.keys.models import SigningKey
from cpd.keys.rules.purposes import KeyPurpose
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


def establish(work: Work, theirs: Signer, *, adopt: bool = False) -> None:
    """Register the public halves of what a signer signs with. Known ones stay as they are.

    Where the site has another key already, it is replaced only if the caller means to `adopt`.
    """
    for purpose in KeyPurpose:
        register(work, theirs.public(purpose), adopt=adopt)


def register(work: Work, key: PublicKey, *, adopt: bool) -> None:
    known = store.by_id(work.session, key.id)
    if known is not None and known.public_key == key.pem:
        return
    if known is not None:
        raise RuleError(
            f"The site knows another key by the name {key.id}: the folder of keys is not the one "
            "that belongs to this database."
        )
    before = store.current(work.session, key.purpose)
    if before is not None and not adopt:
        raise RuleError(
            f"The site signs with {before.id}, not with {key.id}: the folder of keys is not the "
            "one that belongs to this database. If the right folder is lost, see cpd keys adopt."
        )
    succeed(work, key)


def succeed(work: Work, key: PublicKey) -> SigningKey:
    """Let a new key sign, and retire the one before it."""
    before = store.current(work.session, key.purpose)
    if before is not None:
        retire(work, before)
    new = row_of(key, work.at)
    store.add(work.session, new)
    work.announce(KeyCreated(key=new.id, purpose=new.purpose, public=fingerprint(new.public_key)))
    return new


def retire(work: Work, key: SigningKey) -> None:
    key.retired_at = work.at
    work.session.flush()
    work.announce(KeyRetired(key=key.id, purpose=key.purpose, public=fingerprint(key.public_key)))


def row_of(key: PublicKey, at: datetime) -> SigningKey:
    return SigningKey(
        id=key.id,
        purpose=key.purpose,
        algorithm=key.algorithm,
        public_key=key.pem,
        certificates=key.certificates,
        created_at=at,
    )


def fingerprint(pem: str) -> str:
    """Return the SHA-256 of a public key's SubjectPublicKeyInfo, in hexadecimal."""
    key = load_pem_public_key(pem.encode("ascii"))
    return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()
