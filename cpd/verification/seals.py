"""Which seals were stolen, by the list that the root signs (`seal.crl`)."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from cpd.keys.rules.trust import KeyFacts


def stolen_seals(
    lists: Iterable[bytes], roots: Iterable[str], now: datetime
) -> Mapping[str, KeyFacts] | None:
    """Map the serial numbers of stolen seals to since when; None without a list that counts.

    A list counts until it runs out, if one of the roots signed it. One that does not is as none.
    """
    trusted = [one for pem in roots for one in x509.load_pem_x509_certificates(pem.encode("ascii"))]
    read = [one for raw in lists if (one := read_list(raw)) is not None]
    good = [one for one in read if is_good(one, trusted, now)]
    if not good:
        return None
    return {
        serial_text(line.serial_number): KeyFacts("of the seal", revoked_as_of=since(line))
        for one in good
        for line in one
    }


def is_crl(raw: bytes) -> bool:
    return read_list(raw) is not None


def read_list(raw: bytes) -> x509.CertificateRevocationList | None:
    try:
        if raw.startswith(b"-----"):
            return x509.load_pem_x509_crl(raw)
        return x509.load_der_x509_crl(raw)
    except ValueError:
        return None


def is_good(
    one: x509.CertificateRevocationList, roots: Iterable[x509.Certificate], now: datetime
) -> bool:
    until = one.next_update_utc
    return until is not None and now <= until and any(is_by(one, root) for root in roots)


def is_by(one: x509.CertificateRevocationList, root: x509.Certificate) -> bool:
    key = root.public_key()
    if one.issuer != root.subject or not isinstance(key, RSAPublicKey):
        return False
    try:
        return one.is_signature_valid(key)
    except (UnsupportedAlgorithm, ValueError):
        return False


def since(line: x509.RevokedCertificate) -> datetime:
    """Return from when on somebody else may have had it, which is before it was revoked."""
    try:
        said = line.extensions.get_extension_for_class(x509.InvalidityDate)
    except x509.ExtensionNotFound:
        return line.revocation_date_utc
    return said.value.invalidity_date.replace(tzinfo=UTC)


def serial_text(number: int) -> str:
    return format(number, "x")
