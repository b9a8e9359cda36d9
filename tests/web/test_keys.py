"""What whoever checks a certificate is told of the site's keys, also while the database is away."""

from base64 import urlsafe_b64encode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from joserfc import jws
from joserfc.jwk import KeySet
from sqlalchemy.exc import SQLAlchemyError

from cpd.keys.publishing import publish_keys, publish_revocations
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.service import EXTENSION
from tests.factories.keys import MADE_AT, a_keyring
from tests.signers import a_signer

PATHS = (
    ("/.well-known/did.json", "application/json"),
    ("/.well-known/jwks.json", "application/json"),
    ("/.well-known/seal-root.pem", "application/x-pem-file"),
    ("/.well-known/seal.crl", "application/pkix-crl"),
)


@pytest.fixture
def told(app, session, tmp_path):
    """Publish the keys of the tests, and return a visitor."""
    with app.app_context():
        publish_keys(session)
        publish_revocations(a_keyring(tmp_path), MADE_AT)
    return app.test_client()


@pytest.mark.parametrize(("path", "kind"), PATHS)
def test_they_are_served_though_the_database_be_away(app, told, monkeypatch, path, kind):
    def refuse(*_args, **_more):
        raise SQLAlchemyError("the database was asked")

    monkeypatch.setattr("sqlalchemy.orm.Session.execute", refuse)  # as if it were away
    monkeypatch.setattr("sqlalchemy.orm.Session.connection", refuse)
    with told.session_transaction() as cookies:
        cookies.update({"_user_id": "anybody", "_fresh": True})
    answer = told.get(path)
    assert answer.status_code == 200
    assert answer.content_type.partition(";")[0] == kind
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    again = told.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_credentials_key_is_found_by_its_name(told):
    document = told.get("/.well-known/did.json").get_json()
    assert document["id"] == "did:web:localhost"
    assert document["@context"][0] == "https://www.w3.org/ns/did/v1"
    key = a_signer().public(KeyPurpose.CREDENTIAL)
    method = next(one for one in document["verificationMethod"] if one["id"].endswith(f"#{key.id}"))
    assert method["controller"] == document["id"]
    assert method["id"] in document["assertionMethod"]
    raw = read_base58(method["publicKeyMultibase"])
    assert raw[:2] == b"\xed\x01"
    mine = load_pem_public_key(key.pem.encode())
    assert raw[2:] == mine.public_bytes(Encoding.Raw, PublicFormat.Raw)
    Ed25519PublicKey.from_public_bytes(raw[2:])


def read_base58(text):
    """Read what we write; the reverse of it, written apart."""
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number = 0
    for letter in text.removeprefix("z"):
        number = number * 58 + alphabet.index(letter)
    return number.to_bytes(34, "big")


def test_the_keys_of_seal_and_log_are_good_for_no_credential(told):
    document = told.get("/.well-known/did.json").get_json()
    for purpose in (KeyPurpose.SEAL, KeyPurpose.LOG):
        assert a_signer().public(purpose).id not in str(document)


def test_another_library_checks_a_token_with_the_published_keys(app, told):
    keys = KeySet.import_key_set(told.get("/.well-known/jwks.json").get_json())
    key = a_signer().public(KeyPurpose.TOKEN)
    header = {"alg": "RS256", "kid": f"did:web:localhost#{key.id}"}
    unsigned = jws.serialize_compact(header, b"{}", KeySet.generate_key_set("RSA", 2048).keys[0])
    content = unsigned.rpartition(".")[0]
    signature = app.extensions[EXTENSION].sign(KeyPurpose.TOKEN, content.encode()).value
    token = f"{content}.{text(signature)}"
    assert jws.deserialize_compact(token, keys).payload == b"{}"


def text(raw):
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def test_the_published_root_vouches_for_the_seal(told):
    root = x509.load_pem_x509_certificate(told.get("/.well-known/seal-root.pem").data)
    chain = a_signer().public(KeyPurpose.SEAL).certificates
    x509.load_pem_x509_certificate(chain.encode()).verify_directly_issued_by(root)


def test_before_anything_is_published_there_is_nothing(app, tmp_path, monkeypatch):
    monkeypatch.setattr("cpd.web.published.FOLDER", "nothing-yet")
    assert app.test_client().get("/.well-known/did.json").status_code == 404
