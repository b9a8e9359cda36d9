"""The roots of our seals as everybody can fetch them, with the fingerprints to compare."""

from dataclasses import dataclass
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from cpd.keys.publishing import ROOTS
from cpd.web.published import published


@dataclass(frozen=True)
class Root:
    """A root by the name in it, and its SHA-256 as programs show it."""

    name: str
    fingerprint: str


def published_roots() -> tuple[Root, ...]:
    """Return the roots from the file that is published. Asks no database."""
    content = published(ROOTS)
    return roots_in(content) if content else ()


@lru_cache(maxsize=8)
def roots_in(content: bytes) -> tuple[Root, ...]:
    return tuple(
        Root(one.subject.rfc4514_string(), in_pairs(one.fingerprint(SHA256()).hex()))
        for one in x509.load_pem_x509_certificates(content)
    )


def in_pairs(digits: str) -> str:
    return ":".join(digits[at : at + 2] for at in range(0, len(digits), 2)).upper()
