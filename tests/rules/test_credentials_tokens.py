"""The token form: the same content, RS256 only, and nothing it says twice may differ."""

import hmac
import json
from base64 import urlsafe_b64decode
from datetime import UTC, date, datetime, timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from openbadgeslib.ob3.verifier import OB3Verifier

from cpd.credentials import tokens
from cpd.credentials.building import credential_of
from cpd.credentials.rules.reasons import CredentialError, Reason
from cpd.keys.rules.purposes import KeyPurpose, Signature
from cpd.keys.signing import SignerAwayError
from tests.factories.credentials import DID, MADE_AT, a_credential, an_award, keys, public
from tests.signers import a_signer

KID = f"{DID}#{public(KeyPurpose.TOKEN).id}"


def a_token(**given):
    return tokens.secure(credential_of(an_award(**given)), a_signer(), DID)


def part(token, number):
    raw = token.split(".")[number]
    return json.loads(urlsafe_b64decode(raw + "=" * (-len(raw) % 4)))


def refused(token, known=None, at=None):
    with pytest.raises(CredentialError) as caught:
        tokens.verify(token, keys() if known is None else known, at)
    return caught.value.reason


def signed(header, payload):
    """A token with a good signature, whatever it says."""
    first = ".".join((tokens.encoded(header), tokens.encoded(payload)))
    value = a_signer().sign(KeyPurpose.TOKEN, first.encode()).value
    return f"{first}.{tokens.text_of(value)}"


def test_it_says_the_same_as_the_credential():
    assert tokens.verify(a_token(), keys(), MADE_AT) == credential_of(an_award())


def test_no_proof_goes_into_it():
    assert "proof" not in part(tokens.secure(a_credential(), a_signer(), DID), 1)


def test_it_says_in_its_header_only_what_it_must():
    assert part(a_token(), 0) == {"alg": "RS256", "kid": KID, "typ": "JWT"}


def test_its_claims_are_those_of_open_badges():
    body = part(a_token(), 1)
    assert (body["iss"], body["jti"], body["sub"]) == (
        DID,
        f"urn:uuid:{an_award().certificate_id}",
        f"urn:uuid:{an_award().subject_id}",
    )
    assert body["nbf"] == datetime(2026, 3, 2, 9, tzinfo=UTC).timestamp()
    assert body["exp"] == datetime(2028, 3, 1, 23, 59, 59, tzinfo=UTC).timestamp()
    assert "iat" not in body


def test_independent_libraries_accept_it():
    pem = public(KeyPurpose.TOKEN).pem
    OB3Verifier(pem).verify(a_token())
    assert jwt.decode(a_token(), RSAKey.import_key(pem), algorithms=["RS256"]).claims["iss"] == DID


def test_what_ran_out_is_still_unaltered():
    gone = a_token(valid_until=date(2026, 3, 2))
    assert tokens.verify(gone, keys(), MADE_AT + timedelta(days=900))["id"]


def test_a_clock_may_be_two_minutes_slow():
    begins = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert tokens.verify(a_token(), keys(), begins - timedelta(minutes=2))
    assert refused(a_token(), at=begins - timedelta(minutes=3)) is Reason.NOT_YET_VALID


def test_every_change_is_refused():
    header, body, value = a_token().split(".")
    other = tokens.encoded(part(a_token(), 1) | {"name": "Another title"})
    assert refused(f"{header}.{other}.{value}") is Reason.ALTERED
    assert refused(f"{header}.{body}.{value[:-6]}AAAAAA") is Reason.ALTERED
    assert refused(f"{header}.{body}.") is Reason.ALTERED
    assert refused(f"{header}.{body}") is Reason.NOT_A_CREDENTIAL
    assert refused("a.b.c") is Reason.NOT_A_CREDENTIAL
    assert refused("é.b.c") is Reason.NOT_A_CREDENTIAL
    assert refused("a" * 200_000) is Reason.TOO_LARGE


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({"alg": "none", "kid": KID, "typ": "JWT"}, Reason.NOT_SIGNED),
        ({"alg": "HS256", "kid": KID, "typ": "JWT"}, Reason.NOT_SIGNED),
        ({"alg": "PS256", "kid": KID, "typ": "JWT"}, Reason.NOT_SIGNED),
        ({"alg": "RS256", "typ": "JWT"}, Reason.NOT_SIGNED),
        ({"alg": "RS256", "kid": [KID], "typ": "JWT"}, Reason.NOT_SIGNED),
        ({"alg": "RS256", "kid": KID, "typ": "JWT", "jwk": {}}, Reason.NOT_SIGNED),
        (
            {"alg": "RS256", "kid": KID, "typ": "JWT", "crit": ["b64"], "b64": False},
            Reason.NOT_SIGNED,
        ),
        ({"alg": "RS256", "kid": f"{DID}#else", "typ": "JWT"}, Reason.UNKNOWN_KEY),
    ],
)
def test_a_header_that_says_anything_else_is_refused(header, reason):
    assert refused(signed(header, part(a_token(), 1))) is reason


def test_a_public_key_is_no_shared_secret():
    header = tokens.encoded({"alg": "HS256", "kid": KID, "typ": "JWT"})
    first = f"{header}.{a_token().split('.')[1]}"
    secret = public(KeyPurpose.TOKEN).pem.encode()
    value = hmac.new(secret, first.encode(), "sha256").digest()
    assert refused(f"{first}.{tokens.text_of(value)}") is Reason.NOT_SIGNED


@pytest.mark.parametrize(
    ("claim", "value", "reason"),
    [
        ("iss", "did:web:else.example", Reason.NOT_A_CREDENTIAL),
        ("sub", "urn:uuid:else", Reason.NOT_A_CREDENTIAL),
        ("jti", "urn:uuid:else", Reason.NOT_A_CREDENTIAL),
        ("nbf", 1, Reason.NOT_A_CREDENTIAL),
        ("exp", 4_000_000_000, Reason.NOT_A_CREDENTIAL),
        ("exp", None, Reason.NOT_A_CREDENTIAL),
        ("issuer", {"id": "did:web:else.example"}, Reason.NOT_A_CREDENTIAL),
        ("validFrom", "whenever", Reason.NOT_A_CREDENTIAL),
        ("validFrom", "2026-03-02T09:00:00", Reason.NOT_A_CREDENTIAL),
        ("credentialSubject", [], Reason.NOT_A_CREDENTIAL),
    ],
)
def test_claims_and_credential_must_agree_even_if_well_signed(claim, value, reason):
    token = a_token()
    assert refused(signed(part(token, 0), part(token, 1) | {claim: value})) is reason


def test_a_key_of_another_issuer_is_refused():
    known = {"did:web:else.example#key": public(KeyPurpose.TOKEN).pem}
    header = {"alg": "RS256", "kid": "did:web:else.example#key", "typ": "JWT"}
    assert refused(signed(header, part(a_token(), 1)), known) is Reason.WRONG_ISSUER


def test_a_key_that_changes_in_between_is_tried_again():
    class Changing:
        def public(self, purpose):
            return a_signer().public(purpose)

        def sign(self, purpose, message):
            return Signature("token-2030-01-01", b"")

    with pytest.raises(SignerAwayError):
        tokens.secure(credential_of(an_award()), Changing(), DID)
