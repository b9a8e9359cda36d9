"""What each key is for. No key does two things."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class KeyPurpose(StrEnum):
    """The keys of a site: what they sign says how much harm a stolen one can do.

    Four are at work every day. The root is not: it vouches for seals, and is kept apart.
    """

    CREDENTIAL = "credential"  # Ed25519: the proof of a credential, and of a status list
    SEAL = "seal"  # RSA with an X.509 certificate: the signature in a PDF
    LOG = "log"  # Ed25519: checkpoints of the transparency log
    TOKEN = "token"  # noqa: S105 # RSA: credentials as a token, and receipts
    ROOT = "root"  # RSA: the certificate of a seal, and the list of stolen seals


AT_WORK = (KeyPurpose.CREDENTIAL, KeyPurpose.SEAL, KeyPurpose.LOG, KeyPurpose.TOKEN)


class Algorithm(StrEnum):
    ED25519 = "ed25519"
    RSA = "rsa"


ALGORITHMS = {
    KeyPurpose.CREDENTIAL: Algorithm.ED25519,
    KeyPurpose.SEAL: Algorithm.RSA,
    KeyPurpose.LOG: Algorithm.ED25519,
    KeyPurpose.TOKEN: Algorithm.RSA,
    KeyPurpose.ROOT: Algorithm.RSA,
}


@dataclass(frozen=True)
class Signature:
    """A raw signature and the key it was made with: Ed25519, or RSA PKCS #1 v1.5 over SHA-256."""

    key_id: str
    value: bytes


def key_id(purpose: KeyPurpose, made_on: date, taken: frozenset[str] = frozenset()) -> str:
    """Name a key by what it is for and the day it was made; a second one of a day is numbered."""
    name = f"{purpose}-{made_on.isoformat()}"
    number = 2
    while name in taken:
        name, number = f"{purpose}-{made_on.isoformat()}-{number}", number + 1
    return name
