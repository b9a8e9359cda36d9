"""New keys, and the certificates of a root of our own over the key that seals PDFs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from cpd.keys.rules.purposes import ALGORITHMS, AT_WORK, Algorithm, KeyPurpose, key_id
from cpd.keys.signing import HeldKey, LocalSigner, PrivateKey, public_of

RSA_BITS = 3072
ROOT_YEARS, SEAL_YEARS = 20, 5
YEAR = timedelta(days=365)
SKEW = timedelta(days=1)  # a reader's clock may be behind ours


@dataclass(frozen=True)
class NewKeys:
    """The four keys of a site, and the root that says whose the seal is."""

    held: Mapping[KeyPurpose, HeldKey]
    root: "Root"


@dataclass(frozen=True)
class Root:
    """A root of our own: its private key, and its certificate."""

    key: RSAPrivateKey
    certificate: x509.Certificate

    @property
    def organisation(self) -> str:
        return organisation_in(self.certificate)


def new_private(purpose: KeyPurpose) -> PrivateKey:
    if ALGORITHMS[purpose] is Algorithm.ED25519:
        return Ed25519PrivateKey.generate()
    return new_rsa()


def new_rsa() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=RSA_BITS)


def organisation_in(certificate: x509.Certificate) -> str:
    (name,) = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(name.value)


def is_a_sites_own(root: x509.Certificate) -> bool:
    """Say whether a root signs for seals and for nothing between: no seller's root does."""
    try:
        said = root.extensions.get_extension_for_class(x509.BasicConstraints)
    except x509.ExtensionNotFound:
        return False
    return said.value.path_length == 0


def root_certificate(
    key: RSAPrivateKey, site: str, at: datetime, which: str = ""
) -> x509.Certificate:
    """Return the self-signed certificate of a site's own root, good for twenty years.

    `which` tells a later root from the first: readers find lists of stolen seals by that name.
    """
    own = f" {which}" if which else ""
    name = named(site, f"{site[: 44 - len(own)]} certificate root{own}")
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - SKEW)
        .not_valid_after(at + ROOT_YEARS * YEAR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )


def seal_certificate(
    key: RSAPrivateKey, root: Root, at: datetime, crl_url: str | None = None
) -> x509.Certificate:
    """Return what the root says of the key that seals PDFs, good for five years."""
    said = (
        x509.CertificateBuilder()
        .subject_name(named(root.organisation, f"{root.organisation} seal"))
        .issuer_name(root.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - SKEW)
        .not_valid_after(at + SEAL_YEARS * YEAR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(signs_certificates=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(authority(root), critical=False)
    )
    if crl_url is not None:
        said = said.add_extension(distribution(crl_url), critical=False)
    return said.sign(root.key, SHA256())


def authority(root: Root) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key())


def distribution(crl_url: str) -> x509.CRLDistributionPoints:
    where = [x509.UniformResourceIdentifier(crl_url)]
    return x509.CRLDistributionPoints([x509.DistributionPoint(where, None, None, None)])


def usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def named(site: str, what: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, site[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, what[:64]),
        ]
    )


def pem(*certificates: x509.Certificate) -> str:
    return "".join(one.public_bytes(Encoding.PEM).decode("ascii") for one in certificates)


def new_root(site: str, at: datetime, which: str = "") -> Root:
    key = new_rsa()
    return Root(key, root_certificate(key, site, at, which))


def new_key(
    name: str, purpose: KeyPurpose, root: Root | None, at: datetime, crl_url: str | None = None
) -> HeldKey:
    """Make one key; a seal gets its certificate from the root."""
    private = new_private(purpose)
    certificates = None
    if root is not None and isinstance(private, RSAPrivateKey) and purpose is KeyPurpose.SEAL:
        certificates = pem(seal_certificate(private, root, at, crl_url), root.certificate)
    return HeldKey(public_of(name, purpose, private, certificates), private)


def new_keys(site: str, at: datetime, crl_url: str | None = None) -> NewKeys:
    root, day = new_root(site, at), at.date()
    return NewKeys(
        {purpose: new_key(key_id(purpose, day), purpose, root, at, crl_url) for purpose in AT_WORK},
        root,
    )


def throw_away(site: str, at: datetime) -> LocalSigner:
    """Make all four keys in memory, for a sample or a test. Nothing of them is kept."""
    return LocalSigner(new_keys(site, at).held)
