"""Whether a name is found however it is typed, on each database alike."""

import pytest
from sqlalchemy import literal, select

from cpd.db import FoldedText, has_words
from cpd.kernel.spelling import folded

FOUND = [
    pytest.param("siobhan", "Siobhán Ní Bhriain", id="without-its-accents"),
    pytest.param("Müller zoe", "Zoë Müller-Öztürk", id="in-another-order"),
    pytest.param("ni\u0301 bhriain", "Siobhán Ní Bhriain", id="with-a-combining-accent"),
    pytest.param("олена", "Олена Шевченко", id="in-small-letters"),
    pytest.param("παπαδοπουλου", "Δήμητρα ΠΑΠΑΔΟΠΟΎΛΟΥ", id="from-greek-capitals"),
    pytest.param("nikos", "NIKOS", id="from-capitals"),
    pytest.param("ΝΙΚΟΣ", "Νίκος", id="with-the-final-sigma"),
    pytest.param("sorensen", "Sørensen", id="without-the-stroke"),
    pytest.param("lukasz", "Łukasz", id="without-the-other-stroke"),
    pytest.param("strasse", "Straße", id="with-two-letters-for-one"),
    pytest.param("o\u2019connell", "Liam O'Connell", id="with-a-typographic-apostrophe"),
    pytest.param("istanbul", "İSTANBUL", id="with-a-dotted-capital"),
    pytest.param("nguyen", "Nguyễn Thị Minh Khai", id="from-vietnamese"),
    pytest.param("子", "山田 花子", id="by-one-character"),
    pytest.param("ศรี", "ณัฐวุฒิ ศรีสุข", id="in-thai"),
    pytest.param("  ", "Anybody", id="by-nothing"),
]
NOT_FOUND = [
    pytest.param("%", "Anybody", id="by-a-percent-sign"),
    pytest.param("_", "Anybody", id="by-an-underscore"),
    pytest.param("zoe miller", "Zoë Müller", id="by-half-its-words"),
    pytest.param("anybody", None, id="where-there-is-no-name"),
]


@pytest.mark.parametrize(("typed", "name"), FOUND)
def test_a_name_is_found(session, typed, name):
    assert session.scalar(select(has_words(typed, literal(name))))


@pytest.mark.parametrize(("typed", "name"), NOT_FOUND)
def test_a_name_is_not_found(session, typed, name):
    assert not session.scalar(select(has_words(typed, literal(name))))


@pytest.mark.parametrize("name", [case.values[1] for case in FOUND])
def test_the_database_folds_a_name_as_the_kernel_does(session, name):
    assert session.scalar(select(FoldedText(literal(name)))) == folded(name)
