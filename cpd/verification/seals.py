"""Which seals were stolen, by the list that the root signs (`seal.crl`)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from cpd.keys.making import is_a_sites_own, pem
from cpd.keys.published_roots import StolenRoot, stolen_in, trusted_in
from cpd.keys.rules.trust import KeyFacts


def stolen_seals(
    lists: Iterable[bytes], roots: Iterable[str], now: datetime
) -> Mapping[str, KeyFacts] | None:
    """Map the serial numbers of stolen seals to since when; None without a list that counts.

    A list counts until it runs out, if one of the roots signed it. One that does not is as none.
    """
    trusted = certificates_in(roots)
    good = [one for one in lists_in(lists) if is_good(one, trusted, now)]
    if not good:
        return None
    return {
        serial_text(line.serial_number): KeyFacts("of the seal", revoked_as_of=since(line))
        for one in good
        for line in one
    }


def unlisted(lists: Iterable[bytes], roots: Iterable[str], now: datetime) -> frozenset[str]:
    """Return the roots of a site's own that no list counts for, by the identifiers of their keys.

    A root that was bought is not asked for one: whoever sold it keeps its lists elsewhere.
    """
    read = list(lists_in(lists))
    return frozenset(
        identifier_of(root)
        for root in certificates_in(roots)
        if is_a_sites_own(root) and not any(is_good(one, [root], now) for one in read)
    )


def certificates_in(pems: Iterable[str]) -> list[x509.Certificate]:
    return [one for pem in pems for one in x509.load_pem_x509_certificates(pem.encode("ascii"))]


def lists_in(lists: Iterable[bytes]) -> Iterator[x509.CertificateRevocationList]:
    return (one for raw in lists if (one := read_list(raw)) is not None)


def identifier_of(root: x509.Certificate) -> str:
    return x509.SubjectKeyIdentifier.from_public_key(root.public_key()).digest.hex()


def roots_in(
    texts: Iterable[str], beside: Iterable[str] = ()
) -> tuple[tuple[str, ...], tuple[StolenRoot, ...]]:
    """Part files of roots into those that are trusted and those that were stolen.

    One that any file calls stolen is trusted by none: an older file may not know of it yet. Of
    files `beside` only that is read.
    """
    read = list(texts)
    stolen = tuple(dict.fromkeys(root for text in [*read, *beside] for root in stolen_in(text)))
    gone = certificates_in(root.pem for root in stolen)
    found = certificates_in(one for one in map(trusted_in, read) if is_root(one))
    return tuple(pem(one) for one in dict.fromkeys(found) if one not in gone), stolen


def is_root(pem: str) -> bool:
    try:
        return bool(x509.load_pem_x509_certificates(pem.encode("ascii", "replace")))
    except ValueError:
        return False


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
