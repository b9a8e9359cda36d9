"""Many at once on a real database of their own: one completion is worth one certificate."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import func, select

from cpd.attempts.service import ModulePassed
from cpd.audit.models import AuditEntry
from cpd.certificates import service
from cpd.certificates.models import Certificate, CertificateFile
from cpd.kernel.clock import FixedClock
from cpd.letters.models import Letter
from cpd.web.context import job
from tests.conftest import DATABASES, TODAY, settings
from tests.databases import an_app, its_own
from tests.factories.certificates import a_completion, a_person, the_site

THREADS = 16


@pytest.fixture(params=DATABASES)
def crowd(request, tmp_path):
    """An app over an empty database that nobody else uses."""
    with (
        its_own(request.param, tmp_path, request) as url,
        an_app(settings(tmp_path, url), FixedClock(TODAY)) as app,
    ):
        yield app


def all_at_once(app, act):
    """Do one thing in sixteen threads that start together."""
    together = Barrier(THREADS)

    def one(_number):
        together.wait(timeout=30)
        with app.app_context():
            return act()

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(one, range(THREADS)))


def test_sixteen_at_once_make_one_certificate(crowd):
    with crowd.app_context(), job("test") as work:
        the_site(work.session)
        person = a_person(work.session)
        completion = a_completion(work.session, person=person, completed_at=work.at)
        event = ModulePassed(
            completion=completion.id, person=person.id, module=completion.module_key, cycle=1
        )

    def order_and_issue():
        with job("test") as work:
            service.order_if_earned(work, event)
        with job("test") as work:
            found = work.session.scalars(select(Certificate.id)).one()
        return service.issue(partial(job, "test"), "http://localhost", found)

    assert all_at_once(crowd, order_and_issue) == [True] * THREADS
    with crowd.app_context(), job("test") as work:
        for model in (Certificate, CertificateFile, Letter):
            assert work.session.scalar(select(func.count()).select_from(model)) == 1, model
        kinds = sorted(work.session.scalars(select(AuditEntry.kind)))
        assert kinds == ["certificate.issued", "certificate.ordered"]
