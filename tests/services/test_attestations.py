from datetime import timedelta

import pytest
from sqlalchemy import select

from cpd.attestations import service, store
from cpd.attestations.models import Attestation, AttestationRequest
from cpd.attestations.rules.answers import Answer, Reply
from cpd.attestations.service import Asked
from cpd.audit.models import AuditEntry
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.kernel.tokens import sha256
from cpd.letters.rules import Phase
from cpd.people.models import Person
from cpd.records import service as records
from cpd.records.models import Entry
from cpd.records.rules.kinds import EntryKind
from cpd.work import Work
from tests.factories.attestations import (
    a_question,
    a_supervised_entry,
    letters,
    token_in,
)
from tests.factories.people import a_person
from tests.factories.records import a_line, an_entry

YES, NO = Reply(Answer.AGREED), Reply(Answer.DISAGREED, 50, "We began late.")
OTHER = Asked("Piet", "piet@example.org")


@pytest.fixture(autouse=True)
def _inside_the_app(app):
    with app.app_context():
        yield


@pytest.fixture
def person(session):
    return a_person(session, name="Jonas Lindqvist")


@pytest.fixture
def entry(work, person):
    return a_supervised_entry(work, person)


def later(work, **after) -> Work:
    return Work(work.session, work.actor, work.at + timedelta(**after), work.followers)


def change(work, entry, **given):
    """Change an entry as its owner would, field by field."""
    work.session.expire_all()
    for name, value in given.items():
        setattr(entry, name, value)
    entry.version += 1
    work.session.flush()


def kinds(session) -> list[str]:
    query = select(AuditEntry.kind).where(AuditEntry.kind.startswith("attestation."))
    return sorted(session.scalars(query))


# --- asking


def test_the_letter_says_who_asks_and_what_and_never_what_was_reflected(work, person, entry):
    request = a_question(work, person, entry)
    (letter,) = letters(work.session, "attestation_asked")
    assert letter.recipient == "ruth@example.org"
    assert letter.is_secret
    assert "Jonas Lindqvist asks you to confirm a session" in letter.subject
    for part in (letter.text, letter.html):
        assert "secret thought" not in part
        assert all(word in part for word in ("Supervision", "2 March 2026", "1 hour 30 minutes",
                                             "1 April 2026"))  # fmt: skip
    assert request.token_sha256 == sha256(token_in(letter))
    assert token_in(letter) not in str(request.__dict__)


def test_the_same_question_twice_is_one(work, person, entry, session):
    first, again = (a_question(work, person, entry) for _ in range(2))
    assert first.id == again.id
    assert len(letters(session, "attestation_asked")) == 1
    assert kinds(session) == ["attestation.asked"]


def test_two_are_not_asked_at_once(work, person, entry):
    a_question(work, person, entry)
    with pytest.raises(RuleError, match="You have asked Ruth Abara"):
        a_question(work, person, entry, OTHER)


def test_ones_own_address_is_refused(work, person, entry):
    for own in (person.email, person.email.replace("@", "+me@")):
        with pytest.raises(RuleError, match="your own address"):
            a_question(work, person, entry, Asked("Me", own))


def test_somebody_elses_entry_is_not_there(work, entry, session):
    with pytest.raises(NotFoundError):
        a_question(work, a_person(session), entry)


def test_a_withdrawn_entry_and_a_reflection_are_not_asked_about(work, person, entry):
    records.withdraw(work, person.id, entry.id)
    with pytest.raises(RuleError, match="withdrawn"):
        a_question(work, person, entry)
    plan = an_entry(work, person)
    plan.kind = EntryKind.REFLECTION
    work.session.flush()
    with pytest.raises(RuleError, match="can be attested"):
        a_question(work, person, plan)


def test_the_title_is_told_only_of_an_activity_and_never_in_a_letter(work, person):
    """A letter to an address that somebody typed must not carry what they would like to say."""
    telling = a_supervised_entry(work, person, title="About M.")
    talk = an_entry(work, person, a_line(title="Win at spam.example"))
    asked = [a_question(work, person, one) for one in (telling, talk)]
    assert [one.facts["title"] for one in asked] == [None, "Win at spam.example"]
    words = "".join(one.text + one.html for one in letters(work.session, "attestation_asked"))
    service.remind(later(work, days=8))
    words += "".join(one.text for one in letters(work.session, "attestation_reminder"))
    assert "spam" not in words
    assert "About M." not in words


def test_a_question_that_is_taken_back_is_not_sent(work, person, entry, session):
    request = a_question(work, person, entry)
    for _ in range(2):
        service.recall(work, person.id, entry.id)
    assert request.recalled_at == work.at
    (letter,) = letters(session, "attestation_asked")
    assert letter.phase is Phase.DROPPED
    with pytest.raises(RuleError, match="taken back"):
        service.answer(work, request.id, YES, None)
    assert kinds(session) == ["attestation.asked", "attestation.recalled"]


def test_after_that_another_can_be_asked(work, person, entry):
    a_question(work, person, entry)
    service.recall(work, person.id, entry.id)
    assert a_question(later(work, hours=1), person, entry, OTHER).supervisor_name == "Piet"


def test_a_changed_entry_is_asked_about_anew(work, person, entry):
    first = a_question(work, person, entry)
    change(work, entry, minutes=60)
    second = a_question(later(work, hours=1), person, entry)
    assert (first.recalled_at is None, second.entry_version) == (False, 2)
    assert second.facts["minutes"] == 60


def test_a_question_that_ran_out_can_be_asked_again(work, person, entry):
    first = a_question(work, person, entry)
    after = later(work, days=30)
    with pytest.raises(RuleError, match="run out"):
        service.answer(after, first.id, YES, None)
    assert a_question(after, person, entry).id != first.id


# --- answering


def test_an_answer_copies_the_facts_and_stays(work, person, entry, session):
    request = a_question(work, person, entry)
    made = service.answer(work, request.id, YES, None)
    assert (made.answer, made.facts, made.supervisor_name) == (
        Answer.AGREED, request.facts, "Ruth Abara",
    )  # fmt: skip
    assert request.answered_at == work.at
    assert kinds(session) == ["attestation.asked", "attestation.made"]
    assert store.agreed(session, [person.id])[entry.id].supervisor_name == "Ruth Abara"


def test_the_same_answer_twice_is_the_first_and_another_is_refused(work, person, entry, session):
    request = a_question(work, person, entry)
    first, again = (service.answer(work, request.id, YES, None) for _ in range(2))
    assert first.id == again.id
    with pytest.raises(RuleError, match="in another way"):
        service.answer(work, request.id, NO, None)
    assert len(session.scalars(select(Attestation)).all()) == 1


def test_a_disagreement_is_told_to_the_member_without_its_words(work, person, entry, session):
    made = service.answer(work, a_question(work, person, entry).id, NO, None)
    assert (made.minutes, made.remark) == (50, "We began late.")
    (letter,) = letters(session, "attestation_disagreed")
    assert letter.recipient == person.email
    assert "We began late" not in letter.text
    assert f"/log/{entry.id}" in letter.text
    assert store.agreed(session, [person.id]) == {}
    assert session.get(Entry, entry.id).withdrawn_at is None


def test_nobody_answers_their_own_question(work, person, entry):
    request = a_question(work, person, entry)
    with pytest.raises(RuleError, match="your own question"):
        service.answer(work, request.id, YES, person.id)


def test_a_withdrawn_entry_needs_no_answer_until_it_is_restored(work, person, entry):
    request = a_question(work, person, entry)
    records.withdraw(work, person.id, entry.id)
    with pytest.raises(RuleError, match="withdrawn"):
        service.answer(work, request.id, YES, None)
    records.restore(work, person.id, entry.id)
    assert service.answer(work, request.id, YES, None)


def test_who_has_agreed_is_not_asked_again_about_the_same(work, person, entry):
    service.answer(work, a_question(work, person, entry).id, YES, None)
    with pytest.raises(RuleError, match="has agreed to this already"):
        a_question(later(work, days=1), person, entry)
    change(work, entry, minutes=60)
    assert a_question(later(work, days=1), person, entry)


# --- what counts


def test_an_attestation_counts_while_its_facts_are_those_of_the_entry(work, person, entry, session):
    service.answer(work, a_question(work, person, entry).id, YES, None)
    change(work, entry, reflection="Another thought.", title="Another title")
    assert set(store.agreed(session, [person.id])) == {entry.id}
    change(work, entry, minutes=60)
    assert store.agreed(session, [person.id]) == {}
    change(work, entry, minutes=90)
    assert set(store.agreed(session, [person.id])) == {entry.id}


def test_the_last_word_counts(work, person, entry, session):
    service.answer(work, a_question(work, person, entry).id, NO, None)
    tomorrow = later(work, days=1)
    service.answer(tomorrow, a_question(tomorrow, person, entry).id, YES, None)
    assert set(store.agreed(session, [person.id])) == {entry.id}
    after = later(work, days=2)
    service.answer(after, a_question(after, person, entry, OTHER).id, NO, None)
    assert store.agreed(session, [person.id]) == {}


def test_only_what_was_asked_for_is_looked_up(work, person, entry, session):
    service.answer(work, a_question(work, person, entry).id, YES, None)
    assert store.agreed(session, [a_person(session).id]) == {}


def test_a_list_can_be_narrowed_to_what_lacks_it(work, person, entry, session):
    lacking = select(Entry.id).where(Entry.person_id == person.id, store.lacks_attestation())
    assert session.scalars(lacking).all() == [entry.id]
    service.answer(work, a_question(work, person, entry).id, YES, None)
    assert session.scalars(lacking).all() == []
    change(work, entry, minutes=60)
    assert session.scalars(lacking).all() == [entry.id]


# --- the account of a supervisor


def test_a_supervisor_agrees_to_several_at_once(work, session, person):
    ruth = a_person(session, email="ruth@example.org")
    asked = [a_question(work, one) for one in (person, person, a_person(session))]
    other = a_question(work, person, asked=OTHER)
    waiting = store.waiting_for(session, ruth.id, work.at, 100)
    assert {one.id for one in waiting} == {one.id for one in asked}
    chosen = {asked[0].id, asked[2].id, other.id}
    assert service.agree_to(work, ruth.id, chosen) == 2
    assert service.agree_to(work, ruth.id, chosen) == 0
    assert {one.by_person_id for one in session.scalars(select(Attestation))} == {ruth.id}
    assert store.count_waiting_for(session, ruth.id, work.at) == 1
    assert len(store.answered_by(session, ruth.id, 50)) == 2


@pytest.mark.parametrize(
    "given", [{"confirmed_at": None}, {"email": "other@example.org"}], ids=["unconfirmed", "other"]
)
def test_only_a_confirmed_address_sees_what_is_put_to_it(work, session, person, given):
    a_question(work, person)
    stranger = a_person(session, **({"email": "ruth@example.org"} | given))
    assert store.waiting_for(session, stranger.id, work.at, 100) == []


def test_a_member_who_takes_over_the_address_cannot_answer_themselves(work, session, person):
    request = a_question(work, person)
    session.get(Person, person.id).email = "ruth@example.org"
    session.flush()
    assert store.waiting_for(session, person.id, work.at, 100) == []
    assert store.asked_of(session, person.id, request.id) is None


# --- reminders


def test_a_supervisor_is_reminded_once_after_a_week_of_all_in_one_letter(work, session, person):
    asked = [a_question(work, one) for one in (person, a_person(session, name="Amara"))]
    a_question(work, person, asked=OTHER)
    assert service.remind(later(work, days=6)).letters == 0
    assert service.remind(later(work, days=7)).letters == 2
    assert service.remind(later(work, days=8)).letters == 0
    (to_piet, to_ruth) = sorted(
        letters(session, "attestation_reminder"), key=lambda one: one.recipient
    )
    assert to_ruth.subject == "2 sessions still wait for your word"
    assert "Jonas Lindqvist: Supervision, 2 March 2026, 1 hour 30 minutes" in to_ruth.text
    assert "secret thought" not in to_ruth.text + to_ruth.html
    assert to_piet.subject == "Jonas Lindqvist still asks you to confirm a session"
    token = token_in(to_piet)
    assert store.by_token(session, sha256(token)).supervisor_name == "Piet"
    first = letters(session, "attestation_asked")
    assert {store.by_token(session, sha256(token_in(one))).id for one in first} >= {
        one.id for one in asked
    }


@pytest.mark.parametrize("what", ["answered", "recalled", "withdrawn", "changed", "nearly over"])
def test_nobody_is_reminded_of_what_needs_no_answer(work, session, person, entry, what):
    request = a_question(work, person, entry)
    if what == "answered":
        service.answer(work, request.id, YES, None)
    elif what == "recalled":
        service.recall(work, person.id, entry.id)
    elif what == "withdrawn":
        records.withdraw(work, person.id, entry.id)
    elif what == "changed":
        change(work, entry, minutes=60)
    days = 29.5 if what == "nearly over" else 8
    assert service.remind(later(work, days=days)).letters == 0


def test_reminders_come_in_batches(work, session, person):
    for number in range(3):
        a_question(work, person, asked=Asked("S", f"s{number}@example.org"))
    after = later(work, days=8)
    said = [service.remind(after, most=2) for _ in range(2)]
    assert [(one.letters, one.is_more) for one in said] == [(2, True), (1, False)]


def test_the_letters_token_stands_nowhere_in_the_tables(work, session, person):
    a_question(work, person)
    token = token_in(letters(session, "attestation_asked")[0])
    rows = session.execute(select(AttestationRequest.__table__)).all()
    trail = session.execute(select(AuditEntry.__table__)).all()
    assert token not in repr(rows) + repr(trail)
