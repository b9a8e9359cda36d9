"""Whatever is handed to `cpd certificate verify`, it answers in words and not with a trace."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpd.kernel.errors import RuleError
from cpd.verification.offline import examined_offline
from cpd.verification.papers import Given, gather
from tests.factories.offline import a_proof, published_in
from tests.factories.verification import a_minted

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
TEXTS = st.text(st.characters(codec=None), max_size=20)  # with halves of characters
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    return gather(Given(folder=published_in(tmp_path_factory.mktemp("with"))))


def answered(content, papers):
    try:
        examined = examined_offline(content, papers, NOON)
    except RuleError:
        return
    json.dumps(examined.to_plain(), ensure_ascii=False).encode()
    assert not examined.is_valid


@QUICK
@given(st.binary(max_size=200) | VALUES.map(lambda one: json.dumps(one).encode()))
def test_anything_at_all(papers, content):
    answered(content, papers)


@QUICK
@given(st.sampled_from(sorted(json.loads(a_minted()[1].credential))), VALUES)
def test_a_credential_with_anything_in_one_place(papers, name, value):
    document = json.loads(a_minted()[1].credential)
    if document[name] != value:
        answered(json.dumps(document | {name: value}).encode(), papers)


@QUICK
@given(st.sampled_from([*a_proof()]), VALUES)
def test_a_proof_with_anything_in_one_place(tmp_path, name, value):
    folder = tmp_path / "with"
    if not folder.exists():
        folder.mkdir()
        published_in(folder)
        (folder / "checkpoint").unlink()
    right = a_proof()
    (folder / "proof.json").write_text(json.dumps(right | {name: value}))
    content = a_minted()[1].credential.encode()
    try:
        said = examined_offline(content, gather(Given(folder=folder)), NOON).to_plain()
        named = gather(Given(folder=folder, proof=folder / "proof.json"))
        examined_offline(content, named, NOON)
    except RuleError:
        return
    json.dumps(said, ensure_ascii=False).encode()


@QUICK
@given(st.sampled_from(["id", "verificationMethod", "assertionMethod"]), VALUES)
def test_a_did_document_with_anything_in_one_place(papers, name, value):
    document = json.loads(papers.did) | {name: value}
    content = a_minted()[1].credential.encode()
    try:
        examined_offline(content, replace(papers, did=json.dumps(document).encode()), NOON)
    except RuleError:
        return
