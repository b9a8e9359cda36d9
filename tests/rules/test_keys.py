from datetime import UTC, datetime, timedelta

import pytest

from cpd.kernel.errors import RuleError
from cpd.keys.rules import ring as rings
from cpd.keys.rules.identity import Method, did_document, did_of, key_set, method_id
from cpd.keys.rules.multibase import ED25519, base58
from cpd.keys.rules.purposes import ALGORITHMS, AT_WORK, KeyPurpose, key_id
from cpd.keys.rules.ring import GRACE, Ring, RingKey
from cpd.keys.rules.trust import KeyFacts, judge_key

T = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("revoked_as_of", "cosigned_at", "accepted", "word"),
    [
        pytest.param(None, None, True, "in use", id="a key that was never stolen"),
        pytest.param(T, T - SECOND, True, "stays good", id="witnessed before the theft"),
        pytest.param(T, T, False, "only on", id="witnessed at that very instant"),
        pytest.param(T, T + SECOND, False, "only on", id="witnessed after the theft"),
        pytest.param(T, None, False, "no independent witness", id="never witnessed"),
    ],
)
def test_a_stolen_key_is_believed_only_for_what_was_witnessed_before(
    revoked_as_of, cosigned_at, accepted, word
):
    judgement = judge_key(KeyFacts("k", revoked_as_of=revoked_as_of), cosigned_at=cosigned_at)
    assert judgement.accepted is accepted
    assert word in judgement.why


def test_what_a_retired_key_signed_stays_good():
    judgement = judge_key(KeyFacts("k", retired_at=T), cosigned_at=None)
    assert judgement.accepted
    assert "21 November 2026, 09:30 UTC" in judgement.why


@pytest.mark.parametrize(
    ("address", "did"),
    [
        ("https://cpd.example", "did:web:cpd.example"),
        ("https://CPD.example:8443", "did:web:cpd.example%3A8443"),
        ("http://127.0.0.1:5000", "did:web:127.0.0.1%3A5000"),
    ],
)
def test_the_site_is_known_by_its_address(address, did):
    assert did_of(address) == did


def test_what_has_no_address_has_no_did():
    with pytest.raises(RuleError, match="not the address"):
        did_of("cpd.example")


def test_an_ed25519_key_is_written_as_others_read_it():
    raw = bytes.fromhex("3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29")
    assert base58(ED25519 + raw) == "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
    assert base58(b"\0\0\1") == "z112"


METHODS = (
    Method(key="credential-1", multibase="z6Mk"),
    Method(key="token-1", jwk={"kty": "RSA"}, revoked_as_of=T),
    Method(key="token-2", jwk={"kty": "RSA"}),
)


def test_every_key_there_ever_was_stays_in_the_did_document():
    document = did_document("did:web:x", METHODS)
    ids = [one["id"] for one in document["verificationMethod"]]
    assert ids == document["assertionMethod"]
    assert ids == [method_id("did:web:x", one.key) for one in METHODS]
    kinds = [one["type"] for one in document["verificationMethod"]]
    assert kinds == ["Multikey", "JsonWebKey", "JsonWebKey"]
    revoked = [one.get("revoked") for one in document["verificationMethod"]]
    assert revoked == [None, "2026-11-21T09:30:00Z", None]


def test_the_key_set_leaves_out_what_it_cannot_speak_of():
    assert [one["kid"] for one in key_set("did:web:x", METHODS)["keys"]] == ["did:web:x#token-2"]


def test_a_second_key_of_a_day_is_numbered():
    day = T.date()
    assert key_id(KeyPurpose.SEAL, day) == "seal-2026-11-21"
    taken = frozenset({"seal-2026-11-21", "seal-2026-11-21-2"})
    assert key_id(KeyPurpose.SEAL, day, taken) == "seal-2026-11-21-3"


def a_key(name, purpose=KeyPurpose.LOG):
    return RingKey(
        id=name, purpose=purpose, algorithm=ALGORITHMS[purpose], pem="pem", certificates=None,
        made_at=T,
    )  # fmt: skip


def a_ring():
    keys = {str(one): a_key(str(one), one) for one in AT_WORK}
    return Ring({one: str(one) for one in AT_WORK}, keys, "root")


def rotated(at=T):
    return a_ring().with_key(a_key("log-2")).switched(KeyPurpose.LOG, "log-2", at)


def test_a_list_of_keys_is_read_as_it_was_written():
    ring = rotated().revoked("log", T - SECOND, T)
    assert rings.read(rings.written(ring)) == ring


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "damaged"),
        ("[]", "damaged"),
        ('{"version": 2}', "of version 2"),
        (rings.written(a_ring()).replace('"log": "log"', '"log": "gone"'), "not in it"),
        (rings.written(a_ring()).replace('"ed25519"', '"dsa"'), "damaged"),
    ],
    ids=["nothing", "another thing", "a later release", "a key too few", "an unknown kind"],
)
def test_a_damaged_list_is_said_to_be_so(text, word):
    with pytest.raises(RuleError, match=word):
        rings.read(text)


def test_a_retired_key_signs_a_moment_longer_for_whoever_knew_it():
    old = rotated().keys["log"]
    assert old.signs(T + GRACE - SECOND)
    assert not old.signs(T + GRACE)
    assert rotated().spent(T + GRACE - SECOND) == frozenset()
    assert rotated().spent(T + GRACE) == {"log"}


def test_a_revoked_key_signs_no_more_at_all():
    ring = rotated().revoked("log", T, T)
    assert not ring.keys["log"].signs(T)
    assert ring.spent(T) == {"log"}


def test_a_key_that_signs_is_never_spent():
    assert a_ring().spent(T + timedelta(days=9999)) == frozenset()
    assert a_ring().switched(KeyPurpose.LOG, "log", T) == a_ring()
