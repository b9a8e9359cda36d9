from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from cpd.audit.models import AuditEntry
from cpd.documents import service as documents
from cpd.documents.rules.papers import Written
from cpd.letters.models import Letter
from cpd.letters.rules import Phase
from cpd.reminders import service
from cpd.reminders.models import PaperReminder
from cpd.standings.models import Following
from tests.conftest import TODAY
from tests.factories.documents import a_paper
from tests.factories.people import a_person

DAY = TODAY.date()


@pytest.fixture(autouse=True)
def _inside_the_app(app):
    with app.app_context():
        yield


@pytest.fixture
def person(session):
    return a_person(session)


def insured(work, person, left=30, **given):
    """Insurance that was entered a year ago and runs out in so many days."""
    days = {"first_on": DAY - timedelta(days=335), "last_on": DAY + timedelta(days=left)}
    paper = a_paper(before(work), person, "indemnity_insurance", **(days | given))
    work.session.flush()
    return paper


def before(work):
    return replace(work, at=work.at - timedelta(days=330))


def checked(work, person, issued_on):
    return a_paper(before(work), person, "dbs_check", issued_on=issued_on, level="enhanced")


def follows(work, person, pack_id="atrium.practitioner"):
    work.session.add(Following(person_id=person.id, pack_id=pack_id, anchors={}, began_at=work.at))
    work.session.flush()


def on(work, days, hours=0):
    return replace(work, at=work.at + timedelta(days=days, hours=hours))


def owed(work):
    return service.queue_due_papers(work).letters


def letters(session):
    query = select(Letter).order_by(Letter.key)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def steps(session):
    query = select(PaperReminder.days_before).order_by(PaperReminder.days_before)
    return session.scalars(query).all()


def test_a_paper_that_runs_out_is_reminded_of_in_plain_words(work, session, person):
    paper = insured(work, person, title="Careful Mutual")
    assert owed(work) == 1
    (letter,) = letters(session)
    assert letter.subject == "Professional indemnity insurance runs out in 30 days"
    assert letter.recipient == person.email
    for text in (letter.text, letter.html):
        assert "Careful Mutual" in text
        assert "1 April 2026" in text
        assert "http://localhost/papers/new?document=indemnity_insurance" in text
    assert steps(session) == [30]
    kind = "paper.reminder-queued"
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.kind == kind)).all()
    assert entry.facts["paper"] == str(paper.id)


def test_each_step_comes_once_on_its_day(work, session, person):
    insured(work, person, 95)
    counts = [owed(on(work, day)) for day in range(110)]
    assert [day for day, count in enumerate(counts) if count] == [5, 65, 88, 95]
    assert steps(session) == [0, 7, 30, 90]


def test_missed_steps_are_skipped_and_the_rest_is_said_truly(work, session, person):
    insured(work, person, 95)
    assert owed(on(work, 92)) == 1
    (letter,) = letters(session)
    assert letter.subject.endswith("runs out in 3 days")


def test_a_paper_entered_late_owes_no_earlier_step(work, person):
    days = {"first_on": DAY - timedelta(days=300), "last_on": DAY + timedelta(days=20)}
    a_paper(work, person, "indemnity_insurance", **days)
    assert [owed(on(work, day)) for day in range(15)].index(1) == 13


def test_long_gone_papers_are_left_alone(work, person):
    insured(work, person, -8)
    assert owed(work) == 0


def test_the_morning_is_that_of_the_holder(work, session):
    for zone in ("Pacific/Auckland", "Europe/Tallinn", "America/Los_Angeles"):
        insured(work, a_person(session, time_zone=zone), 0, last_on=date(2026, 5, 31))
    midnight = replace(work, at=datetime(2026, 3, 1, 12, 0, tzinfo=UTC))
    counts = [owed(on(midnight, 0, hour)) for hour in range(48)]
    assert [hour for hour, count in enumerate(counts) if count] == [8, 19, 29]


def test_a_check_is_reminded_of_as_the_body_asks(work, session, person):
    checked(work, person, date(2023, 4, 1))
    assert owed(work) == 0
    follows(work, person)
    assert owed(work) == 1
    (letter,) = letters(session)
    assert letter.subject == "A paper of yours runs out in 30 days"
    assert "DBS check" in letter.text
    assert "every 3 years" in letter.text
    assert "Atrium" in letter.html


def test_many_are_done_in_batches(work, session):
    for _ in range(5):
        insured(work, a_person(session))
    first = service.queue_due_papers(work, most=3)
    second = service.queue_due_papers(work, after=first.last, most=3)
    assert [(first.letters, second.letters), second.last] == [(3, 2), None]


def test_one_that_cannot_be_done_holds_up_no_other(work, session, caplog):
    for zone in ("Europe/London", "UTC", "Asia/Tokyo"):
        person = a_person(session, time_zone=zone)
        insured(work, person)
        if zone == "UTC":
            person.time_zone = "Nowhere/At_All"
    session.flush()
    assert owed(work) == 2
    assert "the others go on" in caplog.text


# What becomes of a letter that waits


def test_a_newer_paper_stops_the_letters(work, session, person):
    insured(work, person)
    owed(work)
    days = {"first_on": date(2026, 4, 2), "last_on": date(2027, 4, 1)}
    newer = a_paper(work, person, "indemnity_insurance", **days)
    assert [one.phase for one in letters(session)] == [Phase.DROPPED]
    assert owed(on(work, 29)) == 0
    documents.withdraw(work, person.id, newer.id)
    assert owed(on(work, 1)) == 1
    assert [one.phase for one in letters(session)] == [Phase.DUE]


def test_another_paper_stops_nothing(work, session, person):
    insured(work, person, country="Estonia")
    owed(work)
    a_paper(work, person)
    days = {"first_on": date(2026, 1, 1), "last_on": date(2027, 4, 1)}
    a_paper(work, person, "indemnity_insurance", country="Latvia", **days)
    assert [one.phase for one in letters(session)] == [Phase.DUE]


def test_withdrawing_drops_and_restoring_owes_it_again(work, session, person):
    paper = insured(work, person)
    owed(work)
    documents.withdraw(work, person.id, paper.id)
    assert [one.phase for one in letters(session)] == [Phase.DROPPED]
    assert (owed(on(work, 1)), steps(session)) == (0, [])
    documents.restore(work, person.id, paper.id)
    later = on(work, 2)
    assert (owed(later), owed(later)) == (1, 0)
    (letter,) = letters(session)
    assert (letter.phase, letter.queued_at) == (Phase.DUE, later.at)
    assert letter.subject.endswith("in 28 days")


def test_what_was_sent_is_not_sent_again(work, session, person):
    paper = insured(work, person)
    owed(work)
    (letter,) = letters(session)
    letter.phase = Phase.SENT
    session.flush()
    documents.withdraw(work, person.id, paper.id)
    documents.restore(work, person.id, paper.id)
    assert owed(on(work, 2)) == 0
    assert steps(session) == [30]


def test_a_corrected_day_begins_its_own_steps(work, session, person):
    paper = insured(work, person)
    owed(work)
    written = Written(
        document="indemnity_insurance",
        first_on=DAY - timedelta(days=300),
        last_on=DAY + timedelta(days=40),
    )
    documents.correct(work, person.id, "UTC", paper.id, 1, written)
    assert [one.phase for one in letters(session)] == [Phase.DROPPED]
    assert owed(work) == 1
    assert sorted(one.phase for one in letters(session)) == [Phase.DROPPED, Phase.DUE]
    assert steps(session) == [90]
