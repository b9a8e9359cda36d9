"""What is left of a certificate that its holder had erased, and what is not."""

from datetime import date

import pytest
from sqlalchemy import select

from cpd.certificates import service
from cpd.certificates.models import CertificateFile, CertificateNote, WithdrawalRequest
from cpd.certificates.rules.facts import Facts
from cpd.certificates.rules.life import NameShown
from cpd.certificates.rules.validity import Verdict
from cpd.certificates.store import life as store
from cpd.certificates.store import mine
from cpd.cohorts.models import Cohort, CohortLine
from cpd.cohorts.rules.states import CohortState, LineState
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.letters.models import Letter
from cpd.letters.rules import Phase
from cpd.reminders.mail.certificates import expiring_key
from cpd.transfers.models import CalendarEvent
from cpd.transparency.rules.leaves import commitment
from tests.factories.certificates import a_certificate, the_site, until
from tests.factories.letters import a_letter
from tests.factories.people import a_person
from tests.services.test_certificates import administrator
from tests.services.test_certificates_life import (
    CONDUCT,
    ERROR,
    SALT,
    _inside_the_app,  # noqa: F401 - pytest finds it here
    an_issued,
    bits,
    holder_of,
    leaves,
    letters_about,
    told,
)


def test_erasing_leaves_a_number_that_says_erased_and_nothing_else(work):
    person = a_person(work.session, name="Ann Okafor")
    certificate = an_issued(work, person=person)
    subject = certificate.subject_id
    service.suspend(work, administrator(work.session), certificate.serial, "Ann was named.")
    service.erase(work, holder_of(work, certificate), certificate.serial)
    work.session.expire_all()
    assert certificate.validity.verdict(work.at.date()) is Verdict.ERASED
    facts = Facts.from_dict(certificate.facts)
    assert (facts.name, facts.title, facts.outcomes, facts.codes) == ("", "", (), ())
    assert facts.serial == certificate.serial
    assert work.session.get(CertificateFile, certificate.id) is None
    gone = (certificate.salt, certificate.leaf, certificate.sha256, certificate.suspension_reason)
    assert gone == (None, None, None, None)
    assert certificate.subject_id != subject
    assert certificate.title == ""
    assert bits(work, certificate)[0]
    last = leaves(work)[-1]
    assert (last["op"], last["cert"]) == ("erase", commitment(SALT, certificate.serial))
    reasons = work.session.scalars(select(CertificateNote.reason)).all()
    assert reasons == [""]
    assert "certificate.erased" in told(work, certificate)


def test_erasing_takes_the_words_out_of_every_letter_and_calendar(work):
    certificate = an_issued(work)
    person = certificate.person_id
    sent = a_letter(
        work.session, key=expiring_key(certificate.id, 30), person_id=person, phase=Phase.SENT,
        subject="Your certificate runs out: A title", text="A title",
    )  # fmt: skip
    work.session.add(CalendarEvent(
        person_id=person, key=f"certificate:{certificate.serial}", title="It ends: A title",
        due_on=certificate.expires_on, changed_at=work.at,
    ))  # fmt: skip
    work.session.flush()
    service.erase(work, holder_of(work, certificate), certificate.serial)
    work.session.expire_all()
    assert "A title" not in sent.subject + sent.text + sent.html
    event = work.session.scalars(select(CalendarEvent)).one()
    assert "A title" not in event.title
    assert event.cancelled_at == work.at
    assert letters_about(work, certificate) == ["certificate_erased"]
    (confirmed,) = work.session.scalars(select(Letter).where(Letter.key.contains("erased")))
    assert "crisis" not in confirmed.text + confirmed.subject


def test_only_the_holder_erases_and_only_once(work):
    certificate = an_issued(work)
    with pytest.raises(NotFoundError):
        service.erase(work, administrator(work.session), certificate.serial)
    holder = holder_of(work, certificate)
    service.erase(work, holder, certificate.serial)
    with pytest.raises(RuleError, match="was erased"):
        service.erase(work, holder, certificate.serial)
    assert [leaf["op"] for leaf in leaves(work)] == ["erase"]


def test_what_is_being_prepared_is_not_erased_yet(work):
    certificate = a_certificate(work.session, is_issued=False)
    with pytest.raises(RuleError, match="being prepared"):
        service.erase(work, holder_of(work, certificate), certificate.serial)


def test_with_what_is_erased_nothing_more_can_be_done(work):
    certificate, me = an_issued(work), administrator(work.session)
    request = service.ask(work, me, certificate.serial, CONDUCT)
    holder = holder_of(work, certificate)
    service.erase(work, holder, certificate.serial)
    serial = certificate.serial
    for act in (
        lambda: service.withdraw(work, me, serial, ERROR),
        lambda: service.suspend(work, me, serial, "x"),
        lambda: service.reinstate(work, me, serial, "x"),
        lambda: service.replace_name(work, me, serial, "Bo Ek"),
        lambda: service.confirm(work, administrator(work.session), request.id),
        lambda: service.choose_shown(work, holder, serial, NameShown.INITIALS),
    ):
        with pytest.raises(RuleError, match="was erased"):
            act()
    assert not store.open_requests(work.session, {the_site(work.session).id})
    assert work.session.get(WithdrawalRequest, request.id).reason == ""


def test_the_list_of_the_holder_leaves_out_what_is_erased(work):
    certificate = an_issued(work, facts=until(work.at.date()))
    kept = an_issued(work, person=None, facts=until(work.at.date()))
    service.erase(work, holder_of(work, certificate), certificate.serial)
    assert mine(work.session, certificate.person_id) == []
    assert mine(work.session, kept.person_id) == [kept]


def test_a_participant_who_had_it_erased_is_no_longer_named_in_the_cohort(work):
    certificate = an_issued(work)
    cohort = Cohort(
        organisation_id=certificate.organisation_id, title="A course", course={},
        file_name="people.csv", state=CohortState.DONE, lines=1,
        created_by=certificate.person_id, created_at=work.at, changed_at=work.at,
    )  # fmt: skip
    work.session.add(cohort)
    work.session.flush()
    line = CohortLine(
        cohort_id=cohort.id, line=2, name="Ann Okafor", email="ann@example.org", minutes=60,
        completed_on=date(2026, 1, 5), state=LineState.ORDERED, certificate_id=certificate.id,
    )  # fmt: skip
    work.session.add(line)
    work.session.flush()
    service.erase(work, holder_of(work, certificate), certificate.serial)
    work.session.refresh(line)
    assert (line.name, line.email) == ("Erased at the holder's request", "")
    assert (line.minutes, line.completed_on) == (None, None)
