"""What a credential says, and that it is what Open Badges 3.0 asks."""

import hashlib
import json

import pytest

from cpd.credentials import linked_data, schema
from cpd.credentials.building import credential_of
from cpd.credentials.publishing import CONTEXTS
from tests.factories.credentials import altered, an_award

# Terms that only the later of two files published as context 3.0.3 defines.
MOVING_TERMS = {"endorsementJwt", "jti"}
HASHES = {
    "credentials-v2.json": "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    "ob-v3p0-context-3.0.3.json": (
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84"
    ),
    "ob-v3p0-extensions.json": "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93",
}
SCHEMA_HASH = "b7358e895f492e74055dc6bfc7ffc420d0e497f90c4579fb83d9519b86d393ea"


def measured(credential):
    subject = credential["credentialSubject"]
    names = {one["id"]: one["name"] for one in subject["achievement"]["resultDescription"]}
    return {names[one["resultDescription"]]: one["value"] for one in subject["result"]}


def names_in(value):
    if isinstance(value, list):
        return {name for one in value for name in names_in(one)}
    if isinstance(value, dict):
        return set(value) | {name for one in value.values() for name in names_in(one)}
    return set()


def test_it_keeps_to_the_official_schema():
    assert schema.problems(credential_of(an_award())) == []


def test_the_least_that_can_be_said_keeps_to_it_too():
    bare = dict.fromkeys(("outcomes", "shares", "codes", "provider_numbers", "approvals"), ())
    award = an_award(**bare, started_on=None, delivery="", address="", signatory="", place=None)
    credential = credential_of(award)
    assert schema.problems(credential) == []
    assert "credentialStatus" not in credential
    assert measured(credential) == {"Minutes": "75"}


def test_minutes_are_whole_and_exact():
    assert measured(credential_of(an_award())) == {
        "Minutes": "75",
        "Minutes: Ethics": "45",
        "Minutes: Practice": "30",
        "Delivery": "self_paced",
    }


def test_the_holder_is_named_once_and_nothing_else_is_said_of_them():
    credential = credential_of(an_award())
    assert json.dumps(credential, ensure_ascii=False).count("Zoë Ōkafor") == 1
    assert credential["credentialSubject"]["identifier"] == [
        {
            "type": "IdentityObject",
            "identityType": "name",
            "hashed": False,
            "identityHash": "Zoë Ōkafor",
        }
    ]
    assert "@" not in json.dumps(credential).replace('"@context"', "")


def test_numbers_stand_as_they_were_given_and_say_by_whom():
    credential = credential_of(an_award())
    approvals = credential["credentialSubject"]["achievement"]["otherIdentifier"]
    assert [(one["identifierType"], one["identifier"]) for one in approvals] == [
        ("ext:ApprovalNumber.First_Body", "A-9"),
        ("ext:ApprovalNumber.Second", "2026/77"),
    ]
    assert credential["issuer"]["otherIdentifier"][0]["identifier"] == "P-1234"


def test_days_and_instants():
    credential = credential_of(an_award())
    subject = credential["credentialSubject"]
    assert credential["validFrom"] == "2026-03-02T09:00:00Z"
    assert credential["validUntil"] == "2028-03-01T23:59:59Z"
    assert credential["awardedDate"] == "2026-03-02T00:00:00Z"
    assert subject["activityStartDate"] == "2026-02-20T00:00:00Z"
    assert subject["activityEndDate"] == "2026-03-01T00:00:00Z"


def test_what_is_measured_has_the_same_ids_for_all_who_earn_the_same():
    ours = credential_of(an_award())
    theirs = credential_of(an_award(name="Bo", serial="CH-2", place=None))
    other = credential_of(an_award(achievement="urn:uuid:00000000-0000-4000-8000-000000000009"))
    described = [
        one["credentialSubject"]["achievement"]["resultDescription"]
        for one in (ours, theirs, other)
    ]
    assert described[0] == described[1]
    assert {one["id"] for one in described[0]}.isdisjoint(one["id"] for one in described[2])


def test_one_status_entry_since_the_schema_refuses_two():
    credential = credential_of(an_award())
    assert credential["credentialStatus"] == {
        "id": "https://cpd.example/status/revocation/1#77",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "77",
        "statusListCredential": "https://cpd.example/status/revocation/1",
    }
    twice = credential | {"credentialStatus": [credential["credentialStatus"]] * 2}
    assert schema.problems(twice) == ["credentialStatus: must be a group of values."]


NONE_OF_THESE = "is none of the values that may stand there."
NO_DATE = "must be a date and a time with its zone."


@pytest.mark.parametrize(
    ("path", "value", "where", "said"),
    [
        ("validFrom", None, "The credential", "validFrom is missing."),
        ("credentialSubject.achievement.criteria", None, None, "criteria is missing."),
        ("credentialSubject.achievement.achievementType", "Prize", None, NONE_OF_THESE),
        (
            "credentialSubject.result.0.value",
            75,
            "credentialSubject.result[0].value",
            "must be text.",
        ),
        ("awardedDate", "2026-03-02", None, NO_DATE),
        ("validFrom", "tomorrow T", None, NO_DATE),
        (
            "credentialSubject.identifier.0.email",
            "a@b.example",
            "credentialSubject.identifier[0]",
            "says something that has no place there.",
        ),
        ("type", ["OpenBadgeCredential"], None, "does not name the kind it must name."),
    ],
)
def test_the_schema_says_in_words_what_is_wrong_and_where(path, value, where, said):
    found = schema.problems(altered(credential_of(an_award()), path, value))
    place = where or (path if value is not None else path.rpartition(".")[0])
    assert found == [f"{place}: {said}"]


@pytest.mark.parametrize("name", CONTEXTS)
def test_the_pinned_contexts_are_the_ones_we_read(name):
    assert hashlib.sha256(linked_data.context_file(name)).hexdigest() == HASHES[name]


def test_the_schema_is_the_one_we_read():
    content = (schema.SCHEMAS / schema.SCHEMA_FILE).read_bytes()
    assert hashlib.sha256(content).hexdigest() == SCHEMA_HASH


def test_no_term_is_used_that_differs_between_published_forms_of_a_context():
    assert names_in(credential_of(an_award())).isdisjoint(MOVING_TERMS)
    badges = json.loads(linked_data.context_file("ob-v3p0-context-3.0.3.json"))["@context"]
    assert set(badges) >= MOVING_TERMS, "the pinned copy is the later one"
