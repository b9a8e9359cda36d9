"""Who registers with an address that a course was certified to finds the certificate."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from cpd.certificates.models import Certificate
from cpd.cohorts import service
from cpd.cohorts.models import CohortLine
from cpd.cohorts.rules.states import CohortState, LineState
from cpd.cohorts.service.drafting import NO_ACCOUNT
from cpd.kernel.errors import RuleError
from cpd.people.events import AddressChanged, AddressConfirmed
from cpd.people.models import Person
from cpd.people.rules import Role
from tests.factories.certificates import the_site
from tests.factories.cohorts import a_cohort
from tests.factories.people import a_person
from tests.services.test_cohorts import Administrator

ADDRESS = "newcomer@example.org"


@pytest.fixture
def begin(work):
    @contextmanager
    def opened():
        yield work
        work.session.flush()

    return opened


@pytest.fixture
def cohort(session):
    """A cohort that came to its end, with one line refused as nobody had its address."""
    admin = a_person(session, role=Role.ADMINISTRATOR)
    found = a_cohort(session, of=the_site(session), by=admin, state=CohortState.DONE)
    [line] = lines(session, found)
    line.name, line.email, line.state = "Noa Newcomer", ADDRESS, LineState.REFUSED
    line.problem = NO_ACCOUNT
    session.flush()
    return found


def lines(session, cohort):
    query = select(CohortLine).where(CohortLine.cohort_id == cohort.id).order_by(CohortLine.line)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def arrive(work, **given):
    person = a_person(work.session, **({"name": "Noa Newcomer", "email": ADDRESS} | given))
    work.announce(AddressConfirmed(person=person.id))
    return person


def test_the_certificate_is_ordered_once_the_address_is_confirmed(work, session, begin, cohort):
    person = arrive(work)
    assert cohort.state is CohortState.RUNNING
    assert service.order_waiting(begin, lambda: True) == 1
    [certificate] = session.scalars(select(Certificate))
    assert certificate.person_id == person.id
    assert [one.state for one in lines(session, cohort)] == [LineState.ORDERED]


def test_a_changed_address_is_as_good(work, session, cohort):
    person = a_person(session, name="Noa Newcomer", email="old@example.org")
    person.email = ADDRESS
    session.flush()
    work.announce(AddressChanged(person=person.id))
    assert [one.state for one in lines(session, cohort)] == [LineState.WAITING]


def test_an_address_that_is_not_confirmed_finds_nothing(work, session, cohort):
    person = a_person(session, name="Noa Newcomer", email=ADDRESS, confirmed_at=None)
    work.announce(AddressChanged(person=person.id))
    assert [one.state for one in lines(session, cohort)] == [LineState.REFUSED]


def test_somebody_of_another_name_gets_nothing(work, session, begin, cohort):
    arrive(work, name="Somebody Else")
    service.order_waiting(begin, lambda: True)
    [line] = lines(session, cohort)
    assert line.state is LineState.REFUSED
    assert "another name" in line.problem
    assert session.scalars(select(Certificate)).all() == []


def test_what_was_refused_for_another_reason_stays_so(work, session, cohort):
    [line] = lines(session, cohort)
    line.problem = "There is no such day."
    session.flush()
    arrive(work)
    assert cohort.state is CohortState.DONE
    assert [one.state for one in lines(session, cohort)] == [LineState.REFUSED]


def test_a_cancelled_cohort_stays_so(work, session, cohort):
    cohort.state = CohortState.CANCELLED
    session.flush()
    arrive(replace(work, at=work.at + timedelta(days=1)))
    assert cohort.state is CohortState.CANCELLED
    assert [one.state for one in lines(session, cohort)] == [LineState.REFUSED]


@pytest.mark.parametrize(
    ("given", "state"),
    [({}, LineState.WAITING), ({"confirmed_at": None}, LineState.REFUSED)],
    ids=["confirmed", "not confirmed"],
)
def test_who_came_while_the_file_was_looked_through_is_found_at_the_start(
    work, session, cohort, given, state
):
    """Their address was confirmed before any line named it, so nothing took the line up."""
    a_person(session, name="Noa Newcomer", email=ADDRESS, **given)
    admin = session.get(Person, cohort.created_by)
    cohort.state = CohortState.DRAFT
    session.flush()
    start = partial(service.start, work, Administrator(admin, cohort.organisation_id), cohort.id)
    if state is LineState.WAITING:
        start()
    else:
        with pytest.raises(RuleError, match="No line"):
            start()
    assert [one.state for one in lines(session, cohort)] == [state]
