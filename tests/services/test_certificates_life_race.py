"""Many at once on a real database of their own: what happens to a certificate happens once."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from cpd.audit.models import AuditEntry
from cpd.certificates import service
from cpd.certificates.models import Certificate, CertificateFile, WithdrawalRequest
from cpd.certificates.rules.validity import ReasonClass, Withdrawal
from cpd.credentials import service as credentials
from cpd.credentials.models import StatusEntry
from cpd.kernel.errors import RuleError
from cpd.letters.models import Letter
from cpd.people.rules import Role, WhoIsHere
from cpd.transparency.models import LogLeaf
from cpd.web.context import job
from tests.conftest import TODAY
from tests.factories.certificates import a_certificate, the_site
from tests.factories.people import a_person

THREADS = 8
ERROR = Withdrawal(ReasonClass.ISSUED_IN_ERROR, "Recorded for the wrong person.")
CONDUCT = Withdrawal(ReasonClass.CONDUCT, "The board found against the holder.")


@pytest.fixture
def certificate(crowd):
    """The one certificate there is: its serial, its holder, and two administrators."""
    with crowd.app_context(), job("test") as work:
        site = the_site(work.session)
        people = [a_person(work.session, role=Role.ADMINISTRATOR, of=site) for _ in range(2)]
        place = credentials.draw_place(work)
        one = a_certificate(
            work.session,
            status_list=place.list_number,
            status_position=place.position,
            salt=b"s" * 32,
        )
        holder = someone(one.person_id)
        admins = [someone(person.id, (site.id, Role.ADMINISTRATOR)) for person in people]
        return one.serial, holder, admins


def someone(person_id, *memberships) -> WhoIsHere:
    return WhoIsHere(
        id=person_id, sign_in_id=uuid4(), token="", name="", email="", time_zone="UTC",
        role=Role.PRACTITIONER, memberships=memberships,
    )  # fmt: skip


def all_at_once(app, *acts) -> list[str]:
    """Do each of these in some threads that start together; return what each was told."""
    together = Barrier(THREADS)

    def one(number):
        together.wait(timeout=180)
        with app.app_context():
            try:
                with job("test") as work:
                    acts[number % len(acts)](work)
            except RuleError as refusal:
                return str(refusal)
            return "done"

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(one, range(THREADS)))


def counted(work, table, *conditions) -> int:
    return work.session.scalar(select(func.count()).select_from(table).where(*conditions))


def operations(work) -> list[str]:
    bodies = work.session.scalars(select(LogLeaf.body).order_by(LogLeaf.position))
    return [json.loads(body)["op"] for body in bodies]


def test_two_withdrawals_at_once_are_one_and_the_others_are_told(crowd, certificate):
    serial, _, (ann, bo) = certificate
    answers = all_at_once(
        crowd,
        lambda work: service.withdraw(work, ann, serial, ERROR),
        lambda work: service.withdraw(work, bo, serial, ERROR),
    )
    assert answers.count("done") == 1
    assert set(answers) == {"done", f"Certificate {serial} was withdrawn before."}
    with crowd.app_context(), job("test") as work:
        assert operations(work) == ["withdraw"]
        assert counted(work, Letter) == 1
        assert counted(work, AuditEntry, AuditEntry.kind == "certificate.withdrawn") == 1
        assert counted(work, StatusEntry, StatusEntry.revoked_at.is_not(None)) == 1


def test_on_hold_once_and_off_once(crowd, certificate):
    serial, _, (ann, _) = certificate
    on = all_at_once(crowd, lambda work: service.suspend(work, ann, serial, "x"))
    assert on.count("done") == 1
    off = all_at_once(crowd, lambda work: service.reinstate(work, ann, serial, "x"))
    assert off.count("done") == 1
    with crowd.app_context(), job("test") as work:
        assert operations(work) == ["suspend", "reinstate"]
        assert counted(work, Letter) == 2


def test_asked_for_or_replaced_but_neither_twice(crowd, certificate):
    serial, _, (ann, bo) = certificate
    answers = all_at_once(
        crowd,
        lambda work: service.ask(work, ann, serial, CONDUCT),
        lambda work: service.replace_name(work, bo, serial, "Bo Ek"),
    )
    with crowd.app_context(), job("test") as work:
        requests = counted(work, WithdrawalRequest)
        replaced = counted(work, Certificate, Certificate.replaces_id.is_not(None))
        assert requests <= 1
        assert replaced <= 1
        assert answers.count("done") == requests + replaced >= 1


def test_one_request_is_decided_once(crowd, certificate):
    serial, _, (ann, bo) = certificate
    with crowd.app_context(), job("test") as work:
        request = service.ask(work, ann, serial, CONDUCT).id
    answers = all_at_once(
        crowd,
        lambda work: service.confirm(work, bo, request),
        lambda work: service.decline(work, bo, request, "Not proven."),
        lambda work: service.confirm(work, ann, request),
    )
    assert answers.count("done") == 1
    with crowd.app_context(), job("test") as work:
        decided = work.session.scalars(select(WithdrawalRequest)).one()
        assert decided.decided_by == bo.id
        withdrawn = counted(work, Certificate, Certificate.withdrawn_at.is_not(None))
        assert operations(work) == ["withdraw"] * withdrawn


def test_erased_once_whatever_else_is_done_to_it_meanwhile(crowd, certificate):
    serial, holder, (ann, _) = certificate
    all_at_once(
        crowd,
        lambda work: service.erase(work, holder, serial),
        lambda work: service.withdraw(work, ann, serial, ERROR),
        lambda work: service.suspend(work, ann, serial, "x"),
    )
    with crowd.app_context(), job("test") as work:
        one = work.session.scalars(select(Certificate)).one()
        assert one.erased_at == TODAY
        assert (one.withdrawn_at, one.suspended_at, one.salt, one.title) == (None, None, None, "")
        assert counted(work, CertificateFile) == 0
        assert operations(work).count("erase") == 1
        assert operations(work)[-1] == "erase"
