"""What a signer does, and one that holds the private keys in this process."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cpd.kernel.errors import RuleError
from cpd.keys.rules.purposes import ALGORITHMS, Algorithm, KeyPurpose, Signature

PrivateKey = Ed25519PrivateKey | RSAPrivateKey


class SignerAwayError(RuleError):
    """The process that holds the keys does not answer. What waits for it is tried again."""


@dataclass(frozen=True)
class PublicKey:
    """The public half of a key, as PEM; of a seal with its certificates, its own first."""

    id: str
    purpose: KeyPurpose
    algorithm: Algorithm
    pem: str
    certificates: str | None = None


class Signer(Protocol):
    """Signs with the current key of a purpose. Raises SignerAwayError if it cannot be reached."""

    def sign(self, purpose: KeyPurpose, message: bytes) -> Signature: ...
    def public(self, purpose: KeyPurpose) -> PublicKey: ...


@dataclass(frozen=True)
class HeldKey:
    """A private key in memory, and what everybody may know of it."""

    public: PublicKey
    private: PrivateKey


@dataclass(frozen=True)
class LocalSigner:
    """Holds the current key of each purpose. For the signer process, for samples and for tests."""

    held: Mapping[KeyPurpose, HeldKey]

    def sign(self, purpose: KeyPurpose, message: bytes) -> Signature:
        key = self.held[purpose]
        return Signature(key.public.id, signed(key.private, message))

    def public(self, purpose: KeyPurpose) -> PublicKey:
        return self.held[purpose].public


def signed(key: PrivateKey, message: bytes) -> bytes:
    """Return the raw signature: Ed25519, or RSA PKCS #1 v1.5 over SHA-256."""
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(message)
    return key.sign(message, PKCS1v15(), SHA256())


def public_of(
    name: str, purpose: KeyPurpose, key: PrivateKey, certificates: str | None = None
) -> PublicKey:
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return PublicKey(name, purpose, ALGORITHMS[purpose], pem.decode("ascii"), certificates)
