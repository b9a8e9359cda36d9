"""The running app as it is: worker processes, and a signer behind its socket."""

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

import pytest
from sqlalchemy import select

from cpd.attempts.service import ModulePassed
from cpd.certificates import service
from cpd.certificates.models import Certificate, CertificateFile
from cpd.certificates.rules.life import Stage
from cpd.certificates.rules.trying import SIGNER_WAIT
from cpd.certificates.service.makers import EXTENSION, maker
from cpd.certificates.workshop import Workshop
from cpd.kernel.clock import FixedClock
from cpd.keys import frames
from cpd.keys.calling import AWAY
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.service import SOCKET
from cpd.keys.serving import serve
from cpd.web.context import job
from tests.conftest import TODAY, settings
from tests.databases import an_app, its_own
from tests.factories.certificates import a_completion
from tests.factories.minting import issue_waiting
from tests.factories.people import a_person
from tests.signers import a_signer


@pytest.fixture
def site(request):
    """An app with one certificate to make, in a folder near the root: sockets need short paths."""
    with TemporaryDirectory(prefix="cpd-") as name:
        folder = Path(name)
        with (
            its_own("sqlite", folder, request) as url,
            an_app(settings(folder, url), FixedClock(TODAY)) as app,
        ):
            del app.extensions[EXTENSION]
            with app.app_context():
                order_one()
                yield app
                maker().close()


def order_one():
    with job("test") as work:
        one = a_completion(work.session, person=a_person(work.session, name="Ștefan Łu"))
        event = ModulePassed(
            completion=one.id, person=one.person_id, module=one.module_key, cycle=one.cycle
        )
        service.order_if_earned(work, event)


@contextmanager
def a_signer_at(path):
    stopped = Event()
    thread = Thread(target=serve, args=(path, answer, lambda: not stopped.is_set()))
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def answer(question):
    purpose = KeyPurpose(question["purpose"])
    if question["do"] == "public":
        return frames.of_public(a_signer().public(purpose))
    return frames.of_signature(a_signer().sign(purpose, frames.raw(question["message"])))


def the_one() -> Certificate:
    """Return it as it stands, let go of: reading it later must not begin a transaction."""
    with job("test") as work:
        found = work.session.scalars(select(Certificate)).one()
        work.session.expunge(found)
        return found


def test_without_a_signer_it_waits_and_with_one_it_is_issued(site):
    assert isinstance(maker(), Workshop)
    assert issue_waiting(site) == "0 certificates issued"
    waits = the_one()
    assert (waits.stage, waits.trouble, waits.tries) == (Stage.SIGNING, AWAY, 0)
    clock = site.extensions["cpd"].clock
    clock.instant += SIGNER_WAIT
    with a_signer_at(Path(site.extensions["cpd"].settings.data_dir) / SOCKET):
        assert issue_waiting(site) == "1 certificate issued"
    assert the_one().issued_at == clock.now()
    with job("test") as work:
        kept = work.session.scalars(select(CertificateFile)).one()
        assert kept.pdf.startswith(b"%PDF-1.7")
        assert "eddsa-rdfc-2022" in kept.credential
