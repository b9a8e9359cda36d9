"""The word that a month is complete, or had no practice, goes out and comes in with the log."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from cpd.people.rules import Role
from cpd.records import service as records
from cpd.records.models import ClosedMonth
from tests.factories.standings import some_practice
from tests.web.test_transfers import brought_in, columns, upload

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
WORD = {JANUARY: False, FEBRUARY: True}


@pytest.fixture
def export(as_, work, session):
    """The export of somebody who practised in January and not in February."""
    coach = as_(Role.PRACTITIONER)
    some_practice(session, coach.person, done_on=date(2026, 1, 5))
    for month, is_none in WORD.items():
        records.close_month(work, coach.person.id, month, is_none=is_none)
    session.commit()
    return coach.get("/transfer/export?as=json").data


@pytest.fixture
def other(as_, clock, export):
    """Somebody else, who comes a day later."""
    clock.instant += timedelta(days=1)
    return as_(Role.PRACTITIONER)


def months(session, client):
    query = select(ClosedMonth.month, ClosedMonth.is_none)
    return dict(session.execute(query.where(ClosedMonth.person_id == client.person.id)).all())


def test_closed_months_come_in_as_they_were_said(export, other, session):
    checked = columns(other, upload(other, export).location)
    page = other.get(checked).text
    assert "January 2026, complete" in page
    assert "February 2026, no practice" in page
    other.post(checked, data={})
    assert months(session, other) == WORD
    assert "Closed months" in other.get(checked).text


def test_undoing_opens_the_months_again(export, other, session):
    checked = brought_in(other, export)
    other.post(checked + "/undo", data={"changed": "withdraw"})
    assert months(session, other) == {}


def test_a_month_that_was_closed_here_keeps_its_word(export, other, work, session):
    records.close_month(work, other.person.id, FEBRUARY, is_none=False)
    session.commit()
    brought_in(other, export)
    assert months(session, other) == {JANUARY: False, FEBRUARY: False}


def test_a_word_that_the_log_here_contradicts_stays_out(export, other, session):
    some_practice(session, other.person, done_on=date(2026, 2, 5))
    session.commit()
    checked = columns(other, upload(other, export).location)
    assert "your log has some" in other.get(checked).text
    other.post(checked, data={})
    assert months(session, other) == {JANUARY: False}


def test_a_month_that_is_not_over_is_refused_in_words(export, other, session):
    wrong = export.replace(b'"2026-02-01"', b'"2026-03-01"')
    checked = columns(other, upload(other, wrong).location)
    assert "March 2026 is not over yet" in other.get(checked).text
    other.post(checked, data={})
    assert months(session, other) == {JANUARY: False}
