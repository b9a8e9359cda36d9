"""Many at once on a real database of their own: one completion is worth one certificate."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import func, select

from cpd.attempts.service import ModulePassed
from cpd.audit.models import AuditEntry
from cpd.certificates import service
from cpd.certificates.models import Certificate, CertificateFile
from cpd.credentials.models import StatusEntry, StatusList
from cpd.kernel.clock import FixedClock
from cpd.letters.models import Letter
from cpd.transparency.models import LogHead, LogLeaf
from cpd.web.context import job
from tests.conftest import DATABASES, TODAY, settings
from tests.databases import an_app, its_own
from tests.factories.certificates import a_completion, a_person, a_version, the_site
from tests.factories.minting import SITE, Canned

THREADS = 16
MODULES = 50
WAITING = 60
WORKER = [sys.executable, "-m", "tests.journeys.issuing_worker"]


@pytest.fixture(params=DATABASES)
def url(request, tmp_path):
    with its_own(request.param, tmp_path, request) as url:
        yield url


@pytest.fixture
def crowd(url, tmp_path):
    """An app over an empty database that nobody else uses."""
    with an_app(settings(tmp_path, url), FixedClock(TODAY)) as app:
        yield app


def all_at_once(app, act):
    """Do one thing in sixteen threads that start together."""
    together = Barrier(THREADS)

    def one(_number):
        together.wait(timeout=180)
        with app.app_context():
            return act()

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(one, range(THREADS)))


def completions(app, number) -> list[ModulePassed]:
    with app.app_context(), job("test") as work:
        the_site(work.session)
        person = a_person(work.session)
        found = [
            a_completion(
                work.session, person=person, version=a_version(work.session), completed_at=work.at
            )
            for _ in range(number)
        ]
        return [
            ModulePassed(completion=one.id, person=person.id, module=one.module_key, cycle=1)
            for one in found
        ]


def count(work, model) -> int:
    return work.session.scalar(select(func.count()).select_from(model))


def each_was_issued_once(app, number):
    with app.app_context(), job("test") as work:
        for model in (Certificate, CertificateFile, Letter, LogLeaf, StatusEntry):
            assert count(work, model) == number, model
        assert work.session.scalar(select(LogHead.size)) == number
        assert work.session.scalar(select(StatusList.given)) == number, "no place was burnt"
        rows = work.session.scalars(select(Certificate)).all()
        for told in ("serial", "token", "status_position", "leaf", "salt"):
            assert len({getattr(one, told) for one in rows}) == number, told
        assert all(one.issued_at and one.tries == 0 and one.claimed_by is None for one in rows)
        kinds = work.session.scalars(select(AuditEntry.kind).where(AuditEntry.kind.like("cert%")))
        assert sorted(kinds) == ["certificate.issued"] * number + ["certificate.ordered"] * number


def test_sixteen_at_once_make_one_certificate_of_each_completion(crowd):
    events = completions(crowd, MODULES)

    def order_and_issue():
        for event in events:
            with job("test") as work:
                service.order_if_earned(work, event)
        return service.issue_waiting(partial(job, "test"), Canned(), SITE)

    assert sum(all_at_once(crowd, order_and_issue)) == MODULES
    each_was_issued_once(crowd, MODULES)


def test_schedulers_on_two_machines_share_what_waits(crowd, url, tmp_path):
    for event in completions(crowd, WAITING):
        with crowd.app_context(), job("test") as work:
            service.order_if_earned(work, event)
    command = [*WORKER, str(tmp_path), url]
    pipe = subprocess.PIPE
    workers = [subprocess.Popen(command, stdin=pipe, stdout=pipe) for _ in range(2)]
    try:
        for worker in workers:
            assert worker.stdout.readline() == b"ready\n"
        for worker in workers:
            worker.stdin.write(b"go\n")
            worker.stdin.flush()
        said = [worker.communicate(timeout=180)[0] for worker in workers]
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    shares = [int(words) for words in said]
    assert sum(shares) == WAITING
    assert min(shares) > 0, "both had a part in it"
    each_was_issued_once(crowd, WAITING)
