"""Status lists: what is set is read back, and an independent library reads the same."""

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openbadgeslib.ob3.status import decode_encoded_list, set_indices

from cpd.credentials import statuses
from cpd.credentials.rules.awards import LIST_BITS
from cpd.credentials.rules.purposes import StatusPurpose
from cpd.credentials.rules.reasons import CredentialError, Reason
from cpd.credentials.statuses import StatusSite
from tests.factories.credentials import DID, MADE_AT, SITE, a_credential, altered, keys, public
from tests.signers import a_signer

HERE = StatusSite(SITE, DID)
REVOCATION = StatusPurpose.REVOCATION


def unsigned(*positions, at=MADE_AT):
    return statuses.list_credential(HERE, REVOCATION, 1, positions, at)


def a_list(*positions, at=MADE_AT):
    return statuses.signed_list(HERE, unsigned(*positions, at=at), a_signer(), at)


@settings(max_examples=30, deadline=None)
@given(st.sets(st.integers(0, LIST_BITS - 1), max_size=300))
def test_what_is_set_and_nothing_else_is_read_back(positions):
    document = unsigned(*positions)
    bits = decode_encoded_list(document["credentialSubject"]["encodedList"])
    assert set_indices(bits) == positions
    assert len(bits) * 8 == LIST_BITS
    assert all(statuses.is_set(document, one) for one in positions)


def test_a_list_says_who_what_and_for_how_long():
    read = statuses.read(json.dumps(a_list(5, 77)), keys())
    assert (read.url, read.issuer, read.purpose) == (
        "https://cpd.example/status/revocation/1",
        DID,
        REVOCATION,
    )
    assert read.valid_until - read.valid_from == timedelta(days=8)
    assert [one for one in range(100) if read.is_set(one)] == [5, 77]


@pytest.mark.parametrize("place", [-1, LIST_BITS])
def test_a_place_outside_the_list_is_no_answer(place):
    with pytest.raises(CredentialError):
        statuses.read(a_list(), keys()).is_set(place)


def test_every_change_of_a_list_is_refused():
    document, empty = a_list(77), unsigned()["credentialSubject"]["encodedList"]
    for path, value, reason in (
        ("credentialSubject.encodedList", empty, Reason.ALTERED),
        ("credentialSubject.statusPurpose", "suspension", Reason.ALTERED),
        ("validUntil", "2099-01-01T00:00:00Z", Reason.ALTERED),
        ("ttl", 1, Reason.UNKNOWN_TERM),
        ("proof", None, Reason.NOT_SIGNED),
        ("issuer", "did:web:else.example", Reason.WRONG_ISSUER),
    ):
        with pytest.raises(CredentialError) as caught:
            statuses.read(altered(document, path, value), keys())
        assert caught.value.reason is reason, path


def test_a_certificate_is_no_list_and_a_list_is_no_certificate():
    with pytest.raises(CredentialError) as caught:
        statuses.read(a_credential(), keys())
    assert caught.value.reason is Reason.NOT_A_CREDENTIAL


@pytest.mark.parametrize("bits", ["", "u", "uAAAA", 7, None, "x" * 100])
def test_bits_that_cannot_be_read(bits):
    with pytest.raises(CredentialError):
        statuses.bits_of({"credentialSubject": {"encodedList": bits}})


METHOD = f"{DID}#{public().id}"


@pytest.mark.parametrize(
    ("content", "method", "later", "is_still_right"),
    [
        (a_list(5), METHOD, timedelta(hours=1), True),
        (a_list(5), METHOD, timedelta(days=1), False),
        (a_list(5), METHOD, timedelta(hours=-1), False),
        (a_list(5, 6), METHOD, timedelta(hours=1), False),
        (a_list(5), f"{DID}#credential-2030-01-01", timedelta(hours=1), False),
        (altered(a_list(5), "issuer", "did:web:else.example"), METHOD, timedelta(hours=1), False),
        ({}, METHOD, timedelta(hours=1), False),
        (None, METHOD, timedelta(hours=1), False),
    ],
    ids=["same", "a day old", "from the future", "other bits", "new key", "moved", "empty", "none"],
)
def test_when_a_list_is_signed_anew(content, method, later, is_still_right):
    kept = None if content is None else json.dumps(content).encode()
    assert statuses.still_says(kept, unsigned(5), method, MADE_AT + later) is is_still_right
