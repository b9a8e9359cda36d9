"""`cpd certificate verify` says of each file of `cpd certificate sample` what its README says."""

import json

import pytest
from click.testing import CliRunner

from cpd.cli.sampling import sample
from cpd.cli.verifying import verify

VALID = ("certificate*.pdf", "credential.json", "credential.jwt")
WITHDRAWN = ("withdrawn-certificate.pdf", "withdrawn-credential.json")
REFUSED = {
    "byte-flipped.pdf": ("integrity.seal", "does not fit the file"),
    "page-rotated.pdf": ("integrity.seal", "added to this file after it was sealed"),
    "attachment-swapped.pdf": ("integrity.seal", "added to this file after it was sealed"),
    "attachment-edited.pdf": ("integrity.credential", "altered after it was signed"),
    "hours-edited.json": ("integrity.credential", "altered after it was signed"),
    "valid-until-changed.json": ("integrity.credential", "altered after it was signed"),
    "unknown-term-added.json": ("integrity.credential", "its signature does not cover"),
    "proof-stripped.json": ("integrity.credential", "has no signature"),
    "others-key.json": ("integrity.credential", "or somebody else signed it"),
    "alg-none.jwt": ("integrity.credential", "signature"),
    "payload-edited.jwt": ("integrity.credential", "altered after it was signed"),
}
NO_CERTIFICATES = {"status-revocation-altered.json", "proof-of-another-leaf.json"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    there = tmp_path_factory.mktemp("sample") / "site"
    done = CliRunner().invoke(sample, [str(there)])
    assert done.exit_code == 0, done.output
    return there


def ask(folder, name, *more):
    done = CliRunner().invoke(verify, [str(folder / name), "--with", str(folder), "--json", *more])
    said = json.loads(done.stdout)
    failed = {one["id"]: one["message"] for one in said["checks"] if one["result"] == "fail"}
    return done.exit_code, said["verdict"], failed


def test_all_that_is_good_is_valid(folder):
    names = [path.name for pattern in VALID for path in sorted(folder.glob(pattern))]
    assert len(names) > 10
    assert [ask(folder, name) for name in names] == [(0, "valid", {})] * len(names)


@pytest.mark.parametrize("name", WITHDRAWN)
def test_what_is_withdrawn_is_nothing_worse(folder, name):
    code, verdict, failed = ask(folder, name)
    assert (code, verdict, set(failed)) == (1, "withdrawn", {"status.withdrawn"})


@pytest.mark.parametrize("name", REFUSED)
def test_each_twin_is_refused_for_the_right_reason(folder, name):
    check, words = REFUSED[name]
    code, verdict, failed = ask(folder, f"tampered/{name}")
    assert (code, verdict) == (1, "unknown")
    assert words in failed[check]


def test_there_is_no_twin_that_is_not_tried(folder):
    there = {path.name for path in (folder / "tampered").iterdir()}
    assert there == REFUSED.keys() | NO_CERTIFICATES


def test_an_altered_list_is_refused_rather_than_read(folder, tmp_path):
    altered = folder / "tampered" / "status-revocation-altered.json"
    (tmp_path / "list.json").write_bytes(altered.read_bytes())
    code, verdict, failed = ask(folder, "credential.json", "--status", str(tmp_path))
    assert (code, verdict) == (1, "unknown")
    assert "The list that was given is refused." in failed["status.withdrawn"]


def test_a_proof_of_another_line_is_refused(folder):
    other = folder / "tampered" / "proof-of-another-leaf.json"
    code, verdict, failed = ask(folder, "certificate.pdf", "--proof", str(other))
    assert (code, verdict) == (1, "unknown")
    assert "log.inclusion" in failed
