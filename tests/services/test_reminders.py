from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from cpd.audit.models import AuditEntry
from cpd.certificates.rules.validity import ReasonClass
from cpd.certificates.service import CertificateIssued, CertificateReplaced, CertificateWithdrawn
from cpd.letters.models import Letter
from cpd.letters.rules import InDoubt, Phase
from cpd.reminders import service
from cpd.reminders.models import Reminder
from tests.conftest import TODAY
from tests.factories.certificates import a_certificate
from tests.factories.people import a_person

IN_30_DAYS = TODAY.date() + timedelta(days=30)


@pytest.fixture(autouse=True)
def _inside_the_app(app):
    with app.app_context():
        yield


def letters(session):
    return session.scalars(select(Letter).order_by(Letter.key)).all()


def on(work, days, hours=0):
    return replace(work, at=work.at + timedelta(days=days, hours=hours))


def test_a_certificate_that_runs_out_is_reminded_of_in_plain_words(work, session):
    certificate = a_certificate(session, expires_on=IN_30_DAYS)
    assert service.queue_due(work).letters == 1
    [letter] = letters(session)
    assert letter.subject == "Your certificate runs out in 30 days: Holding a boundary"
    assert letter.recipient == certificate.person.email
    assert letter.in_doubt is InDoubt.RESEND
    for text in (letter.text, letter.html):
        assert certificate.serial in text
        assert "1 April 2026" in text
        assert f"http://localhost/v/{certificate.token}" in text
        assert "http://localhost/modules/boundaries" in text
    [reminder] = session.scalars(select(Reminder)).all()
    assert (reminder.days_before, reminder.letter_id) == (30, letter.id)
    [entry] = session.scalars(select(AuditEntry).where(AuditEntry.kind == "reminder.queued")).all()
    assert entry.facts == {"certificate": str(certificate.id), "days_before": "30"}


def test_asking_again_owes_nothing_more(work, session):
    a_certificate(session, expires_on=IN_30_DAYS)
    assert [service.queue_due(work).letters for _ in range(3)] == [1, 0, 0]
    assert len(letters(session)) == 1


def test_a_certificate_gets_four_letters_in_its_last_months(work, session):
    a_certificate(session, expires_on=TODAY.date() + timedelta(days=95))
    counts = [service.queue_due(on(work, day)).letters for day in range(110)]
    assert [day for day, count in enumerate(counts) if count] == [5, 65, 88, 95]


def test_missed_steps_are_skipped(work, session):
    a_certificate(session, expires_on=TODAY.date() + timedelta(days=95))
    late = on(work, 92)
    assert service.queue_due(late).letters == 1
    [letter] = letters(session)
    assert letter.subject.startswith("Your certificate runs out in 3 days")


def test_a_certificate_found_after_its_end_is_not_said_to_run_out_today(work, session):
    a_certificate(session, expires_on=TODAY.date() - timedelta(days=3))
    a_certificate(session, expires_on=TODAY.date() - timedelta(days=8))
    assert service.queue_due(work).letters == 1
    [letter] = letters(session)
    assert letter.subject.startswith("Your certificate ran out 3 days ago")


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"issued": False}, id="not issued"),
        pytest.param({"withdrawn_at": TODAY, "reason_class": ReasonClass.CONDUCT}, id="withdrawn"),
        pytest.param({"replaced_at": TODAY}, id="replaced"),
        pytest.param({"expires_on": IN_30_DAYS + timedelta(days=61)}, id="not near"),
    ],
)
def test_nothing_is_owed_for_a_certificate_that_does_not_stand(work, session, given):
    a_certificate(session, **({"expires_on": IN_30_DAYS} | given))
    assert service.queue_due(work).letters == 0


@pytest.mark.parametrize(
    ("given", "owed"),
    [
        pytest.param({}, 0, id="renewed"),
        pytest.param({"issued": False}, 1, id="the new one is not issued yet"),
        pytest.param(
            {"withdrawn_at": TODAY, "reason_class": ReasonClass.CONDUCT}, 1, id="withdrawn again"
        ),
        pytest.param({"module_key": "another"}, 1, id="for another module"),
        pytest.param({"person": None}, 1, id="of somebody else"),
    ],
)
def test_nothing_is_owed_once_it_was_renewed(work, session, given, owed):
    person = a_person(session)
    a_certificate(session, person=person, expires_on=IN_30_DAYS)
    newer = {"person": person, "expires_on": date(2028, 3, 1), "issued_on": TODAY.date()}
    a_certificate(session, **(newer | given))
    assert service.queue_due(work).letters == owed


def test_the_morning_is_that_of_the_holder(work, session):
    for zone in ("Pacific/Auckland", "Europe/Tallinn", "America/Los_Angeles"):
        a_certificate(
            session, person=a_person(session, time_zone=zone), expires_on=date(2026, 4, 1)
        )
    midnight = replace(work, at=datetime(2026, 3, 1, 12, 0, tzinfo=UTC))
    counts = [service.queue_due(on(midnight, 0, hour)).letters for hour in range(48)]
    assert [hour for hour, count in enumerate(counts) if count] == [8, 19, 29]


def test_many_are_done_in_batches(work, session):
    for _ in range(5):
        a_certificate(session, expires_on=IN_30_DAYS)
    first = service.queue_due(work, most=3)
    second = service.queue_due(work, after=first.last, most=3)
    assert [(first.letters, second.letters), second.last] == [(3, 2), None]


def test_a_corrected_name_does_not_repeat_a_letter(work, session):
    old = a_certificate(session, expires_on=IN_30_DAYS)
    service.queue_due(work)
    old.replaced_at = TODAY
    session.flush()
    a_certificate(
        session,
        person=old.person,
        expires_on=IN_30_DAYS,
        replaces_id=old.id,
        completion_id=old.completion_id,
    )
    assert service.queue_due(work).letters == 0
    event = CertificateReplaced(certificate=old.id, serial=old.serial, by_serial="x")
    service.drop_letters_of(work, event)
    assert service.queue_due(work).letters == 1


def issued(certificate):
    return CertificateIssued(
        certificate=certificate.id,
        serial=certificate.serial,
        person=certificate.person_id,
        sha256="0" * 64,
    )


def test_a_new_certificate_is_announced_once(work, session):
    certificate = a_certificate(session)
    for _ in range(2):
        service.queue_issued_letter(work, issued(certificate))
    [letter] = letters(session)
    assert letter.subject == "Your certificate is ready: Holding a boundary"
    assert letter.in_doubt is InDoubt.ASK
    assert f"http://localhost/v/{certificate.token}" in letter.text
    assert "5 January 2028" in letter.html


def test_a_renewal_stops_what_still_warns_of_the_old_one(work, session):
    old = a_certificate(session, expires_on=IN_30_DAYS)
    service.queue_due(work)
    newer = a_certificate(session, person=old.person, expires_on=date(2028, 3, 1))
    service.queue_issued_letter(work, issued(newer))
    session.expire_all()
    assert {one.key.split(":")[0]: one.phase for one in letters(session)} == {
        "certificate_expiring": Phase.DROPPED,
        "certificate_issued": Phase.DUE,
    }


def test_withdrawing_drops_what_waits_and_leaves_what_was_sent(work, session):
    certificate = a_certificate(session, expires_on=TODAY.date() + timedelta(days=90))
    other = a_certificate(session, expires_on=IN_30_DAYS)
    service.queue_due(work)
    service.queue_due(on(work, 60))
    first = session.scalars(select(Letter).where(Letter.key.endswith(":90"))).one()
    first.phase = Phase.SENT
    session.flush()
    event = CertificateWithdrawn(
        certificate=certificate.id, serial=certificate.serial, reason_class=ReasonClass.CONDUCT
    )
    work.announce(event)
    session.expire_all()
    found = {(one.person_id, one.phase) for one in letters(session)}
    assert (certificate.person_id, Phase.DROPPED) in found
    assert (certificate.person_id, Phase.SENT) in found
    assert (other.person_id, Phase.DUE) in found
    assert (certificate.person_id, Phase.DUE) not in found
