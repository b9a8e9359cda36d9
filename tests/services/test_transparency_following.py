"""A witness follows the log to its next key, and only where the old key and a root both say so."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.hashes import SHA256

from cpd.cli import log as command
from cpd.keys import service as keys
from cpd.keys.making import new_key, new_root
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.signing import LocalSigner
from cpd.transparency import service
from cpd.transparency.rules.notes import read_note
from cpd.transparency.service.succeeding import announce
from cpd.transparency.verifying import log_key
from tests.conftest import TODAY
from tests.factories.transparency import a_log, publishing_into
from tests.signers import MADE_AT, a_signer, the_keys

NAME = "body.example/witness"
LOG = KeyPurpose.LOG


@pytest.fixture
def first():
    return a_signer().held[LOG]


@pytest.fixture
def public(app, tmp_path):
    with publishing_into(app, tmp_path / "site") as folder:
        yield folder


@pytest.fixture
def grow(public, work, first):
    """Return what appends a few lines, signs with a key of the log, and publishes."""

    def more(key=first):
        a_log(work, 3)
        service.checkpoint(work, LocalSigner({**a_signer().held, LOG: key}))
        work.session.commit()
        service.publish_log()

    return more


@pytest.fixture
def rotate(work, first):
    """Return what gives the log a new key, announced with a root unless told otherwise."""

    def to(name, before=first, root=None, *, is_announced=True):
        new = new_key(name, LOG, None, MADE_AT)
        keys.succeed(work, new.public)
        if is_announced:
            announce(work, old=before, new=new, root=root or the_keys().root)
        return new

    return to


@pytest.fixture
def look(public, tmp_path):
    """Return what runs `cpd log witness` on the published folder."""

    def run(*more):
        given = ["--folder", str(public), "--key", str(tmp_path / "key"), "--name", NAME]
        return CliRunner().invoke(
            command.log, ["witness", *given, "--state", str(tmp_path / "state.json"), *more]
        )

    return run


def kept(tmp_path):
    return json.loads((tmp_path / "state.json").read_text())


def written(key):
    return log_key("localhost/log", key.public.pem).text


def our_root():
    return the_keys().root.certificate.fingerprint(SHA256()).hex(":").upper()


def test_a_witness_follows_by_itself_and_says_so(look, grow, rotate, first, tmp_path):
    grow()
    assert look().exit_code == 0
    new = rotate("log-2")
    grow(new)
    done = look()
    assert done.exit_code == 0, done.output
    assert "another key since" in done.stderr
    assert written(new) in done.stderr
    assert kept(tmp_path)["log_keys"] == [written(first), written(new)]
    grow(new)
    assert "another key" not in look().stderr


def test_it_follows_more_than_one_change_at_once(look, grow, rotate, first, tmp_path):
    grow()
    look()
    second = rotate("log-2")
    grow(second)
    third = rotate("log-3", second)
    grow(third)
    assert look().exit_code == 0
    assert kept(tmp_path)["log_keys"] == [written(one) for one in (first, second, third)]


def test_what_was_published_before_is_kept_beside_what_is_new(grow, rotate, public):
    second = rotate("log-2")
    grow(second)
    third = rotate("log-3", second)
    grow(third)
    grow(third)
    before = (public / "key-changes").read_bytes()
    assert len(json.loads(before)["changes"]) == 2
    service.publish_log(anew=True)
    assert (public / "key-changes").read_bytes() == before


def test_the_roots_are_told_when_they_are_first_trusted(look, grow, tmp_path):
    grow()
    assert f"operator's word: {our_root()}" in look().stderr
    assert kept(tmp_path)["roots"] == [our_root()]


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("not announced", "not signed by a key that is known"),
        ("another root", "by a root that is not known here"),
        ("revoked since", "was revoked since"),
    ],
)
def test_without_the_whole_chain_it_does_not_follow(
    look, grow, rotate, first, work, tmp_path, how, words
):
    grow()
    look()
    before = kept(tmp_path)
    root = new_root("Thief", MADE_AT) if how == "another root" else None
    new = rotate("log-2", root=root, is_announced=how != "not announced")
    if how == "revoked since":
        keys.revoke(work, first.public.id, TODAY)
    grow(new)
    done = look()
    assert words in str(done.exception)
    assert done.stdout == ""
    assert kept(tmp_path) == before
    assert look("--log-key", written(new)).exit_code == 0, "by hand it goes on"


def with_a_wrong(signature, public):
    """Spoil one of the two signatures in what is published."""
    said = json.loads((public / "key-changes").read_text())
    leaf = json.loads(said["changes"][0]["leaf"])
    note = read_note(leaf["note"].encode())
    lines = list(note.lines)
    value = lines[signature].value
    lines[signature] = replace(lines[signature], value=bytes([value[0] ^ 1]) + value[1:])
    leaf["note"] = replace(note, lines=tuple(lines)).written()
    said["changes"][0]["leaf"] = json.dumps(leaf)
    (public / "key-changes").write_text(json.dumps(said))


@pytest.mark.parametrize("signature", [0, 1], ids=["the old key's", "the root's"])
def test_a_wrong_signature_is_refused(look, grow, rotate, public, signature):
    grow()
    look()
    grow(rotate("log-2"))
    with_a_wrong(signature, public)
    assert "signatures under what the log says of its new key are wrong" in str(look().exception)


@pytest.mark.parametrize("index", [0, 10_000])
def test_what_no_line_of_the_log_says_is_refused(look, grow, rotate, public, index):
    """Else one witness could be told what the others never hear of."""
    grow()
    look()
    grow(rotate("log-2"))
    said = json.loads((public / "key-changes").read_text())
    said["changes"][0]["index"] = index
    (public / "key-changes").write_text(json.dumps(said))
    assert f"not on its line {index}" in str(look().exception)


@pytest.mark.parametrize(
    "raw",
    [b"{", b"[]", b'{"changes": 1}', b'{"changes": [{"leaf": "{}", "index": 1}]}'],
    ids=["no JSON", "another thing", "no changes", "no note"],
)
def test_a_file_that_cannot_be_read_leads_nowhere(look, grow, rotate, public, raw):
    grow()
    look()
    grow(rotate("log-2"))
    (public / "key-changes").write_bytes(raw)
    done = look()
    assert done.exit_code == 1
    assert "cannot be read" in str(done.exception)


def test_a_witness_of_an_older_release_learns_the_roots_while_it_knows_the_key(
    look, grow, rotate, tmp_path
):
    grow()
    look()
    old = kept(tmp_path)
    del old["roots"]
    (tmp_path / "state.json").write_text(json.dumps(old))
    grow()
    assert "May vouch for new keys" in look().stderr
    grow(rotate("log-2"))
    assert look().exit_code == 0


def test_one_that_knows_no_root_does_not_take_any_from_a_new_key(look, grow, rotate, tmp_path):
    grow()
    look()
    (tmp_path / "state.json").write_text(json.dumps(kept(tmp_path) | {"roots": []}))
    grow(rotate("log-2"))
    assert "a root that is not known here" in str(look().exception)
    assert look("--root", our_root()).exit_code == 0
