"""The list of seals that were stolen, signed by the root (RFC 5280)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from cpd.keys.making import SKEW, Root, authority
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.rules.ring import Ring, RingKey

GOOD_FOR = timedelta(days=400)  # a root that was taken offline is fetched once a year
RENEWED_AFTER = timedelta(days=30)


def signed_list(root: Root, ring: Ring, at: datetime) -> bytes:
    """Return the list as DER. A stolen seal stands in it for ever."""
    said = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.certificate.subject)
        .last_update(at - SKEW)
        .next_update(at + GOOD_FOR)
        .add_extension(authority(root), critical=False)
        .add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
    )
    for key in stolen(ring, root.certificate):
        said = said.add_revoked_certificate(line(key, at))
    return said.sign(root.key, SHA256()).public_bytes(Encoding.DER)


def stolen(ring: Ring, root: x509.Certificate) -> Sequence[RingKey]:
    """Return the seals under a root of our own that were revoked."""
    return [
        key
        for key in ring.keys.values()
        if key.purpose is KeyPurpose.SEAL and key.revoked_at is not None and chain(key)[-1] == root
    ]


def line(key: RingKey, at: datetime) -> x509.RevokedCertificate:
    return (
        x509.RevokedCertificateBuilder()
        .serial_number(chain(key)[0].serial_number)
        .revocation_date(key.revoked_at or at)
        .add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False)
        .add_extension(
            x509.InvalidityDate((key.revoked_as_of or at).replace(tzinfo=None)), critical=False
        )
        .build()
    )


def chain(key: RingKey) -> list[x509.Certificate]:
    return chain_in(key.certificates or "")


def chain_in(certificates: str) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(certificates.encode("ascii"))


def is_due(content: bytes | None, ring: Ring, root: x509.Certificate, at: datetime) -> bool:
    """Say whether a list must be signed anew: none yet, an old one, or one that lacks a seal."""
    if content is None:
        return True
    now = x509.load_der_x509_crl(content)
    listed = {one.serial_number for one in now}
    wanted = {chain(key)[0].serial_number for key in stolen(ring, root)}
    return listed != wanted or at - SKEW >= now.last_update_utc + RENEWED_AFTER
