"""Whose word on the log is taken, and what it proves."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cpd.audit.models import AuditEntry
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.transparency import service
from cpd.transparency.models import LogCosignature, LogWitness
from cpd.transparency.rules.notes import SignatureType, VerifierKey, read_note
from cpd.transparency.service.checkpoints import with_cosignatures
from cpd.transparency.store import witnesses as store
from tests.conftest import TODAY
from tests.factories.transparency import AWitness, a_checkpoint

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def pushed(app):
    with app.app_context():
        yield


@pytest.fixture
def witness(work):
    one = AWitness()
    service.add_witness(work, one.key.text)
    return one


def at(work, instant):
    return replace(work, at=instant)


def cosignatures(work):
    return work.session.scalar(select(func.count()).select_from(LogCosignature))


def test_adding_and_removing_a_witness_stands_in_the_trail(work, witness):
    service.remove_witness(work, witness.key.name)
    kinds = work.session.scalars(select(AuditEntry.kind)).all()
    assert [kind for kind in kinds if kind.startswith("log.")] == [
        "log.witness-added",
        "log.witness-removed",
    ]
    assert service.present_witnesses(work.session) == []


def test_a_witness_may_come_back_with_the_same_key(work, witness):
    service.remove_witness(work, witness.key.name)
    service.add_witness(work, witness.key.text)
    assert [one.name for one in service.present_witnesses(work.session)] == [witness.key.name]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(lambda one: one.key.text, "is a witness already", id="twice"),
        pytest.param(
            lambda one: VerifierKey("x", SignatureType.NOTE, one.key.public).text,
            "not of a witness",
            id="the key of a log",
        ),
        pytest.param(lambda _: "x+y+z", "name\\+id\\+key", id="no key"),
    ],
)
def test_what_is_no_new_witness_is_refused(work, witness, text, words):
    with pytest.raises(RuleError, match=words):
        service.add_witness(work, text(witness))


def test_a_new_key_goes_under_a_new_name(work, witness):
    service.remove_witness(work, witness.key.name)
    with pytest.raises(RuleError, match="another key"):
        service.add_witness(work, AWitness().key.text)


def test_nobody_who_is_no_witness_is_removed(work):
    with pytest.raises(NotFoundError):
        service.remove_witness(work, "nobody.example")


def test_the_word_of_a_witness_is_kept_and_published(work, witness):
    made = a_checkpoint(work, 3)
    assert service.cosign(work, witness.cosigned(made.note)) == [witness.key.name]
    shown = with_cosignatures(work.session, made)
    assert read_note(shown.encode()).by(witness.key) == [witness.line(made.note)]
    [watching] = store.watching(work.session)
    assert (watching.latest_at, watching.size) == (TODAY, 3)


def test_the_first_word_is_evidence_and_the_latest_is_shown(work, witness):
    made = a_checkpoint(work, 3)
    for minutes in (1, 3, 2):
        service.cosign(
            at(work, TODAY + 5 * MINUTE), witness.cosigned(made.note, TODAY + minutes * MINUTE)
        )
    [kept] = work.session.scalars(select(LogCosignature))
    assert (kept.signed_at, kept.latest_at) == (TODAY + MINUTE, TODAY + 3 * MINUTE)
    assert kept.latest_line in with_cosignatures(work.session, made)


def test_the_word_of_one_who_was_removed_is_no_longer_taken_or_shown(work, witness):
    made = a_checkpoint(work, 3)
    service.cosign(work, witness.cosigned(made.note))
    service.remove_witness(work, witness.key.name)
    assert with_cosignatures(work.session, made) == made.note
    with pytest.raises(RuleError, match="No witness of this log"):
        service.cosign(work, witness.cosigned(made.note))


def test_a_stranger_s_word_is_not_taken(work, witness):
    made = a_checkpoint(work, 3)
    with pytest.raises(RuleError, match="No witness of this log"):
        service.cosign(work, AWitness("stranger.example").cosigned(made.note))
    with pytest.raises(RuleError, match="No witness of this log"):
        service.cosign(work, AWitness().cosigned(made.note))
    assert cosignatures(work) == 0


def test_a_word_on_another_text_is_refused(work, witness):
    """A line that was signed under the smaller checkpoint proves nothing under the larger one."""
    small, large = a_checkpoint(work, 1), a_checkpoint(work, 2)
    moved = large.note + witness.line(small.note).text + "\n"
    with pytest.raises(RuleError, match=r"cosignature of body\.example/witness is wrong"):
        service.cosign(work, moved.encode())
    assert cosignatures(work) == 0


def test_another_checkpoint_of_that_size_is_told_apart(work, witness):
    made = a_checkpoint(work, 3)
    other = made.note.replace("localhost/log\n3\n", "localhost/log\n3\nA", 1).replace(
        "=\n\n", "=\n\n"
    )
    other = other.replace(other.split("\n")[2], "A" * 43 + "=")
    with pytest.raises(RuleError, match="two faces"):
        service.cosign(work, witness.cosigned(other))


def test_a_checkpoint_that_was_never_signed_is_not_there(work, witness):
    made = a_checkpoint(work, 3)
    with pytest.raises(NotFoundError):
        service.cosign(work, witness.cosigned(made.note.replace("\n3\n", "\n4\n")))


@pytest.mark.parametrize(
    "instant", [TODAY - 6 * MINUTE, TODAY + 6 * MINUTE], ids=["before it was made", "to come"]
)
def test_an_impossible_instant_is_refused(work, witness, instant):
    made = a_checkpoint(work, 3)
    with pytest.raises(RuleError, match="before the checkpoint"):
        service.cosign(work, witness.cosigned(made.note, instant))


@pytest.mark.parametrize("raw", [b"", b"x", b"\xff" * 99, b"a\n\n\xe2\x80\x94 b AAAAAAA=\n"])
def test_what_is_no_checkpoint_is_refused(work, raw):
    with pytest.raises(RuleError):
        service.cosign(work, raw)


def test_a_leaf_is_known_to_be_older_than_a_stolen_key(work, witness):
    """The rule of compromise: what was cosigned before the theft was not forged by the thief."""
    made = a_checkpoint(work, 3)
    later = at(work, TODAY + 10 * MINUTE)
    service.cosign(later, witness.cosigned(made.note, TODAY + MINUTE))
    a_checkpoint(later, 2)
    session = work.session
    assert service.cosigned_before(session, 2, TODAY + 2 * MINUTE).witness == witness.key.name
    assert service.cosigned_before(session, 2, TODAY + MINUTE) is None, "not before it was signed"
    assert service.cosigned_before(session, 3, TODAY + 60 * MINUTE) is None, "not cosigned yet"
    assert service.cosigned_before(session, 99, TODAY + 60 * MINUTE) is None, "not there"


def test_a_row_that_somebody_made_up_is_no_evidence(work, witness):
    """Whoever can write to the database cannot sign for a witness."""
    made = a_checkpoint(work, 3)
    line = AWitness().line(made.note, TODAY).text
    row = LogCosignature(
        size=3, witness=witness.key.name, line=line, signed_at=TODAY, received_at=TODAY,
        latest_line=line, latest_at=TODAY,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    assert service.cosigned_before(work.session, 0, TODAY + MINUTE) is None


def test_a_proof_prefers_what_a_witness_has_seen(work, witness):
    seen = a_checkpoint(work, 3)
    service.cosign(work, witness.cosigned(seen.note))
    newer = a_checkpoint(work, 3)
    assert service.proof_of(work.session, 1).size == seen.size
    assert service.proof_of(work.session, 4).size == newer.size
    assert witness.key.name in service.proof_bundle(work.session, 1)["checkpoint"]


def test_the_newest_of_many_is_told_with_few_queries(work):
    for number in range(3):
        service.add_witness(work, AWitness(f"w{number}.example").key.text)
    assert [row.witness.name for row in store.watching(work.session)] == [
        "w0.example", "w1.example", "w2.example",
    ]  # fmt: skip
    assert work.session.scalar(select(func.count()).select_from(LogWitness)) == 3
