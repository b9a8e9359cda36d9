"""What becomes of a certificate: on hold, withdrawn, replaced, erased; each in every ledger."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from cpd.audit.models import AuditEntry
from cpd.certificates import service
from cpd.certificates.models import (
    Certificate,
)
from cpd.certificates.rules.corrections import Correction
from cpd.certificates.rules.facts import CategoryFact
from cpd.certificates.rules.life import NameShown, Outcome
from cpd.certificates.rules.validity import ReasonClass, Verdict, Withdrawal
from cpd.certificates.store import life as store
from cpd.credentials import service as credentials
from cpd.credentials.models import StatusEntry
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.letters.models import Letter
from cpd.letters.rules import Phase
from cpd.people.rules import Role, WhoIsHere
from cpd.reminders.mail.certificates import expiring_key
from cpd.transparency.models import LogLeaf
from cpd.transparency.rules.leaves import commitment
from cpd.work import Work
from tests.factories.certificates import a_certificate, some_facts, the_site
from tests.factories.letters import a_letter
from tests.factories.people import an_organisation
from tests.services.test_certificates import administrator

ERROR = Withdrawal(ReasonClass.ISSUED_IN_ERROR, "Recorded for the wrong person.")
CONDUCT = Withdrawal(ReasonClass.CONDUCT, "The board found against the holder.")
SALT = b"s" * 32


@pytest.fixture(autouse=True)
def _inside_the_app(app):
    with app.app_context():  # letters are composed of templates
        yield


def an_issued(work, **given) -> Certificate:
    """A certificate as this release issues it, with a place in the status list and a salt."""
    place = credentials.draw_place(work)
    usual = {"status_list": place.list_number, "status_position": place.position, "salt": SALT}
    return a_certificate(work.session, **(usual | given))


def holder_of(work, certificate) -> WhoIsHere:
    person = certificate.person_id
    return WhoIsHere(
        id=person, sign_in_id=person, token="", name="", email="", time_zone="UTC",
        role=Role.PRACTITIONER, memberships=(),
    )  # fmt: skip


def leaves(work):
    bodies = work.session.scalars(select(LogLeaf.body).order_by(LogLeaf.position))
    return [json.loads(body) for body in bodies]


def bits(work, certificate):
    entry = work.session.get(StatusEntry, (certificate.status_list, certificate.status_position))
    return entry.revoked_at is not None, entry.suspended_at is not None


def letters_about(work, certificate):
    query = select(Letter).where(
        Letter.key.contains(str(certificate.id)), Letter.phase == Phase.DUE
    )
    return sorted(one.key.partition(":")[0] for one in work.session.scalars(query))


def told(work, certificate):
    entries = work.session.scalars(select(AuditEntry))
    return [one.kind for one in entries if one.facts.get("certificate") == str(certificate.id)]


def later(work, **by):
    return Work(work.session, work.actor, work.at + timedelta(**by), work.followers)


# --- withdrawing


def test_withdrawing_stands_in_the_trail_the_log_the_list_and_a_letter(work):
    certificate = an_issued(work)
    service.withdraw(work, administrator(work.session), certificate.serial, ERROR)
    assert certificate.validity.verdict(work.at.date()) is Verdict.WITHDRAWN
    assert told(work, certificate) == ["certificate.withdrawn"]
    (leaf,) = leaves(work)
    assert (leaf["op"], leaf["cert"]) == ("withdraw", commitment(SALT, certificate.serial))
    assert set(leaf) == {"v", "op", "t", "cert", "list"}
    assert bits(work, certificate) == (True, False)
    assert letters_about(work, certificate) == ["certificate_withdrawn"]


def test_the_letter_of_a_withdrawal_gives_the_class_and_never_the_words(work):
    certificate = an_issued(work)
    service.withdraw(work, administrator(work.session), certificate.serial, ERROR)
    (letter,) = work.session.scalars(select(Letter).where(Letter.phase == Phase.DUE))
    for text in (letter.text, letter.html):
        assert "issued in error" in text
        assert "wrong person" not in text


def test_withdrawing_twice_is_refused_and_tells_nobody_twice(work):
    certificate, me = an_issued(work), administrator(work.session)
    service.withdraw(work, me, certificate.serial, ERROR)
    with pytest.raises(RuleError, match="was withdrawn before"):
        service.withdraw(work, me, certificate.serial, ERROR)
    assert len(leaves(work)) == 1
    assert letters_about(work, certificate) == ["certificate_withdrawn"]


def test_one_of_an_older_release_comes_into_the_log_with_its_withdrawal(work):
    certificate = a_certificate(work.session)
    service.withdraw(work, administrator(work.session), certificate.serial, ERROR)
    (leaf,) = leaves(work)
    assert leaf["cert"] == commitment(certificate.salt, certificate.serial)
    assert "list" not in leaf


# --- two persons


def test_conduct_needs_a_second_administrator(work):
    certificate, me = an_issued(work), administrator(work.session)
    with pytest.raises(RuleError, match="second administrator"):
        service.withdraw(work, me, certificate.serial, CONDUCT)
    request = service.ask(work, me, certificate.serial, CONDUCT)
    assert certificate.validity.verdict(work.at.date()) is Verdict.VALID
    assert leaves(work) == []
    with pytest.raises(RuleError, match="Somebody else"):
        service.confirm(work, me, request.id)
    other = administrator(work.session)
    service.confirm(work, other, request.id)
    assert certificate.reason_class is ReasonClass.CONDUCT
    assert certificate.reason == CONDUCT.reason
    assert (request.outcome, request.decided_by) == (Outcome.CONFIRMED, other.id)
    assert [leaf["op"] for leaf in leaves(work)] == ["withdraw"]
    assert told(work, certificate) == ["certificate.withdrawal-asked", "certificate.withdrawn"]
    with pytest.raises(RuleError, match="decided before"):
        service.confirm(work, other, request.id)


def test_the_database_refuses_who_asked_as_the_second_person(work):
    certificate, me = an_issued(work), administrator(work.session)
    request = service.ask(work, me, certificate.serial, CONDUCT)
    request.decided_by, request.decided_at = me.id, work.at
    with pytest.raises(IntegrityError, match="two_persons"):
        work.session.flush()
    work.session.rollback()


def test_it_can_be_put_on_hold_until_a_second_person_has_decided(work):
    certificate, me = an_issued(work), administrator(work.session)
    request = service.ask(work, me, certificate.serial, CONDUCT, on_hold=True)
    assert certificate.validity.verdict(work.at.date()) is Verdict.SUSPENDED
    service.confirm(work, administrator(work.session), request.id)
    assert certificate.validity.verdict(work.at.date()) is Verdict.WITHDRAWN
    assert bits(work, certificate)[0]


def test_declining_leaves_the_certificate_and_keeps_why(work):
    certificate, me = an_issued(work), administrator(work.session)
    request = service.ask(work, me, certificate.serial, CONDUCT)
    with pytest.raises(RuleError, match="Somebody else"):
        service.decline(work, me, request.id, "Changed my mind.")
    service.decline(work, administrator(work.session), request.id, "Not proven.")
    assert certificate.validity.verdict(work.at.date()) is Verdict.VALID
    assert [one.reason for one in store.notes(work.session, certificate.id)] == ["Not proven."]
    assert letters_about(work, certificate) == []
    assert service.ask(work, me, certificate.serial, CONDUCT).id != request.id


def test_while_a_request_is_open_nothing_else_takes_the_certificate_away(work):
    certificate, me = an_issued(work), administrator(work.session)
    service.ask(work, me, certificate.serial, CONDUCT)
    for act, given in (
        (service.ask, CONDUCT),
        (service.withdraw, ERROR),
        (service.replace_name, "Bo Ek"),
    ):
        with pytest.raises(RuleError, match="Confirm or decline"):
            act(work, me, certificate.serial, given)


def test_requests_of_others_are_not_there(work):
    certificate = an_issued(work)
    request = service.ask(work, administrator(work.session), certificate.serial, CONDUCT)
    stranger = administrator(work.session, of=an_organisation(work.session))
    for act, more in ((service.confirm, ()), (service.decline, ("No.",))):
        with pytest.raises(NotFoundError):
            act(work, stranger, request.id, *more)
    assert store.open_requests(work.session, {the_site(work.session).id})
    assert not store.open_requests(work.session, stranger.organisations(Role.ADMINISTRATOR))


# --- on hold


def test_on_hold_and_off_again_both_stand_everywhere(work):
    certificate, me = an_issued(work), administrator(work.session)
    service.suspend(work, me, certificate.serial, "A complaint came in.")
    assert certificate.validity.verdict(work.at.date()) is Verdict.SUSPENDED
    assert bits(work, certificate) == (False, True)
    with pytest.raises(RuleError, match="on hold already"):
        service.suspend(work, me, certificate.serial, "Again.")
    service.reinstate(later(work, days=1), me, certificate.serial, "It was unfounded.")
    assert certificate.validity.verdict(work.at.date()) is Verdict.VALID
    assert bits(work, certificate) == (False, False)
    with pytest.raises(RuleError, match="is not on hold"):
        service.reinstate(work, me, certificate.serial, "Again.")
    assert [leaf["op"] for leaf in leaves(work)] == ["suspend", "reinstate"]
    assert told(work, certificate) == ["certificate.suspended", "certificate.reinstated"]
    reasons = [one.reason for one in store.notes(work.session, certificate.id)]
    assert reasons == ["A complaint came in.", "It was unfounded."]
    assert letters_about(work, certificate) == ["certificate_reinstated", "certificate_suspended"]


def test_on_hold_a_second_time_the_holder_is_told_a_second_time(work):
    certificate, me = an_issued(work), administrator(work.session)
    for day in (1, 2):
        service.suspend(later(work, days=day), me, certificate.serial, "x")
        service.reinstate(later(work, days=day, hours=1), me, certificate.serial, "x")
    assert letters_about(work, certificate).count("certificate_suspended") == 2


def test_no_letter_says_why_it_is_on_hold(work):
    certificate, me = an_issued(work), administrator(work.session)
    service.suspend(work, me, certificate.serial, "Mrs X complained.")
    service.reinstate(work, me, certificate.serial, "Mrs X took it back.")
    for letter in work.session.scalars(select(Letter)):
        assert "Mrs X" not in letter.text + letter.html + letter.subject


def test_what_waits_to_remind_of_it_is_dropped(work):
    certificate, me = an_issued(work), administrator(work.session)
    letter = a_letter(work.session, key=expiring_key(certificate.id, 30))
    service.suspend(work, me, certificate.serial, "x")
    work.session.refresh(letter)
    assert letter.phase is Phase.DROPPED


# --- replacing


def test_a_corrected_one_has_a_number_and_a_subject_of_its_own(work):
    facts = some_facts(
        minutes=75,
        categories=(CategoryFact("Ethics", 60), CategoryFact("Risk", 15)),
        achievement="urn:uuid:00000000-0000-0000-0000-000000000001",
    )
    old = an_issued(work, facts=facts, shown=NameShown.MATCH)
    correction = Correction(
        name=facts.name, title="When a chat turns", minutes=(45, 30), completed_on=date(2026, 1, 4)
    )
    serial = service.put_in_place(
        work, administrator(work.session), old.serial, correction, "A typing mistake."
    )
    new = work.session.scalars(select(Certificate).where(Certificate.serial == serial)).one()
    assert new.printed.title == new.title == "When a chat turns"
    assert new.printed.categories == (CategoryFact("Ethics", 45), CategoryFact("Risk", 30))
    assert (new.printed.minutes, new.printed.completed_on) == (75, date(2026, 1, 4))
    assert new.printed.achievement not in {"", facts.achievement}
    assert new.subject_id != old.subject_id
    assert new.shown is NameShown.MATCH
    assert new.order_key == old.order_key
    assert bits(work, old) == (True, False)
    assert [leaf["op"] for leaf in leaves(work)] == ["replace"]
    assert letters_about(work, old) == ["certificate_replaced"]
    assert [one.serial for one in store.chain(work.session, new)] == [old.serial, serial]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, "says already"),
        ({"minutes": (0,)}, "between 1 and"),
        ({"minutes": (-5,)}, "less than nothing"),
        ({"minutes": (5, 5)}, "one number of minutes"),
        ({"completed_on": date(2026, 1, 6)}, "after the day it was issued"),
        ({"title": " "}, "Enter the title"),
        ({"title": "x" * 201}, "at most 200"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused_in_words(work, change, sentence):
    old = an_issued(work)
    facts = old.printed
    usual = {
        "name": facts.name,
        "title": facts.title,
        "minutes": (facts.minutes,),
        "completed_on": facts.completed_on,
    }
    with pytest.raises(RuleError, match=sentence):
        service.put_in_place(
            work, administrator(work.session), old.serial, Correction(**(usual | change)), ""
        )
    assert old.replaced_at is None
    assert leaves(work) == []


def test_what_is_on_hold_is_not_replaced_by_one_that_is_not(work):
    old, me = an_issued(work), administrator(work.session)
    service.suspend(work, me, old.serial, "x")
    with pytest.raises(RuleError, match="is on hold"):
        service.replace_name(work, me, old.serial, "Bo Ek")


def test_of_one_that_was_never_issued_nothing_goes_out(work):
    old = a_certificate(work.session, is_issued=False)
    service.replace_name(work, administrator(work.session), old.serial, "Bo Ek")
    assert leaves(work) == []
    assert letters_about(work, old) == []


# --- what the holder chooses


def test_the_holder_chooses_what_the_public_sees_of_the_name(work):
    certificate = an_issued(work)
    holder = holder_of(work, certificate)
    service.choose_shown(work, holder, certificate.serial, NameShown.INITIALS)
    service.choose_shown(work, holder, certificate.serial, NameShown.INITIALS)
    assert certificate.shown is NameShown.INITIALS
    assert told(work, certificate) == ["certificate.name-shown"]
