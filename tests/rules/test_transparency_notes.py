"""Notes, keys and cosignatures, read as others wrote them."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.kernel.errors import RuleError
from cpd.transparency.rules.notes import (
    Checkpoint,
    Line,
    Note,
    SignatureType,
    VerifierKey,
    cosigned_message,
    read_checkpoint,
    read_note,
    read_verifier_key,
    stamped,
    unstamped,
)
from cpd.transparency.verifying import checkpoint_signed_by, cosigned_at, is_signed

NOTES = Path(__file__).parents[1] / "data" / "notes"

# The example of the Go package that the format was taken from.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ABOUT_CRYPTOGRAPHY = (NOTES / "example.txt").read_text(encoding="utf-8")

# A checkpoint of a public log of certificates, with the word of one of its witnesses.
A_LOG = (
    "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
)
ROOT = "A" * 43 + "="
A_WITNESS = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"
WITNESSED = (NOTES / "witnessed.txt").read_text(encoding="utf-8")


def test_a_note_that_others_signed_is_verified():
    note, key = read_note(ABOUT_CRYPTOGRAPHY.encode()), read_verifier_key(PETER)
    [line] = note.by(key)
    assert is_signed(key, note.text.encode(), line.value)
    assert not is_signed(key, note.text.upper().encode(), line.value)
    assert note.written() == ABOUT_CRYPTOGRAPHY


def test_a_checkpoint_that_others_signed_is_read():
    found = checkpoint_signed_by(read_note(WITNESSED.encode()), read_verifier_key(A_LOG))
    assert found.size == 1_432_088_532
    assert found.text() == WITNESSED.partition("\n\n")[0] + "\n"


def test_the_word_of_another_witness_is_verified():
    note, key = read_note(WITNESSED.encode()), read_verifier_key(A_WITNESS)
    assert key.kind is SignatureType.COSIGNATURE
    assert cosigned_at(key, note.text, note.by(key)[0]) == 0x6A122120
    with pytest.raises(RuleError, match="cosignature of remora"):
        cosigned_at(key, note.text.replace("1432088532", "42"), note.by(key)[0])


@pytest.mark.parametrize("text", [PETER, A_LOG, A_WITNESS], ids=["note", "log", "witness"])
def test_a_verifier_key_is_written_as_it_was_read(text):
    assert read_verifier_key(text).text == text


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "PeterNeumann",
        PETER.replace("c74f20a3", "c74f20a4"),
        PETER.replace("PeterNeumann", "Peter Neumann"),
        PETER.replace("PeterNeumann", ""),
        PETER[:-4],
        PETER + "=",
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "x" * 91 + PETER,
    ],
    ids=["empty", "name only", "id", "space", "no name", "short", "pad", "long", "type", "name"],
)
def test_a_mangled_verifier_key_is_refused(wrong):
    with pytest.raises(RuleError, match="name\\+id\\+key"):
        read_verifier_key(wrong)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no signature\n",
        b"text\n\nno dash\n",
        "text\n\n\u2014 name\n".encode(),
        "text\n\n\u2014 na+me AAAAAAA=\n".encode(),
        "text\n\n\u2014 name AAAAAA==\n".encode(),
        "text\n\n\u2014 name AAAAAAB=\n".encode(),
        "text\n\n\u2014 name AAAAAAA=".encode(),
        "te\rxt\n\n\u2014 name AAAAAAA=\n".encode(),
        b"\xff\n\n",
        b"x" * 70_000,
        ("text\n\n" + "\u2014 name AAAAAAA=\n" * 65).encode(),
    ],
    ids=["empty", "unsigned", "no dash", "no value", "plus", "no bytes", "loose base 64",
         "cut off", "control", "no text", "too long", "too many"],
)  # fmt: skip
def test_what_is_no_note_is_refused(raw):
    with pytest.raises(RuleError):
        read_note(raw)


@given(st.binary(max_size=300))
def test_whatever_is_sent_is_a_note_or_refused(raw):
    with suppress(RuleError):
        assert read_note(raw).written().encode() == raw


@pytest.mark.parametrize(
    "text",
    ["log\n1\n", f"log\n01\n{ROOT}\n", f"log\n-1\n{ROOT}\n", "log\n1\nAAAA\n",
     f"\n1\n{ROOT}\n", f"log\n1\n{ROOT}\n\nx\n", f"log\n\u0661\n{ROOT}\n"],
    ids=["two lines", "leading nought", "less than nothing", "short root", "no origin",
         "empty line", "another script's digit"],
)  # fmt: skip
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(RuleError):
        read_checkpoint(text)


def test_a_checkpoint_is_read_as_it_was_written():
    found = Checkpoint("cpd.example/log", 0, b"\7" * 32)
    assert read_checkpoint(found.text()) == found
    assert read_checkpoint(found.text() + "more to say\n") == found


def test_unknown_signatures_alone_prove_nothing():
    note = read_note(WITNESSED.encode())
    with pytest.raises(RuleError, match="not signed by a key that is known"):
        checkpoint_signed_by(note, read_verifier_key(PETER))


def test_one_wrong_signature_of_a_known_key_spoils_the_note():
    note, key = read_note(WITNESSED.encode()), read_verifier_key(A_LOG)
    [good] = note.by(key)
    spoilt = Note(note.text, (good, Line(key.name, key.id, bytes(64))))
    with pytest.raises(RuleError, match="is wrong"):
        checkpoint_signed_by(spoilt, key)


def test_a_checkpoint_of_another_log_is_refused_though_a_known_key_signed_it():
    key = read_verifier_key(PETER)
    with pytest.raises(RuleError):
        checkpoint_signed_by(read_note(ABOUT_CRYPTOGRAPHY.encode()), key)


def test_what_a_witness_signs_begins_with_its_instant():
    assert cosigned_message("log\n", 1679315147) == b"cosignature/v1\ntime 1679315147\nlog\n"
    assert unstamped(stamped(1679315147, b"s" * 64)) == (1679315147, b"s" * 64)
    with pytest.raises(RuleError, match="72 bytes"):
        unstamped(b"short")


def test_the_id_of_a_key_depends_on_its_name_and_type():
    ids = {VerifierKey(name, kind, b"k" * 32).id for name in ("a", "b") for kind in SignatureType}
    assert len(ids) == 4
