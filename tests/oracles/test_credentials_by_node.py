"""Libraries that are not ours, in another language, agree with us; `tests/node` is theirs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cpd.credentials import linked_data, publishing, securing, statuses
from cpd.credentials.building import CONTEXTS, credential_of
from cpd.credentials.rules.purposes import StatusPurpose
from cpd.credentials.rules.reasons import CredentialError, Reason
from cpd.credentials.statuses import StatusSite
from cpd.keys.making import throw_away
from cpd.keys.rules.multibase import ALPHABET
from tests.factories.credentials import (
    DID,
    MADE_AT,
    SITE,
    a_credential,
    altered,
    an_award,
    did_document_of,
)
from tests.rules.test_credentials_building import MOVING_TERMS, names_in
from tests.signers import a_signer

THEIRS = Path(__file__).parents[1] / "node"
FILES = dict(zip(CONTEXTS, publishing.CONTEXTS, strict=True))
NODE = Path(sys.executable).with_name("node")


def node(folder, script, *documents):
    """Run a script of theirs on these documents; return its lines and whether it was content."""
    names = []
    for number, document in enumerate(documents):
        names.append(folder / f"{number}.json")
        names[-1].write_text(json.dumps(document))
    done = subprocess.run(
        [NODE, THEIRS / script, *names], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stderr == ""
    return done.stdout.splitlines(), done.returncode == 0


def verified(folder, credential, *, did=None, a_list=None):
    lists = () if a_list is None else (a_list,)
    did = did or did_document_of(a_signer())
    lines, is_content = node(folder, "verify.mjs", credential, did, *lists)
    return dict(line.split(": ", 1) for line in lines), is_content


def a_list(*positions):
    here = StatusSite(SITE, DID)
    unsigned = statuses.list_credential(here, StatusPurpose.REVOCATION, 1, positions, MADE_AT)
    # Readers go by the real clock, and this one must not have run out.
    unsigned |= {"validUntil": "2099-01-01T00:00:00Z"}
    return statuses.signed_list(here, unsigned, a_signer(), MADE_AT)


def test_ours_is_accepted_and_not_withdrawn(tmp_path):
    said, is_content = verified(tmp_path, a_credential(), a_list=a_list(5))
    assert said == {"signature": "good", "dates": "in force", "revocation": "not set"}
    assert is_content


def test_withdrawn_is_told_apart_from_a_good_signature(tmp_path):
    said, is_content = verified(tmp_path, a_credential(), a_list=a_list(77))
    assert (said["signature"], said["revocation"]) == ("good", "set")
    assert not is_content


def test_a_list_that_was_altered_says_nothing(tmp_path):
    clean = altered(
        a_list(77), "credentialSubject.encodedList", a_list()["credentialSubject"]["encodedList"]
    )
    said, is_content = verified(tmp_path, a_credential(), a_list=clean)
    assert said["signature"] == "good"
    assert "not known" in said.get("status", said.get("revocation"))
    assert not is_content


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("credentialSubject.result.0.value", "7500"),
        ("credentialSubject.identifier.0.identityHash", "Mallory"),
        ("validUntil", "2099-01-01T00:00:00Z"),
        ("hours", "1000"),
        ("credentialSubject.achievement.name", "Another title"),
        ("credentialStatus.statusListIndex", "78"),
    ],
)
def test_every_change_is_refused(tmp_path, path, value):
    said, is_content = verified(tmp_path, altered(a_credential(), path, value))
    assert said["signature"].startswith("bad")
    assert not is_content


def test_a_proof_of_another_document_is_refused(tmp_path):
    swapped = altered(a_credential(), "proof", a_credential(name="Bo")["proof"])
    assert verified(tmp_path, swapped)[0]["signature"].startswith("bad")


def test_a_key_that_was_swapped_is_refused(tmp_path):
    other = did_document_of(throw_away("Somebody else", MADE_AT))
    other["verificationMethod"][0]["id"] = a_credential()["proof"]["verificationMethod"]
    other["assertionMethod"][0] = a_credential()["proof"]["verificationMethod"]
    assert verified(tmp_path, a_credential(), did=other)[0]["signature"].startswith("bad")


@pytest.mark.parametrize(
    "name",
    [
        "عبد الرحمن بن محمد",
        "שרה כהן",
        "สมชาย ใจดี",
        "山田 太郎",
        "Zoe\u0301 “Q” O'Ka\\for \\n \\theta <&>",
        "👩‍👩‍👧 Family",
    ],
)
def test_names_of_all_kinds_are_signed_alike(tmp_path, name):
    credential = a_credential(name=name, outcomes=("One\ntwo", 'Say "no".', "Back\\slash"))
    assert verified(tmp_path, credential)[0]["signature"] == "good"


def test_what_they_issue_is_accepted_by_us_and_not_once_it_was_altered(tmp_path):
    lines, _ = node(tmp_path, "issue.mjs", credential_of(an_award()))
    told = json.loads(lines[0])
    known = {told["issued"]["proof"]["verificationMethod"]: pem_of(told["publicKeyMultibase"])}
    assert securing.verify(told["issued"], known).issuer == DID
    with pytest.raises(CredentialError) as caught:
        securing.verify(altered(told["issued"], "name", "Another title"), known)
    assert caught.value.reason is Reason.ALTERED


def test_their_contexts_are_ours_but_for_the_terms_we_do_not_use(tmp_path):
    """Context 3.0.3 was changed where it stands: two files are published under one address."""
    theirs = json.loads(node(tmp_path, "contexts.mjs")[0][0])
    ours = {url: json.loads(linked_data.context_file(FILES[url])) for url in CONTEXTS}
    differing = {name for url in CONTEXTS for name in names_in(ours[url]) ^ names_in(theirs[url])}
    assert differing == MOVING_TERMS
    base, badges, extensions = CONTEXTS
    assert ours[base] == theirs[base]
    assert ours[extensions] == theirs[extensions]
    kept = {k: v for k, v in ours[badges]["@context"].items() if k not in MOVING_TERMS}
    assert kept == {k: v for k, v in theirs[badges]["@context"].items() if k not in MOVING_TERMS}


def pem_of(multibase):
    number = 0
    for digit in multibase.removeprefix("z"):
        number = number * 58 + ALPHABET.index(digit)
    raw = number.to_bytes(34, "big")[2:]
    key = Ed25519PublicKey.from_public_bytes(raw)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def test_a_key_that_was_stolen_is_said_so_though_its_signature_is_good(tmp_path):
    document = did_document_of(a_signer())
    for key in document["verificationMethod"]:
        key["revoked"] = "2026-03-01T00:00:00Z"
    said, is_content = verified(tmp_path, a_credential(), did=document)
    assert (said["signature"], is_content) == ("good", False)
    assert said["key"].startswith("not to be trusted since 2026-03-01")
