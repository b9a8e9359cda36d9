"""Who may change a certificate, and what is put on hold and taken off again."""

from uuid import UUID

from cpd.certificates import store
from cpd.certificates.models import Certificate, CertificateNote
from cpd.certificates.rules.life import NameShown, Noted
from cpd.certificates.service.events import (
    CertificateReinstated,
    CertificateSuspended,
    CertificateTriedAgain,
    NameShownChosen,
)
from cpd.certificates.service.marking import mark
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.people.rules import Role
from cpd.transparency.rules.leaves import Operation
from cpd.web.access import Me
from cpd.work import Work


def hold(work: Work, me: Me, serial: str) -> Certificate:
    """Return a certificate that `me` administers, held until this transaction ends."""
    organisations = me.organisations(Role.ADMINISTRATOR)
    found = store.administered(work.session, organisations, serial)
    certificate = store.fresh(work.session, found.id) if found else None
    if certificate is None:
        raise NotFoundError(f"Your organisation issued no certificate {serial}.")
    return certificate


def hold_mine(work: Work, me: Me, serial: str) -> Certificate:
    """Return a certificate that `me` holds, held until this transaction ends."""
    found = store.mine_one(work.session, me.id, serial)
    certificate = store.fresh(work.session, found.id) if found else None
    if certificate is None:
        raise NotFoundError("You hold no certificate with this serial.")
    return certificate


def note(work: Work, certificate_id: UUID, me: Me, about: Noted, reason: str) -> None:
    """Keep why something was done, for administrators alone."""
    work.session.add(
        CertificateNote(
            certificate_id=certificate_id,
            about=about,
            reason=reason,
            written_by=me.id,
            written_at=work.at,
        )
    )


def refuse_gone(certificate: Certificate) -> None:
    """Refuse whatever is to be done with a certificate that its holder had erased."""
    if certificate.erased_at is not None:
        raise RuleError(f"Certificate {certificate.serial} was erased at its holder's request.")


def suspend(work: Work, me: Me, serial: str, reason: str) -> Certificate:
    """Put a certificate on hold: nobody is to accept it until it is reinstated."""
    certificate = hold(work, me, serial)
    put_on_hold(work, me, certificate, reason)
    return certificate


def put_on_hold(work: Work, me: Me, certificate: Certificate, reason: str) -> None:
    refuse_suspension(certificate)
    certificate.suspended_at, certificate.suspension_reason = work.at, reason
    note(work, certificate.id, me, Noted.SUSPENDED, reason)
    work.announce(CertificateSuspended(certificate=certificate.id, serial=certificate.serial))
    mark(work, certificate, Operation.SUSPEND)


def refuse_suspension(certificate: Certificate) -> None:
    serial = certificate.serial
    refuse_gone(certificate)
    if certificate.issued_at is None:
        raise RuleError(f"Certificate {serial} is not issued yet, so there is none to put on hold.")
    if certificate.withdrawn_at is not None:
        raise RuleError(f"Certificate {serial} was withdrawn; there is nothing to put on hold.")
    if certificate.replaced_at is not None:
        raise RuleError(f"Certificate {serial} was replaced. Put the one in its place on hold.")
    if certificate.suspended_at is not None:
        raise RuleError(f"Certificate {serial} is on hold already.")


def reinstate(work: Work, me: Me, serial: str, reason: str) -> Certificate:
    """Take a certificate off hold: it says again what it said before."""
    certificate = hold(work, me, serial)
    refuse_reinstatement(certificate)
    certificate.suspended_at = certificate.suspension_reason = None
    note(work, certificate.id, me, Noted.REINSTATED, reason)
    work.announce(CertificateReinstated(certificate=certificate.id, serial=serial))
    mark(work, certificate, Operation.REINSTATE)
    return certificate


def refuse_reinstatement(certificate: Certificate) -> None:
    refuse_gone(certificate)
    if certificate.withdrawn_at is not None:
        raise RuleError(f"Certificate {certificate.serial} was withdrawn. That stays so.")
    if certificate.suspended_at is None:
        raise RuleError(f"Certificate {certificate.serial} is not on hold.")


def choose_shown(work: Work, me: Me, serial: str, shown: NameShown) -> None:
    """Let the holder say what the public page tells of the name. The same again changes nothing."""
    certificate = hold_mine(work, me, serial)
    refuse_gone(certificate)
    if certificate.shown is shown:
        return
    certificate.shown = shown
    work.announce(NameShownChosen(certificate=certificate.id, serial=serial, shown=shown))


def try_again(work: Work, certificate: Certificate) -> None:
    """Let the next round of the job make the file, however long it was to wait."""
    held = store.fresh(work.session, certificate.id)
    if held is None or held.issued_at or held.replaced_at or held.erased_at:
        return
    held.try_after = None
    work.announce(CertificateTriedAgain(certificate=held.id, serial=held.serial))
