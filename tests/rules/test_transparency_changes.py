"""What a log says of its next key: read as it was written, and as nothing else."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.kernel.errors import RuleError
from cpd.transparency.rules.changes import change, read_change, signatures
from cpd.transparency.rules.notes import (
    Note,
    SignatureType,
    VerifierKey,
    read_checkpoint,
    read_note,
)

RAW = st.binary(min_size=32, max_size=32)
AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def a_change(old, new, root):
    keys = (VerifierKey("cpd.example/log", SignatureType.NOTE, raw) for raw in (old, new))
    return change(*keys, AT, root)


@given(RAW, RAW, st.binary(min_size=1, max_size=1500), st.binary(min_size=1), st.binary(min_size=1))
def test_it_is_read_as_it_was_written(old, new, root, first, second):
    said = a_change(old, new, root)
    note = Note(said.text(), (said.by_old(first), said.by_root(second)))
    again = read_note(note.written().encode())
    assert read_change(again) == said
    assert signatures(again, said) == (first, second)


@given(RAW, RAW, st.binary(min_size=1, max_size=50))
def test_it_can_be_no_checkpoint(old, new, root):
    """Both are signed with the same key: one must never be taken for the other."""
    with pytest.raises(RuleError):
        read_checkpoint(a_change(old, new, root).text())


SAID = a_change(b"o" * 32, b"n" * 32, b"root")


@pytest.mark.parametrize(
    "text",
    [
        SAID.text() + "more\n",
        SAID.text().replace("v1", "v2"),
        SAID.text().replace("from ", "until "),
        SAID.text().replace("to cpd.example", "to evil.example"),
        "cpd/log-key-change/v1\n",
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(RuleError):
        read_change(Note(text, ()))


@pytest.mark.parametrize("lines", [(), (SAID.by_old(b"x"),), (SAID.by_root(b"x"),)])
def test_both_must_have_signed(lines):
    with pytest.raises(RuleError, match="vouched for"):
        signatures(Note(SAID.text(), lines), SAID)
