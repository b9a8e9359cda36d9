"""Every certificate is held against the log, the log against certificates; each fault is named."""

import pytest
from sqlalchemy import delete, text, update

from cpd.certificates import service as certificates
from cpd.certificates.models import Certificate, CertificateFile
from cpd.certificates.rules.validity import ReasonClass, Withdrawal
from cpd.certificates.service.auditing import audit_certificates
from cpd.credentials.models import StatusEntry
from cpd.transparency import service
from cpd.transparency.rules.leaves import Operation
from tests.factories.certificates import a_certificate, a_person
from tests.factories.minting import SITE, Canned, transactions
from tests.factories.transparency import a_leaf
from tests.services.test_certificates import administrator
from tests.services.test_certificates_issuing import ordered
from tests.services.test_certificates_life import holder_of

ERROR = Withdrawal(ReasonClass.ISSUED_IN_ERROR, "Recorded for the wrong person.")


@pytest.fixture(autouse=True)
def pushed(app):
    with app.app_context():
        yield


@pytest.fixture
def issue(work, session, clock):
    """Return what issues a certificate as the scheduler does, with files that are none."""

    def one():
        certificate = ordered(work, person=a_person(session))
        certificates.issue_waiting(transactions(session, clock), Canned(), SITE)
        session.refresh(certificate)
        return certificate

    return one


@pytest.fixture
def me(session):
    return administrator(session)


def faults(session):
    session.flush()
    session.expire_all()
    told = service.Told()
    for one in service.leaves_from(session, 0, 1000):
        told.hear(one.body)
    return [(one.subject, one.words) for one in audit_certificates(session, told)]


def test_nothing_is_wrong_with_what_is_right(session, issue, work, me):
    """Whatever may become of a certificate, it agrees with the log and the lists."""
    issue()
    certificates.withdraw(work, me, issue().serial, ERROR)
    certificates.suspend(work, me, issue().serial, "Being looked into.")
    again = issue().serial
    certificates.suspend(work, me, again, "Being looked into.")
    certificates.reinstate(work, me, again, "Nothing was found.")
    certificates.replace_name(work, me, issue().serial, "Ann Else")
    held = issue().serial
    certificates.suspend(work, me, held, "Being looked into.")
    certificates.withdraw(work, me, held, ERROR)
    mine = issue()
    certificates.erase(work, holder_of(work, mine), mine.serial)
    a_certificate(session)  # of an older release: no line, no credential
    old = a_certificate(session)
    certificates.suspend(work, me, old.serial, "Being looked into.")
    assert faults(session) == []


def changed(session, one, **values):
    session.execute(update(Certificate).where(Certificate.id == one.id).values(**values))


def test_a_certificate_that_was_slipped_in_is_named(session, issue):
    """Somebody wrote a row, and files with it, past the log."""
    one = issue()
    changed(session, one, leaf=None)
    assert (one.serial, "was issued without a line in the log") in faults(session)
    assert ("line 0", "tells of a certificate (issue) that is not there") in faults(session)


def test_a_certificate_that_was_deleted_is_found_by_its_line(session, work, issue):
    service.append(work, a_leaf(1))
    assert faults(session) == [("line 0", "tells of a certificate (issue) that is not there")]


def test_a_line_of_a_certificate_that_never_was_is_named(session, work, issue):
    issue()
    service.append(work, a_leaf(1, op=Operation.WITHDRAW))
    assert faults(session) == [("line 1", "tells of a certificate (withdraw) that is not there")]


def test_two_certificates_that_changed_lines_are_named(session, issue):
    one, other = issue(), issue()
    changed(session, one, leaf=1)
    changed(session, other, leaf=0)
    words = dict(faults(session))
    assert set(words) == {one.serial, other.serial}
    assert ("line 1 is that of another certificate") in [say for _, say in faults(session)]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"sha256": "0" * 64}, "the stored PDF is not the issued one"),
        ({"salt": b"0" * 32}, "line 0 is that of another certificate"),
        ({"leaf": 7}, "its line 7 is not in the log"),
        (
            {"suspended_at": True, "suspension_reason": "x"},
            "is put on hold, but the log does not say so",
        ),
        ({"replaced_at": True}, "is replaced, but the log does not say so"),
        (
            {"withdrawn_at": True, "reason_class": ReasonClass.CONDUCT, "reason": "x"},
            "is withdrawn, but the log does not say so",
        ),
    ],
    ids=["hash", "salt", "line", "suspended", "replaced", "withdrawn"],
)  # fmt: skip
def test_a_row_that_was_changed_past_the_log_is_named(session, work, issue, values, words):
    one = issue()
    changed(
        session, one, **{key: work.at if value is True else value for key, value in values.items()}
    )
    assert (one.serial, words) in faults(session)


def test_a_withdrawal_that_was_undone_is_named(session, work, issue, me):
    one = issue()
    certificates.withdraw(work, me, one.serial, ERROR)
    session.flush()
    changed(session, one, withdrawn_at=None, reason_class=None, reason=None)
    assert set(faults(session)) == {
        (one.serial, "the log says it is withdrawn; the certificate does not"),
        (one.serial, "its place in the list of the withdrawn does not agree with it"),
    }


def test_a_bit_that_was_cleared_is_named(session, work, issue, me):
    one = issue()
    certificates.withdraw(work, me, one.serial, ERROR)
    session.flush()
    session.execute(update(StatusEntry).values(revoked_at=None))
    words = "its place in the list of the withdrawn does not agree with it"
    assert faults(session) == [(one.serial, words)]


def test_a_bit_that_stands_for_nothing_is_named(session, work, issue):
    issue()
    session.add(StatusEntry(list_number=1, position=131_071, revoked_at=work.at))
    words = "place 131071 is set, but no certificate has it"
    assert faults(session) == [("status list 1", words)]


def without_triggers(session):
    if session.get_bind().dialect.name != "sqlite":
        session.execute(text("ALTER TABLE certificate_file DISABLE TRIGGER USER"))
        return
    names = session.scalars(
        text(
            "SELECT name FROM sqlite_master "
            "WHERE type = 'trigger' AND tbl_name = 'certificate_file'"
        )
    ).all()
    for name in names:
        session.execute(text(f"DROP TRIGGER {name}"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (update(CertificateFile).values(pdf=b"%PDF"), "stored PDF is not the issued one"),
        (update(CertificateFile).values(credential=""), "stored credential is not the issued one"),
        (delete(CertificateFile), "stored file is missing"),
    ],
    ids=["PDF", "credential", "missing"],
)  # fmt: skip
def test_a_stored_file_that_is_not_the_issued_one_is_named(session, issue, change, words):
    one = issue()
    without_triggers(session)
    session.execute(change)
    assert (one.serial, f"the {words}") in faults(session)


def test_a_file_that_was_changed_with_its_hash_is_found_by_its_line(session, issue):
    one = issue()
    without_triggers(session)
    session.execute(update(CertificateFile).values(credential="{}", credential_sha256="4" * 64))
    assert (one.serial, "line 0 has another fingerprint of the credential") in faults(session)


@pytest.mark.parametrize("token", ["e30.e30.BB", None], ids=["another", "none"])
def test_a_token_that_was_changed_is_found_by_its_line(session, issue, token):
    one = issue()
    without_triggers(session)
    session.execute(update(CertificateFile).values(token=token))
    assert (one.serial, "line 0 has another fingerprint of the token") in faults(session)


def test_an_erased_certificate_that_can_still_be_linked_is_named(session, work, issue):
    one = issue()
    certificates.erase(work, holder_of(work, one), one.serial)
    session.flush()
    changed(session, one, leaf=0)
    words = "was erased, but can still be linked to its line in the log"
    assert faults(session) == [(one.serial, words)]
