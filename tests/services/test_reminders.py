from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from cpd.attempts.models import Completion
from cpd.audit.models import AuditEntry
from cpd.certificates.rules.validity import ReasonClass
from cpd.certificates.service import (
    CertificateIssued,
    CertificateReinstated,
    CertificateReplaced,
    CertificateSuspended,
    CertificateWithdrawn,
)
from cpd.letters.models import Letter
from cpd.letters.rules import InDoubt, Phase
from cpd.people.models import Person
from cpd.reminders import service
from cpd.reminders.models import Reminder
from tests.conftest import TODAY
from tests.factories.certificates import a_certificate, a_completion, a_version, until
from tests.factories.people import a_person

IN_30_DAYS = TODAY.date() + timedelta(days=30)


@pytest.fixture(autouse=True)
def _inside_the_app(app):
    with app.app_context():
        yield


def held(session, expires_on=IN_30_DAYS, *, person=None, version=None, cycle=1, **given):
    """A certificate of two years that somebody holds, by when it runs out."""
    person = person or a_person(session)
    usual = {
        "person": person,
        "completion": a_completion(session, person=person, version=version, cycle=cycle),
        "facts": until(expires_on, name=person.name, title="Holding a boundary"),
    }
    return a_certificate(session, **(usual | given))


def letters(session):
    return session.scalars(select(Letter).order_by(Letter.key)).all()


def on(work, days, hours=0):
    return replace(work, at=work.at + timedelta(days=days, hours=hours))


def test_a_certificate_that_runs_out_is_reminded_of_in_plain_words(work, session):
    certificate = held(session)
    assert service.queue_due(work).letters == 1
    [letter] = letters(session)
    assert letter.subject == "Your certificate runs out in 30 days: Holding a boundary"
    assert letter.recipient == certificate.person.email
    assert letter.in_doubt is InDoubt.RESEND
    for text in (letter.text, letter.html):
        assert certificate.serial in text
        assert "1 April 2026" in text
        assert f"http://localhost/v/{certificate.token}" in text
        assert f"http://localhost/modules/{certificate.module_key}" in text
    [reminder] = session.scalars(select(Reminder)).all()
    assert (reminder.days_before, reminder.letter_id) == (30, letter.id)
    [entry] = session.scalars(select(AuditEntry).where(AuditEntry.kind == "reminder.queued")).all()
    assert entry.facts == {"certificate": str(certificate.id), "days_before": "30"}


def test_asking_again_owes_nothing_more(work, session):
    held(session)
    assert [service.queue_due(work).letters for _ in range(3)] == [1, 0, 0]
    assert len(letters(session)) == 1


def test_a_certificate_gets_four_letters_in_its_last_months(work, session):
    held(session, TODAY.date() + timedelta(days=95))
    counts = [service.queue_due(on(work, day)).letters for day in range(110)]
    assert [day for day, count in enumerate(counts) if count] == [5, 65, 88, 95]


def test_missed_steps_are_skipped(work, session):
    held(session, TODAY.date() + timedelta(days=95))
    late = on(work, 92)
    assert service.queue_due(late).letters == 1
    [letter] = letters(session)
    assert letter.subject.startswith("Your certificate runs out in 3 days")


def test_a_certificate_found_after_its_end_is_not_said_to_run_out_today(work, session):
    held(session, TODAY.date() - timedelta(days=3))
    held(session, TODAY.date() - timedelta(days=8))
    assert service.queue_due(work).letters == 1
    [letter] = letters(session)
    assert letter.subject.startswith("Your certificate ran out 3 days ago")


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"is_issued": False}, id="not issued"),
        pytest.param({"withdrawn_at": TODAY, "reason_class": ReasonClass.CONDUCT}, id="withdrawn"),
        pytest.param({"replaced_at": TODAY}, id="replaced"),
        pytest.param({"expires_on": IN_30_DAYS + timedelta(days=61)}, id="not near"),
    ],
)
def test_nothing_is_owed_for_a_certificate_that_does_not_stand(work, session, given):
    held(session, **given)
    assert service.queue_due(work).letters == 0


@pytest.mark.parametrize(
    ("given", "owed"),
    [
        pytest.param({}, 0, id="renewed"),
        pytest.param({"is_issued": False}, 1, id="the new one is not issued yet"),
        pytest.param(
            {"withdrawn_at": TODAY, "reason_class": ReasonClass.CONDUCT}, 1, id="withdrawn again"
        ),
        pytest.param({"version": None}, 1, id="for another module"),
        pytest.param({"person": None}, 1, id="of somebody else"),
    ],
)
def test_nothing_is_owed_once_it_was_renewed(work, session, given, owed):
    person, version = a_person(session), a_version(session)
    held(session, person=person, version=version)
    newer = {"person": person, "version": version, "cycle": 2}
    held(session, date(2028, 3, 1), **(newer | given))
    assert service.queue_due(work).letters == owed


def test_the_morning_is_that_of_the_holder(work, session):
    for zone in ("Pacific/Auckland", "Europe/Tallinn", "America/Los_Angeles"):
        held(session, date(2026, 5, 31), person=a_person(session, time_zone=zone))
    midnight = replace(work, at=datetime(2026, 3, 1, 12, 0, tzinfo=UTC))
    counts = [service.queue_due(on(midnight, 0, hour)).letters for hour in range(48)]
    assert [hour for hour, count in enumerate(counts) if count] == [8, 19, 29]


def test_many_are_done_in_batches(work, session):
    for _ in range(5):
        held(session)
    first = service.queue_due(work, most=3)
    second = service.queue_due(work, after=first.last, most=3)
    assert [(first.letters, second.letters), second.last] == [(3, 2), None]


def test_one_that_cannot_be_done_holds_up_no_other(work, session, caplog):
    for zone in ("Europe/London", "Nowhere/At_All", "Asia/Tokyo"):
        held(session, person=a_person(session, time_zone=zone))
    assert service.queue_due(work).letters == 2
    assert "the others go on" in caplog.text
    assert len(letters(session)) == len(session.scalars(select(Reminder)).all()) == 2


def test_a_corrected_name_does_not_repeat_a_letter(work, session):
    old = held(session)
    service.queue_due(work)
    old.replaced_at = TODAY
    session.flush()
    same = session.get(Completion, old.completion_id)
    person = session.get(Person, old.person_id)
    held(session, person=person, completion=same, cycle=2, replaces_id=old.id)
    assert service.queue_due(work).letters == 0
    event = CertificateReplaced(certificate=old.id, serial=old.serial, by_serial="x")
    service.drop_letters_of(work, event)
    assert service.queue_due(work).letters == 1


def issued(certificate):
    return CertificateIssued(
        certificate=certificate.id,
        serial=certificate.serial,
        person=certificate.person_id,
    )


def test_a_new_certificate_is_announced_once(work, session):
    certificate = held(session, date(2028, 1, 5))
    for _ in range(2):
        service.queue_issued_letter(work, issued(certificate))
    [letter] = letters(session)
    assert letter.subject == "Your certificate is ready: Holding a boundary"
    assert letter.in_doubt is InDoubt.ASK
    assert f"http://localhost/v/{certificate.token}" in letter.text
    assert "5 January 2028" in letter.html


def test_a_renewal_stops_what_still_warns_of_the_old_one(work, session):
    person, version = a_person(session), a_version(session)
    held(session, person=person, version=version)
    service.queue_due(work)
    newer = held(session, date(2028, 3, 1), person=person, version=version, cycle=2)
    service.queue_issued_letter(work, issued(newer))
    session.expire_all()
    assert {one.key.split(":")[0]: one.phase for one in letters(session)} == {
        "certificate_expiring": Phase.DROPPED,
        "certificate_issued": Phase.DUE,
    }


def test_withdrawing_drops_what_waits_and_leaves_what_was_sent(work, session):
    certificate = held(session, TODAY.date() + timedelta(days=90))
    other = held(session)
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
    fate = f"certificate_withdrawn:{certificate.id}"
    found = {(one.person_id, one.phase) for one in letters(session) if one.key != fate}
    assert fate in {one.key for one in letters(session)}
    assert (certificate.person_id, Phase.DROPPED) in found
    assert (certificate.person_id, Phase.SENT) in found
    assert (other.person_id, Phase.DUE) in found
    assert (certificate.person_id, Phase.DUE) not in found


def of_a_course(session, expires_on, **given):
    """A certificate that a cohort earned: no module of ours stands behind it."""
    certificate = held(session, expires_on, **given)
    certificate.module_key = certificate.completion_id = None
    session.flush()
    return certificate


def test_a_course_without_a_module_is_reminded_of_too_and_told_whom_to_ask(work, session):
    of_a_course(session, IN_30_DAYS)
    service.queue_due(work)
    (letter,) = letters(session)
    for text in (letter.text, letter.html):
        assert "is held again" in text
        assert "take the module again" not in text


def test_a_new_certificate_of_one_course_says_nothing_of_another(work, session):
    old = of_a_course(session, IN_30_DAYS)
    service.queue_due(work)
    person = session.get(Person, old.person_id)
    new = of_a_course(session, TODAY.date() + timedelta(days=700), person=person)
    event = CertificateIssued(certificate=new.id, serial=new.serial, person=person.id)
    service.queue_issued_letter(work, event)
    session.expire_all()
    assert {one.phase for one in letters(session)} == {Phase.DUE}


def test_nothing_is_said_of_running_out_while_it_is_on_hold_or_once_it_is_erased(work, session):
    for gone in (
        {"suspended_at": TODAY, "suspension_reason": "x"},
        {"erased_at": TODAY},
    ):
        held(session, **gone)
    service.queue_due(work)
    assert letters(session) == []


def put_on_hold(work, certificate):
    certificate.suspended_at, certificate.suspension_reason = work.at, "x"
    work.session.flush()
    work.announce(CertificateSuspended(certificate=certificate.id, serial=certificate.serial))


def take_off_hold(work, certificate):
    certificate.suspended_at = certificate.suspension_reason = None
    work.session.flush()
    work.announce(CertificateReinstated(certificate=certificate.id, serial=certificate.serial))


def reminders_of(session):
    query = select(Letter).where(Letter.key.startswith("certificate_expiring"))
    query = query.execution_options(populate_existing=True)
    return session.scalars(query.order_by(Letter.key)).all()


def test_a_reminder_that_a_hold_dropped_is_sent_once_it_stands_again(work, session):
    certificate = held(session)
    service.queue_due(work)
    put_on_hold(on(work, 0, 1), certificate)
    assert [one.phase for one in reminders_of(session)] == [Phase.DROPPED]
    assert service.queue_due(on(work, 1)).letters == 0
    take_off_hold(on(work, 2), certificate)
    later = on(work, 3)
    assert [service.queue_due(later).letters for _ in range(2)] == [1, 0]
    (letter,) = reminders_of(session)
    assert (letter.phase, letter.queued_at, letter.tries) == (Phase.DUE, later.at, 0)
    assert letter.subject.startswith("Your certificate runs out in 27 days")


def test_a_hold_makes_no_reminder_come_twice(work, session):
    certificate = held(session)
    service.queue_due(work)
    (letter,) = reminders_of(session)
    letter.phase = Phase.SENT
    session.flush()
    put_on_hold(on(work, 1), certificate)
    take_off_hold(on(work, 2), certificate)
    assert service.queue_due(on(work, 3)).letters == 0
    assert [one.phase for one in reminders_of(session)] == [Phase.SENT]


def test_after_a_long_hold_only_the_step_that_has_come_round_is_sent(work, session):
    certificate = held(session)
    service.queue_due(work)
    put_on_hold(on(work, 0, 1), certificate)
    take_off_hold(on(work, 25), certificate)
    assert service.queue_due(on(work, 26)).letters == 1
    phases = {one.key.rpartition(":")[2]: one.phase for one in reminders_of(session)}
    assert phases == {"30": Phase.DROPPED, "7": Phase.DUE}


def test_too_late_after_a_hold_nothing_is_sent(work, session):
    certificate = held(session, TODAY.date())
    service.queue_due(work)
    put_on_hold(on(work, 0, 1), certificate)
    take_off_hold(on(work, 8), certificate)
    assert service.queue_due(on(work, 8)).letters == 0


def test_one_that_somebody_gave_up_stays_given_up(work, session):
    certificate = held(session)
    service.queue_due(work)
    (letter,) = reminders_of(session)
    letter.phase = Phase.DROPPED
    session.flush()
    put_on_hold(on(work, 1), certificate)
    take_off_hold(on(work, 2), certificate)
    assert service.queue_due(on(work, 3)).letters == 0
    assert [one.phase for one in reminders_of(session)] == [Phase.DROPPED]
