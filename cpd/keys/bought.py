"""A seal that was bought: a PKCS #12 file with a key, and what an authority says of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from cryptography.x509.oid import ExtensionOID, NameOID

from cpd.kernel.errors import RuleError
from cpd.keys.making import pem
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.signing import HeldKey, public_of

LEAST_BITS = 2048


@dataclass(frozen=True)
class BoughtSeal:
    """The key with its certificates, its own first, as far up as the file goes."""

    key: RSAPrivateKey
    chain: Sequence[x509.Certificate]

    @property
    def own(self) -> x509.Certificate:
        return self.chain[0]

    @property
    def is_whole(self) -> bool:
        """Say whether the chain ends at a root."""
        return self.chain[-1].issuer == self.chain[-1].subject

    def held(self, name: str) -> HeldKey:
        public = public_of(name, KeyPurpose.SEAL, self.key, pem(*self.chain))
        return HeldKey(public, self.key)


def read(content: bytes, password: str, at: datetime) -> BoughtSeal:
    """Read such a file; refuse in words what PDF readers would refuse later."""
    try:
        found = load_pkcs12(content, password.encode())
    except ValueError as error:
        raise RuleError(
            "The file cannot be opened: it is no PKCS #12 file, or the password is another one."
        ) from error
    if found.key is None or found.cert is None:
        raise RuleError("The file must hold a private key and its certificate.")
    if not isinstance(found.key, RSAPrivateKey) or found.key.key_size < LEAST_BITS:
        raise RuleError(
            f"The key must be an RSA key of {LEAST_BITS} bits or more; others would make the PDF "
            "one of a newer version than the archive standard allows."
        )
    own = found.cert.certificate
    if own.public_key() != found.key.public_key():
        raise RuleError("The certificate in the file is not that of the key in the file.")
    check_dates(own, at)
    check_usage(own)
    others = [one.certificate for one in found.additional_certs]
    return BoughtSeal(found.key, chain_of(own, others))


def check_dates(own: x509.Certificate, at: datetime) -> None:
    if at < own.not_valid_before_utc:
        raise RuleError(f"The certificate is valid only from {own.not_valid_before_utc:%Y-%m-%d}.")
    if at >= own.not_valid_after_utc:
        raise RuleError(f"The certificate ran out on {own.not_valid_after_utc:%Y-%m-%d}.")


def check_usage(own: x509.Certificate) -> None:
    for one in own.extensions:
        if one.oid == ExtensionOID.BASIC_CONSTRAINTS and one.value.ca:
            raise RuleError("That is the certificate of an authority, not of a seal.")
        if one.oid != ExtensionOID.KEY_USAGE:
            continue
        if not (one.value.digital_signature or one.value.content_commitment):
            raise RuleError("The certificate does not allow signing documents (its key usage).")


def chain_of(
    own: x509.Certificate, others: Sequence[x509.Certificate]
) -> Sequence[x509.Certificate]:
    """Put the certificates in order, each vouched for by the next; leave out what is not of it."""
    chain = [own]
    while chain[-1].issuer != chain[-1].subject:
        above = [one for one in others if one not in chain and vouches(one, chain[-1])]
        if not above:
            break
        chain.append(above[0])
    return chain


def vouches(issuer: x509.Certificate, of: x509.Certificate) -> bool:
    try:
        of.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def name_in(name: x509.Name) -> str:
    """Return who a certificate says somebody is, as readers show it."""
    for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        for found in name.get_attributes_for_oid(kind):
            return str(found.value)
    return name.rfc4514_string()


def what_readers_see(seal: BoughtSeal) -> list[str]:
    """Say plainly what will and what will not be shown to whoever opens a certificate."""
    above = name_in(seal.chain[-1].issuer)
    trust = (
        f"They trust that by themselves only if they trust {above}: for Acrobat, if it is on the "
        "list of authorities that Adobe approves. Otherwise they say that the signer's identity is "
        "unknown, though the file is whole."
    )
    lines = [
        f"Readers will see: signed by {name_in(seal.own.subject)}.",
        f"{name_in(seal.own.issuer)} vouches for it until {seal.own.not_valid_after_utc:%Y-%m-%d}.",
        trust,
        "Certificates sealed before keep their seal, and our own root goes on being published.",
        "If this seal is stolen, its authority must revoke it too: ask them, we cannot.",
    ]
    if not seal.is_whole:
        lack = f"The file does not hold the certificate of {above}, so some readers will not find"
        lines.append(f"{lack} it; ask for a file with the whole chain.")
    return lines
