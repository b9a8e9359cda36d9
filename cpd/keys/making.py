"""New keys, and the certificates of a root of our own over the key that seals PDFs."""

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from cpd.keys.rules.purposes import ALGORITHMS, Algorithm, KeyPurpose, key_id
from cpd.keys.signing import HeldKey, LocalSigner, PrivateKey, public_of

RSA_BITS = 3072
ROOT_YEARS, SEAL_YEARS = 20, 5
YEAR = timedelta(days=365)
SKEW = timedelta(days=1)  # a reader's clock may be behind ours


def new_private(purpose: KeyPurpose) -> PrivateKey:
    if ALGORITHMS[purpose] is Algorithm.ED25519:
        return Ed25519PrivateKey.generate()
    return new_rsa()


def new_rsa() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=RSA_BITS)


def root_certificate(key: RSAPrivateKey, site: str, at: datetime) -> x509.Certificate:
    """Return the self-signed certificate of a site's own root, good for twenty years."""
    name = named(site, f"{site} certificate root")
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
    key: RSAPrivateKey, root_key: RSAPrivateKey, root: x509.Certificate, site: str, at: datetime
) -> x509.Certificate:
    """Return what the root says of the key that seals PDFs, good for five years."""
    return (
        x509.CertificateBuilder()
        .subject_name(named(site, f"{site} seal"))
        .issuer_name(root.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - SKEW)
        .not_valid_after(at + SEAL_YEARS * YEAR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(signs_certificates=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()),
            critical=False,
        )
        .sign(root_key, SHA256())
    )


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


def throw_away(site: str, at: datetime) -> LocalSigner:
    """Make all four keys in memory, for a sample or a test. Nothing of them is kept."""
    held = {}
    for purpose in KeyPurpose:
        name, private, certificates = key_id(purpose, at.date()), new_private(purpose), None
        if purpose is KeyPurpose.SEAL and isinstance(private, RSAPrivateKey):
            root_key = new_rsa()
            root = root_certificate(root_key, site, at)
            certificates = pem(seal_certificate(private, root_key, root, site, at), root)
        held[purpose] = HeldKey(public_of(name, purpose, private, certificates), private)
    return LocalSigner(held)
