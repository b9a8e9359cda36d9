"""The private keys on disk: a folder of encrypted files, and one that says which of them sign."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from errno import EEXIST, ENOTEMPTY
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from cpd.kernel.errors import RuleError
from cpd.keys import making
from cpd.keys.making import Root, new_keys
from cpd.keys.rules import ring as rings
from cpd.keys.rules.purposes import AT_WORK, Algorithm, KeyPurpose, key_id
from cpd.keys.rules.ring import Ring, RingKey
from cpd.keys.signing import HeldKey, LocalSigner, PrivateKey, PublicKey
from cpd.settings import Settings, kept_secret

FOLDER, LIST, LOCK, ROOT = "keys", "ring.json", "lock", "root"
PASSPHRASE = "key-passphrase"  # noqa: S105 - the name of a file
OTHERS = 0o077


@dataclass(frozen=True)
class Keyring:
    """A folder of keys, opened. What is written is written whole, by one process at a time."""

    folder: Path
    passphrase: str

    def ring(self) -> Ring:
        return rings.read(self.text(LIST))

    def text(self, name: str) -> str:
        try:
            return (self.folder / name).read_text(encoding="ascii")
        except FileNotFoundError:
            raise RuleError(f"A file is missing: {self.folder / name}.") from None
        except (OSError, UnicodeDecodeError) as error:
            raise RuleError(f"A file cannot be read: {self.folder / name}: {error}.") from error

    def private(self, name: str) -> PrivateKey:
        path = self.folder / f"{name}.pem"
        content = self.text(path.name)
        if path.stat().st_mode & OTHERS:
            raise RuleError(f"Others may read {path}. Say chmod 600 of it, then try again.")
        try:
            key = load_pem_private_key(content.encode("ascii"), self.passphrase.encode())
        except (ValueError, TypeError) as error:
            raise RuleError(
                f"The passphrase does not open {path}. It is in CPD_KEY_PASSPHRASE, or in "
                f"{self.folder.with_name(PASSPHRASE)}."
            ) from error
        if not isinstance(key, Ed25519PrivateKey | RSAPrivateKey):
            raise RuleError(f"{path} is no key of a kind this site signs with.")
        return key

    def has(self, name: str, pem: str) -> bool:
        """Say whether this very key is here, its private half too."""
        mine = self.ring().keys.get(name)
        return mine is not None and mine.pem == pem and (self.folder / f"{name}.pem").exists()

    def held(self, at: datetime) -> dict[str, HeldKey]:
        """Return the keys that sign now, and those that did until a moment ago."""
        ring = self.ring()
        mine = set(ring.current.values())
        return {
            key.id: HeldKey(public(key), self.private(key.id))
            for key in ring.keys.values()
            if key.id in mine or (key.retired_at is not None and key.signs(at) and is_at_work(key))
        }

    def signer(self) -> LocalSigner:
        """Return a signer that holds the current keys itself: for setting up, not for serving."""
        ring = self.ring()
        return LocalSigner(
            {
                purpose: HeldKey(public(ring.keys[name]), self.private(name))
                for purpose, name in ring.current.items()
            }
        )

    def root(self) -> Root:
        """Return the root that vouches for seals now."""
        return self.root_of(self.root_entry())

    def root_of(self, entry: RingKey) -> Root:
        """Return one of our roots; its private half may be kept elsewhere."""
        path = self.root_file(entry)
        if not path.exists():
            raise RuleError(
                f"The root key is not here. Put it back as {path} to sign for a seal, "
                "then take it away again."
            )
        private = self.private(path.stem)
        certificate = x509.load_pem_x509_certificate((entry.certificates or "").encode("ascii"))
        if not isinstance(private, RSAPrivateKey) or private.public_key() != (
            certificate.public_key()
        ):
            raise RuleError(f"{path} is not the root key.")
        return Root(private, certificate)

    def root_entry(self, taken: frozenset[str] = frozenset()) -> RingKey:
        """Return what is known of the root of now; the first has no line before a second came."""
        ring = self.ring()
        known = (one for one in ring.roots if one.certificates == ring.root)
        return next(known, None) or first_root(ring.root, taken)

    def root_file(self, entry: RingKey) -> Path:
        """Return where a root's private half belongs: the first one has a name of its own."""
        ring = self.ring()
        is_first = not ring.roots or ring.roots[0].id == entry.id
        return self.folder / f"{ROOT if is_first else entry.id}.pem"

    def know_root(self, taken: frozenset[str] = frozenset()) -> RingKey:
        """Give the first root its line in the list, before a second comes."""
        with self.changing():
            found = self.root_entry(taken)
            if found.id not in self.ring().keys:
                self.write(self.ring().with_key(found))
        return found

    def switch_root(self, key: str, at: datetime) -> None:
        with self.changing():
            self.write(self.ring().under(key, at))

    def add(self, key: HeldKey, at: datetime) -> None:
        """Keep a new key beside the others. It does not sign before `switch`."""
        with self.changing():
            ring = self.ring()
            if key.public.id in ring.keys:
                raise RuleError(f"Somebody else made {key.public.id} at the same moment.")
            write(self.folder / f"{key.public.id}.pem", sealed(key.private, self.passphrase))
            self.write(ring.with_key(entry(key.public, at)))

    def switch(self, purpose: KeyPurpose, key: str, at: datetime) -> None:
        with self.changing():
            self.write(self.ring().switched(purpose, key, at))

    def revoke(self, key: str, as_of: datetime, at: datetime) -> None:
        """Note that a key was stolen, and destroy our own copy unless it is all there is."""
        with self.changing():
            ring = self.ring().revoked(key, as_of, at)
            self.write(ring)
            if ring.keys[key].purpose is KeyPurpose.ROOT:
                self.root_file(ring.keys[key]).unlink(missing_ok=True)
            elif key not in ring.current.values():
                (self.folder / f"{key}.pem").unlink(missing_ok=True)

    def destroy_spent(self, at: datetime) -> list[str]:
        """Delete the private halves that will never sign again; return whose they were."""
        gone = []
        for key in sorted(self.ring().spent(at)):
            with suppress(FileNotFoundError):
                (self.folder / f"{key}.pem").unlink()
                gone.append(key)
        return gone

    def write(self, ring: Ring) -> None:
        write(self.folder / LIST, rings.written(ring))

    @contextmanager
    def changing(self) -> Iterator[None]:
        descriptor = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def opened(settings: Settings, at: datetime) -> Keyring:
    """Open the site's keys; the first time they are made. Every current one must be readable."""
    folder = settings.data_dir / FOLDER
    is_there = folder.is_dir() and any(folder.iterdir())
    keyring = Keyring(folder, passphrase(settings, is_there=is_there))
    try:
        if not is_there:
            create(keyring, settings, at)
    except OSError as error:
        raise RuleError(f"The keys cannot be kept in {folder}: {error.strerror}.") from error
    for name in keyring.ring().current.values():
        keyring.private(name)
    return keyring


def passphrase(settings: Settings, *, is_there: bool) -> str:
    if settings.key_passphrase:
        return settings.key_passphrase
    path = settings.data_dir / PASSPHRASE
    if is_there and not path.exists():
        raise RuleError(
            f"There are keys, but no passphrase to open them: set CPD_KEY_PASSPHRASE, or put {path}"
            " back from a backup."
        )
    return kept_secret(settings.data_dir, PASSPHRASE)


def create(keyring: Keyring, settings: Settings, at: datetime) -> None:
    """Make a whole folder of new keys beside the place, then move it there in one step."""
    keyring.folder.parent.mkdir(parents=True, exist_ok=True)
    beside = keyring.folder.with_name(f"{FOLDER}.{secrets.token_hex(4)}.part")
    beside.mkdir(mode=0o700)
    try:
        fill(Keyring(beside, keyring.passphrase), settings, at)
        beside.rename(keyring.folder)
    except OSError as error:
        if error.errno not in {EEXIST, ENOTEMPTY}:  # else another process was quicker
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def fill(keyring: Keyring, settings: Settings, at: datetime) -> None:
    new = new_keys(settings.site_name, at, crl_url(settings))
    write(keyring.folder / f"{ROOT}.pem", sealed(new.root.key, keyring.passphrase))
    for key in new.held.values():
        write(keyring.folder / f"{key.public.id}.pem", sealed(key.private, keyring.passphrase))
    keyring.write(
        Ring(
            {purpose: key.public.id for purpose, key in new.held.items()},
            {key.public.id: entry(key.public, at) for key in new.held.values()},
            making.pem(new.root.certificate),
        )
    )


def crl_url(settings: Settings) -> str | None:
    """Return where readers may ask whether a seal was stolen; not while only we could answer."""
    return f"{settings.base_url}/.well-known/seal.crl" if settings.is_https else None


def first_root(certificate: str, taken: frozenset[str] = frozenset()) -> RingKey:
    """Return the line of the root that was made with a folder."""
    said = x509.load_pem_x509_certificate(certificate.encode("ascii"))
    made_at = said.not_valid_before_utc + making.SKEW
    public_key = said.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return RingKey(
        id=key_id(KeyPurpose.ROOT, made_at.date(), taken),
        purpose=KeyPurpose.ROOT,
        algorithm=Algorithm.RSA,
        pem=public_key.decode("ascii"),
        certificates=certificate,
        made_at=made_at,
    )


def is_at_work(key: RingKey) -> bool:
    return key.purpose in AT_WORK


def entry(key: PublicKey, at: datetime) -> RingKey:
    return RingKey(
        id=key.id,
        purpose=key.purpose,
        algorithm=key.algorithm,
        pem=key.pem,
        certificates=key.certificates,
        made_at=at,
    )


def public(key: RingKey) -> PublicKey:
    return PublicKey(key.id, key.purpose, key.algorithm, key.pem, key.certificates)


def sealed(key: PrivateKey, passphrase: str) -> str:
    """Write a private key as PKCS #8, encrypted with AES-256."""
    how = BestAvailableEncryption(passphrase.encode())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how).decode("ascii")


def write(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    half_written = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(half_written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        half_written.replace(path)
    except BaseException:
        half_written.unlink(missing_ok=True)
        raise
