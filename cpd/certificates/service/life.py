"""What becomes of a certificate once it is there: withdrawn, replaced."""

from dataclasses import replace

from cpd.certificates import documents, store
from cpd.certificates.documents import TEMPLATE_VERSION
from cpd.certificates.models import Certificate
from cpd.certificates.rules.validity import Withdrawal
from cpd.certificates.service.events import CertificateReplaced, CertificateWithdrawn
from cpd.certificates.service.ordering import write
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.people.rules import Role, checked_name
from cpd.web.access import Me
from cpd.work import Work


def withdraw(work: Work, me: Me, serial: str, withdrawal: Withdrawal) -> Certificate:
    """Declare a certificate no longer good, for good. Twice is an error, not a no-op."""
    certificate = hold(work, me, serial)
    refuse_withdrawal(certificate)
    certificate.withdrawn_at = work.at
    certificate.reason_class, certificate.reason = withdrawal.reason_class, withdrawal.reason
    work.announce(
        CertificateWithdrawn(
            certificate=certificate.id, serial=serial, reason_class=withdrawal.reason_class
        )
    )
    return certificate


def refuse_withdrawal(certificate: Certificate) -> None:
    serial = certificate.serial
    if certificate.issued_at is None:
        raise RuleError(f"Certificate {serial} is not issued yet, so there is none to withdraw.")
    if certificate.withdrawn_at is not None:
        raise RuleError(f"Certificate {serial} was withdrawn before.")


def replace_name(work: Work, me: Me, serial: str, new_name: str) -> str:
    """Order a certificate that says the same of another name; return its serial.

    The old one is *replaced* from now on. It need not have been issued: a name that cannot be
    printed is mended this way.
    """
    certificate = hold(work, me, serial)
    refuse_replacement(certificate)
    facts, name = certificate.printed, checked_name(new_name)
    documents.refuse_name(name)
    if name == facts.name:
        raise RuleError("That is the name the certificate bears already.")
    certificate.replaced_at = work.at
    work.session.flush()
    values = {
        "person_id": certificate.person_id,
        "organisation_id": certificate.organisation_id,
        "order_key": certificate.order_key,
        "completion_id": certificate.completion_id,
        "module_key": certificate.module_key,
        "template_version": TEMPLATE_VERSION,
        "replaces_id": certificate.id,
    }
    written = write(work, values, replace(facts, name=name))
    if written is None:
        raise LookupError("a replacement is never the first of its completion")
    work.announce(
        CertificateReplaced(certificate=certificate.id, serial=serial, by_serial=written.serial)
    )
    return written.serial


def refuse_replacement(certificate: Certificate) -> None:
    serial = certificate.serial
    if certificate.withdrawn_at is not None:
        raise RuleError(f"Certificate {serial} was withdrawn; it cannot be replaced.")
    if certificate.replaced_at is not None:
        raise RuleError(f"Certificate {serial} was replaced before. Correct the one in its place.")


def hold(work: Work, me: Me, serial: str) -> Certificate:
    """Return a certificate that `me` administers, held until this transaction ends."""
    organisations = me.organisations(Role.ADMINISTRATOR)
    found = store.administered(work.session, organisations, serial)
    certificate = store.fresh(work.session, found.id) if found else None
    if certificate is None:
        raise NotFoundError(f"Your organisation issued no certificate {serial}.")
    return certificate
