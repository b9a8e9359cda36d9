"""Two schedulers order from the same cohorts at once: each line earns exactly one certificate."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from threading import Barrier, Event

import pytest
from sqlalchemy import func, select

from cpd.certificates.models import Certificate
from cpd.cohorts import service
from cpd.cohorts.models import Cohort, CohortLine
from cpd.cohorts.rules.states import CohortState, LineState
from cpd.cohorts.service import ordering
from cpd.credentials.models import StatusEntry, StatusList
from cpd.kernel.clock import FixedClock
from cpd.people.rules import Role
from cpd.web.context import job
from tests.conftest import DATABASES, TODAY, settings
from tests.databases import an_app, its_own
from tests.factories.certificates import the_site
from tests.factories.people import a_person
from tests.services.test_cohorts import Administrator, a_draft, people

LINES = 40


@pytest.fixture(params=DATABASES)
def own(request, tmp_path):
    with (
        its_own(request.param, tmp_path, request) as url,
        an_app(settings(tmp_path, url), FixedClock(TODAY)) as app,
    ):
        yield app


@pytest.fixture
def me(own):
    with own.app_context(), job("test") as work:
        person, site = a_person(work.session, role=Role.ADMINISTRATOR), the_site(work.session)
        return Administrator(person, site.id)


def begun(app, me, *orders):
    """Start a cohort for each order in which the same participants are named."""
    with app.app_context(), job("test") as work:
        members = people(work.session, LINES)
        cohorts = [a_draft(work, me, members[::step]) for step in orders]
        for cohort in cohorts:
            service.start(work, me, cohort.id)
        return [cohort.id for cohort in cohorts]


def always():
    return True


def order(app, together):
    with app.app_context():
        together.wait(timeout=180)
        return service.order_waiting(partial(job, service.JOB), always)


def count(session, *conditions):
    return session.scalar(select(func.count()).where(*conditions))


@pytest.mark.parametrize(
    ("orders", "batch"),
    [
        pytest.param((1,), 3, id="one cohort"),
        pytest.param((1, -1), LINES, id="the same people twice, who meet midway"),
    ],
)
def test_two_schedulers_give_each_line_one_certificate(own, me, monkeypatch, orders, batch):
    monkeypatch.setattr(ordering, "BATCH", batch)
    begun(own, me, *orders)
    together = Barrier(2)
    with ThreadPoolExecutor(2) as threads:
        runs = [threads.submit(order, own, together) for _ in range(2)]
        done = sum(run.result(timeout=180) for run in runs)
    with own.app_context():  # what one left to the other is taken up at the next tick
        done += service.order_waiting(partial(job, service.JOB), always)
    assert done == LINES * len(orders)
    with own.app_context(), job("test") as work:
        session = work.session
        assert count(session, Certificate.in_bulk) == LINES
        assert count(session, CohortLine.state == LineState.ORDERED) == LINES
        assert count(session, CohortLine.state == LineState.WAITING) == 0
        assert session.scalar(select(func.count(Certificate.person_id.distinct()))) == LINES
        assert session.scalar(select(StatusList.given)) == LINES
        assert session.scalar(select(func.count()).select_from(StatusEntry)) == LINES


@pytest.mark.parametrize("steer", [service.pause, service.cancel])
def test_nothing_is_ordered_after_it_was_stopped(own, me, monkeypatch, steer):
    """The scheduler is in the middle of the cohort when an administrator stops it."""
    monkeypatch.setattr(ordering, "BATCH", 3)
    (cohort_id,) = begun(own, me, 1)
    began, left = Event(), []

    @contextmanager
    def begin():
        with job(service.JOB) as work:
            yield work
        began.set()

    def run():
        with own.app_context():
            return service.order_waiting(begin, always)

    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(run)
        assert began.wait(timeout=180)
        with own.app_context(), job("test") as work:
            steer(work, me, cohort_id)
        with own.app_context(), job("test") as work:
            left.append(count(work.session, CohortLine.state == LineState.ORDERED))
        running.result(timeout=180)
    with own.app_context(), job("test") as work:
        assert [count(work.session, CohortLine.state == LineState.ORDERED)] == left
        assert count(work.session, Certificate.in_bulk) == left[0]
        if work.session.get(Cohort, cohort_id).state is CohortState.PAUSED:
            assert count(work.session, Certificate.paused_at.is_not(None)) == left[0]
        else:
            assert count(work.session, CohortLine.state == LineState.LEFT_OUT) == LINES - left[0]
