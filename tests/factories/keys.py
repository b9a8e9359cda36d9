"""Folders of keys: made once a run, copied for each test."""

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

from cpd.keys.keyring import FOLDER, PASSPHRASE, opened
from cpd.keys.making import named, new_root, usage
from cpd.settings import Settings

MADE_AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
A_PASSWORD = "of the file"


def settings_in(folder, **what_matters):
    return Settings(
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'test.sqlite'}",
        secret_key="test",
        testing=True,
        **what_matters,
    )


@cache
def template():
    folder = Path(tempfile.mkdtemp(prefix="cpd-keys-"))
    opened(settings_in(folder), MADE_AT)
    return folder


def copied(folder):
    """Put a whole set of keys into a data folder."""
    folder.mkdir(exist_ok=True, parents=True)
    shutil.copytree(template() / FOLDER, folder / FOLDER)
    shutil.copy2(template() / PASSPHRASE, folder / PASSPHRASE)


def a_keyring(folder, **what_matters):
    copied(folder)
    return opened(settings_in(folder, **what_matters), MADE_AT)


@cache
def an_authority():
    return new_root("Trust Example", MADE_AT)


@cache
def an_rsa_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def a_bought_certificate(*, begins=MADE_AT, ends=MADE_AT + timedelta(days=700), signs=False):
    root = an_authority()
    return (
        x509.CertificateBuilder()
        .subject_name(named("Harbour Institute", "Harbour Institute"))
        .issuer_name(root.certificate.subject)
        .public_key(an_rsa_key().public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(usage(signs_certificates=signs), critical=True)
        .sign(root.key, SHA256())
    )


def a_file(certificate=None, *, key=None, others=None, password=A_PASSWORD):
    """Return the bytes of a PKCS #12 file as a certificate authority sends it."""
    return serialize_key_and_certificates(
        b"seal",
        key or an_rsa_key(),
        certificate or a_bought_certificate(),
        [an_authority().certificate] if others is None else others,
        BestAvailableEncryption(password.encode()),
    )
