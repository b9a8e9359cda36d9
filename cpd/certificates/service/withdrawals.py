"""Takes certificates back, for good; for reasons of conduct two people have to want it."""

from uuid import UUID

from cpd.certificates.models import Certificate, WithdrawalRequest
from cpd.certificates.rules.life import Noted, Outcome
from cpd.certificates.rules.validity import ReasonClass, Withdrawal
from cpd.certificates.service.events import (
    CertificateWithdrawn,
    WithdrawalAsked,
    WithdrawalDeclined,
)
from cpd.certificates.service.life import hold, note, put_on_hold, refuse_gone
from cpd.certificates.service.marking import mark
from cpd.certificates.store import fresh
from cpd.certificates.store import life as store
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.people.rules import Role
from cpd.transparency.rules.leaves import Operation
from cpd.web.access import Me
from cpd.work import Work


def withdraw(work: Work, me: Me, serial: str, withdrawal: Withdrawal) -> Certificate:
    """Declare a certificate no longer good, for good. Twice is an error, not a no-op."""
    certificate = hold(work, me, serial)
    refuse_withdrawal(certificate)
    refuse_while_asked(work, certificate)
    if withdrawal.reason_class is ReasonClass.CONDUCT:
        raise RuleError(
            "For reasons of conduct a second administrator has to confirm it. Ask for that first."
        )
    take_back(work, certificate, withdrawal)
    return certificate


def refuse_withdrawal(certificate: Certificate) -> None:
    serial = certificate.serial
    refuse_gone(certificate)
    if certificate.issued_at is None:
        raise RuleError(f"Certificate {serial} is not issued yet, so there is none to withdraw.")
    if certificate.withdrawn_at is not None:
        raise RuleError(f"Certificate {serial} was withdrawn before.")


def refuse_while_asked(work: Work, certificate: Certificate) -> None:
    if store.open_request(work.session, certificate.id) is not None:
        raise RuleError(
            f"Somebody has asked that certificate {certificate.serial} be withdrawn for reasons "
            "of conduct. Confirm or decline that first."
        )


def take_back(work: Work, certificate: Certificate, withdrawal: Withdrawal) -> None:
    certificate.withdrawn_at = work.at
    certificate.reason_class, certificate.reason = withdrawal.reason_class, withdrawal.reason
    work.announce(
        CertificateWithdrawn(
            certificate=certificate.id,
            serial=certificate.serial,
            reason_class=withdrawal.reason_class,
        )
    )
    mark(work, certificate, Operation.WITHDRAW)


def ask(
    work: Work, me: Me, serial: str, withdrawal: Withdrawal, *, on_hold: bool = False
) -> WithdrawalRequest:
    """Ask a second administrator to confirm a withdrawal; meanwhile it may be put on hold."""
    certificate = hold(work, me, serial)
    refuse_withdrawal(certificate)
    refuse_while_asked(work, certificate)
    request = WithdrawalRequest(
        certificate_id=certificate.id,
        reason_class=withdrawal.reason_class,
        reason=withdrawal.reason,
        asked_by=me.id,
        asked_at=work.at,
    )
    work.session.add(request)
    work.session.flush()
    work.announce(
        WithdrawalAsked(
            certificate=certificate.id,
            serial=serial,
            request=request.id,
            reason_class=withdrawal.reason_class,
        )
    )
    if on_hold and certificate.suspended_at is None and certificate.replaced_at is None:
        put_on_hold(work, me, certificate, withdrawal.reason)
    return request


def confirm(work: Work, me: Me, request_id: UUID) -> Certificate:
    """Withdraw as was asked, by somebody else than who asked."""
    request, certificate = to_decide(work, me, request_id)
    refuse_withdrawal(certificate)
    decide(work, me, request, Outcome.CONFIRMED)
    take_back(work, certificate, Withdrawal(request.reason_class, request.reason))
    return certificate


def decline(work: Work, me: Me, request_id: UUID, reason: str) -> Certificate:
    """Leave the certificate as it is, on hold or not, and keep why."""
    request, certificate = to_decide(work, me, request_id)
    decide(work, me, request, Outcome.DECLINED)
    note(work, certificate.id, me, Noted.DECLINED, reason)
    work.announce(
        WithdrawalDeclined(
            certificate=certificate.id, serial=certificate.serial, request=request.id
        )
    )
    return certificate


def to_decide(work: Work, me: Me, request_id: UUID) -> tuple[WithdrawalRequest, Certificate]:
    """Return an open request that `me` may decide on, with its certificate, both held."""
    organisations = me.organisations(Role.ADMINISTRATOR)
    found = store.request_of(work.session, organisations, request_id)
    certificate = fresh(work.session, found.certificate_id) if found else None
    request = store.request_held(work.session, request_id)
    if certificate is None or request is None:
        raise NotFoundError("Nobody asked your organisation for such a withdrawal.")
    if request.decided_at is not None:
        raise RuleError("This was decided before. Reload the page to see how it stands.")
    refuse_gone(certificate)
    return request, certificate


def decide(work: Work, me: Me, request: WithdrawalRequest, outcome: Outcome) -> None:
    if request.asked_by == me.id:
        raise RuleError("You asked for this withdrawal. Somebody else has to decide on it.")
    request.decided_by, request.decided_at = me.id, work.at
    request.outcome = outcome
    work.session.flush()
