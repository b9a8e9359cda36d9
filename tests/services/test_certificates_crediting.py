"""How certificates and their holder's log hang together, whatever becomes of a certificate."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from cpd.attempts.service import cycles
from cpd.certificates import service
from cpd.certificates.models import Certificate
from cpd.certificates.rules.corrections import Correction
from cpd.certificates.rules.facts import CategoryFact, Delivery
from cpd.certificates.rules.validity import ReasonClass, Withdrawal
from cpd.evidence.models import Evidence
from cpd.evidence.store import of_entry
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.letters.models import Letter
from cpd.people.rules import Role, WhoIsHere
from cpd.records import service as records
from cpd.records.models import Entry, EntryVersion
from cpd.records.rules.amending import because, why_taken_back
from cpd.records.rules.kinds import Mode
from cpd.records.store import heaps, versions
from cpd.standings.store import kept
from tests.factories.certificates import a_certificate, some_facts
from tests.factories.minting import issue_waiting
from tests.factories.modules import MODULE, a_loaded_module, a_passed_module, best_road
from tests.factories.people import a_person
from tests.services.test_certificates import administrator

ERROR = Withdrawal(ReasonClass.ISSUED_IN_ERROR, "Recorded for the wrong person.")
ON_REQUEST = Withdrawal(ReasonClass.HOLDERS_REQUEST, "She asked for it.")
DAY = date(2026, 1, 5)


@pytest.fixture(autouse=True)
def _inside_the_app(app):
    with app.app_context():  # letters are composed of templates
        yield


def holder(person) -> WhoIsHere:
    return WhoIsHere(
        id=person.id, sign_in_id=person.id, token="", name="", email="", time_zone="UTC",
        role=Role.PRACTITIONER, memberships=(),
    )  # fmt: skip


def of_course(session, person, **given) -> Certificate:
    """A certificate that a provider issued for a course, to this person."""
    usual = {"minutes": 60, "categories": (CategoryFact("Ethics", 60),), "title": "On endings"}
    facts = {name: given.pop(name) for name in [*given] if name in FACTS}
    certificate = a_certificate(
        session,
        person=person,
        facts=some_facts(**(usual | {"delivery": Delivery.LIVE} | facts)),
        order_key=f"course:abc:{person.id}",
        **given,
    )
    certificate.completion_id = certificate.module_key = None
    session.flush()
    return certificate


FACTS = ("minutes", "categories", "title", "completed_on", "delivery")


def put(work, person, certificate, first=None):
    return service.put_in_log(work, holder(person), certificate.serial, first)


def log_of(session, person) -> list[Entry]:
    return list(session.scalars(select(Entry).where(Entry.person_id == person.id)))


def minutes_that_count(work, person) -> int:
    return sum(one.minutes for one in heaps(work.session, person.id) if not one.withdrawn)


def reasons(work, entry) -> list[str]:
    return [because(one.facts) for one in versions(work.session, entry.id)]


def why_gone(work, entry) -> str:
    return why_taken_back([one.facts for one in versions(work.session, entry.id)])


def numbers_of(work, entry) -> list[str]:
    every = of_entry(work.session, entry.person_id, entry.id)
    return [one.certificate_number for one in every if one.removed_at is None]


def correct(work, certificate, **changes) -> Certificate:
    """Let an administrator put a corrected one in its place; return that."""
    facts = certificate.printed
    usual = Correction(name=facts.name, title=facts.title, minutes=(facts.minutes,),
                       completed_on=facts.completed_on)  # fmt: skip
    admin = administrator(work.session)
    serial = service.put_in_place(work, admin, certificate.serial, replace(usual, **changes), "")
    return work.session.scalars(select(Certificate).where(Certificate.serial == serial)).one()


def withdraw(work, certificate, withdrawal=ERROR):
    service.withdraw(work, administrator(work.session), certificate.serial, withdrawal)


def letters(session) -> str:
    return " ".join(one.text for one in session.scalars(select(Letter)))


@pytest.fixture
def person(session):
    return a_person(session, role=Role.PRACTITIONER)


@pytest.fixture
def passed(app, work, session, person):
    """A module that was passed, with its certificate issued, and its entry in the log."""
    a_passed_module(work, person, a_loaded_module(work))
    session.commit()
    issue_waiting(app)
    session.expire_all()
    [certificate] = session.scalars(select(Certificate))
    [entry] = log_of(session, person)
    return certificate, entry


# --- putting it in the log


def test_the_hours_of_a_course_go_into_the_log_with_their_evidence(work, session, person):
    certificate = of_course(session, person)
    made = put(work, person, certificate)
    assert made.is_new
    [entry] = log_of(session, person)
    assert (entry.title, entry.minutes, entry.done_on) == ("On endings", 60, DAY)
    assert (entry.provider, entry.category, entry.mode) == ("Clause & Hour", "ethics", Mode.LIVE)
    assert numbers_of(work, entry) == [certificate.serial]
    [counted] = kept(session, {person.id: "UTC"})[person.id].entries
    assert counted.has_evidence


def test_a_second_time_finds_what_the_first_one_made(work, session, person):
    certificate = of_course(session, person)
    [first] = put(work, person, certificate).entries
    again = put(work, person, certificate, date(2026, 1, 4))
    assert not again.is_new
    assert [one.id for one in again.entries] == [first.id]
    assert session.scalar(select(func.count()).select_from(Evidence)) == 1
    assert first.done_on == DAY


def test_what_was_withdrawn_from_the_log_does_not_come_back_by_itself(work, session, person):
    certificate = of_course(session, person)
    [entry] = put(work, person, certificate).entries
    records.withdraw(work, person.id, entry.id)
    assert not put(work, person, certificate).is_new
    assert minutes_that_count(work, person) == 0


def test_each_category_counts_by_itself(work, session, person):
    parts = (CategoryFact("Core Competencies", 45), CategoryFact("Ethics", 15))
    certificate = of_course(session, person, categories=parts)
    made = put(work, person, certificate).entries
    assert sorted((one.category, one.minutes) for one in made) == [
        ("core_competencies", 45), ("ethics", 15),
    ]  # fmt: skip
    assert service.entries_of(session, certificate) == made


def test_the_corrected_one_is_in_the_log_with_the_one_it_replaces(work, session, person):
    certificate = of_course(session, person)
    [entry] = put(work, person, certificate).entries
    new = correct(work, certificate, title="On beginnings")
    assert [one.id for one in service.entries_of(session, new)] == [entry.id]


def test_a_module_is_in_the_log_by_itself(work, session, person, passed):
    certificate, entry = passed
    assert [one.id for one in service.entries_of(session, certificate)] == [entry.id]
    assert not put(work, person, certificate).is_new
    assert len(log_of(session, person)) == 1


def test_one_question_finds_the_entries_of_all(work, session, person):
    one, other = of_course(session, person), a_certificate(session, person=person)
    [entry] = put(work, person, one).entries
    found = service.logged(session, person.id, [one, other])
    assert {key: [each.id for each in some] for key, some in found.items()} == {
        one.id: [entry.id], other.id: [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"reason_class": ReasonClass.CONDUCT, "withdrawn_at": True, "reason": "x"}, "withdrawn"),
        ({"replaced_at": True}, "was replaced"),
        ({"suspended_at": True, "suspension_reason": "x"}, "on hold"),
        ({"erased_at": True}, "erased"),
        ({"is_issued": False}, "still being prepared"),
    ],
)
def test_what_nobody_vouches_for_is_not_logged(work, session, person, state, words):
    given = {name: work.at if value is True else value for name, value in state.items()}
    certificate = of_course(session, person, **given)
    with pytest.raises(RuleError, match=words):
        put(work, person, certificate)
    assert not service.can_be_logged(certificate)
    assert log_of(session, person) == []


def test_nobody_logs_what_another_holds(work, session, person):
    certificate = of_course(session, a_person(session))
    with pytest.raises(NotFoundError):
        put(work, person, certificate)


# --- taken back


def test_hours_certified_in_error_count_no_more(work, session, person, passed):
    certificate, entry = passed
    assert minutes_that_count(work, person) == 60
    withdraw(work, certificate)
    assert minutes_that_count(work, person) == 0
    assert kept(session, {person.id: "UTC"})[person.id].entries == ()
    assert entry.version == 2
    assert certificate.serial in why_gone(work, entry)
    assert "issued in error" in why_gone(work, entry)
    with pytest.raises(RuleError, match="cannot count again"):
        records.restore(work, person.id, entry.id)
    assert "Its hours count no more in your log" in letters(session)
    assert "http://localhost/modules/module" in letters(session)
    assert "pass it on.\n\nIts hours" in letters(session)


def test_so_it_is_with_what_the_holder_logged(work, session, person):
    certificate = of_course(session, person)
    [entry] = put(work, person, certificate).entries
    withdraw(work, certificate)
    assert minutes_that_count(work, person) == 0
    assert why_gone(work, entry)


def test_an_entry_that_the_owner_withdrew_cannot_be_restored_either(work, session, person, passed):
    certificate, entry = passed
    records.withdraw(work, person.id, entry.id)
    before = entry.withdrawn_at
    withdraw(replace(work, at=work.at + timedelta(hours=1)), certificate)
    assert entry.withdrawn_at == before
    with pytest.raises(RuleError, match="cannot count again"):
        records.restore(work, person.id, entry.id)


def test_other_reasons_leave_the_log_as_it_is(work, session, person, passed):
    certificate, entry = passed
    withdraw(work, certificate, ON_REQUEST)
    assert (entry.version, minutes_that_count(work, person)) == (1, 60)
    assert "What you logged stays as it is.\n\nIf you think" in letters(session)
    assert "count no more" not in letters(session)


def test_a_hold_and_its_end_leave_the_log_as_it_is(work, session, person, passed):
    certificate, entry = passed
    admin = administrator(work.session)
    service.suspend(work, admin, certificate.serial, "We look into it.")
    later = replace(work, at=work.at + timedelta(hours=1))
    service.reinstate(later, admin, certificate.serial, "Nothing in it.")
    assert (entry.version, minutes_that_count(work, person)) == (1, 60)


def test_withdrawing_what_was_replaced_leaves_the_hours_of_the_new_one(work, session, person):
    certificate = of_course(session, person)
    [entry] = put(work, person, certificate).entries
    correct(work, certificate, title="On beginnings")
    withdraw(replace(work, at=work.at + timedelta(hours=1)), certificate)
    assert minutes_that_count(work, person) == 60
    assert why_gone(work, entry) == ""


# --- corrected


def test_corrected_minutes_are_carried_into_the_log_with_the_reason(work, session, person, passed):
    certificate, entry = passed
    records.change(work, person.id, entry.id, 1, replace(entry.logged, reflection="Much."))
    new = correct(work, certificate, minutes=(45,))
    assert (entry.minutes, entry.reflection, entry.version) == (45, "Much.", 3)
    assert entry.withdrawn_at is None
    first, second = reasons(work, entry)
    assert first == ""
    assert new.serial in second
    assert certificate.serial in second
    assert minutes_that_count(work, person) == 45
    assert "The entry in your log was corrected with it" in letters(session)
    assert "what changed.\n\nYour certificates" in letters(session)


def test_a_corrected_name_alone_leaves_the_log_as_it_is(work, session, person, passed):
    certificate, entry = passed
    correct(work, certificate, name="Ann Newname")
    assert entry.version == 1
    assert "The entry in your log" not in letters(session)


def test_the_evidence_names_the_certificate_that_stands(work, session, person):
    certificate = of_course(session, person)
    [entry] = put(work, person, certificate).entries
    new = correct(work, certificate, minutes=(50,))
    assert numbers_of(work, entry) == [new.serial]
    assert entry.minutes == 50


def test_minutes_that_the_owner_wrote_otherwise_stay(work, session, person):
    certificate = of_course(session, person)
    [entry] = put(work, person, certificate).entries
    records.change(work, person.id, entry.id, 1, replace(entry.logged, minutes=30))
    correct(work, certificate, minutes=(45,))
    assert (entry.minutes, entry.version) == (30, 2)


def test_what_the_owner_withdrew_is_corrected_and_stays_withdrawn(work, session, person):
    certificate = of_course(session, person)
    [entry] = put(work, person, certificate).entries
    records.withdraw(work, person.id, entry.id)
    correct(work, certificate, minutes=(45,))
    assert entry.minutes == 45
    assert entry.withdrawn_at is not None
    records.restore(work, person.id, entry.id)
    assert minutes_that_count(work, person) == 45


def test_a_category_that_had_no_part_in_it_is_taken_back(work, session, person):
    parts = (CategoryFact("Core", 45), CategoryFact("Ethics", 15))
    certificate = of_course(session, person, categories=parts)
    put(work, person, certificate)
    correct(work, certificate, minutes=(60, 0))
    assert minutes_that_count(work, person) == 60
    gone = [one for one in log_of(session, person) if one.withdrawn_at]
    assert [one.category for one in gone] == ["ethics"]


def test_a_correction_of_what_is_not_in_the_log_changes_nothing_there(work, session, person):
    correct(work, of_course(session, person), minutes=(45,))
    assert log_of(session, person) == []
    assert session.scalar(select(func.count()).select_from(EntryVersion)) == 0


# --- earned again


def test_a_module_can_be_earned_again_once_its_certificate_was_an_error(
    app, work, session, person, passed
):
    certificate, entry = passed
    assert cycles(session, person, work.at) == {MODULE: 1}
    withdraw(work, certificate)
    assert cycles(session, person, work.at) == {MODULE: 2}
    later = replace(work, at=work.at + timedelta(days=2))
    a_passed_module(later, person, a_loaded_module(work))
    session.commit()
    issue_waiting(app)
    session.expire_all()
    every = session.scalars(select(Certificate)).all()
    [again] = [one for one in every if one.withdrawn_at is None]
    assert again.issued_at is not None
    [credited] = [one for one in log_of(session, person) if one.withdrawn_at is None]
    assert credited.id != entry.id
    assert minutes_that_count(work, person) == 60
    assert cycles(session, person, later.at) == {MODULE: 2}


def test_it_stays_so_when_the_holder_has_the_certificate_erased(work, session, person, passed):
    certificate, _ = passed
    withdraw(work, certificate)
    service.erase(work, holder(person), certificate.serial)
    assert cycles(session, person, work.at) == {MODULE: 2}


def test_other_reasons_do_not_open_the_module(work, session, person, passed):
    certificate, _ = passed
    withdraw(work, certificate, ON_REQUEST)
    assert cycles(session, person, work.at) == {MODULE: 1}
    assert best_road(work, person, a_loaded_module(work)).cycle == 1


def test_the_withdrawal_of_anothers_opens_nothing(work, session, person, passed):
    a_passed_module(work, a_person(session), a_loaded_module(work))
    certificate, _ = passed
    withdraw(work, certificate)
    others = session.scalars(select(Certificate.person_id).where(Certificate.id != certificate.id))
    [other] = others
    assert cycles(session, replace(holder(person), id=other), work.at) == {MODULE: 1}
