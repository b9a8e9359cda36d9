"""Puts a corrected certificate in the place of one that says something wrong."""

from dataclasses import replace

from cpd.certificates import documents
from cpd.certificates.models import Certificate
from cpd.certificates.rules.corrections import Correction, checked_title, corrected, only_name
from cpd.certificates.rules.facts import Facts
from cpd.certificates.rules.life import Noted
from cpd.certificates.service.events import CertificateReplaced
from cpd.certificates.service.life import hold, note, refuse_gone
from cpd.certificates.service.marking import mark
from cpd.certificates.service.ordering import write
from cpd.certificates.service.withdrawals import refuse_while_asked
from cpd.kernel.errors import RuleError
from cpd.people.rules import checked_name
from cpd.transparency.rules.leaves import Operation
from cpd.web.access import Me
from cpd.work import Work


def replace_name(work: Work, me: Me, serial: str, new_name: str) -> str:
    """Order a certificate that says the same of another name; return its serial."""
    facts = hold(work, me, serial).printed
    return put_in_place(work, me, serial, only_name(facts, new_name), "")


def put_in_place(work: Work, me: Me, serial: str, correction: Correction, reason: str) -> str:
    """Order a certificate with a number of its own that says it right; return its serial.

    The old one is *replaced* from now on, and revoked for whoever checks it elsewhere. It need not
    have been issued: a name that cannot be printed is mended this way.
    """
    certificate = hold(work, me, serial)
    refuse_replacement(certificate)
    refuse_while_asked(work, certificate)
    facts = printable(certificate.printed, correction)
    certificate.replaced_at = work.at
    work.session.flush()
    written = write(work, values_after(certificate), facts)
    if written is None:
        raise LookupError("a replacement is never the first of its order")
    if reason:
        note(work, certificate.id, me, Noted.REPLACED, reason)
    work.announce(
        CertificateReplaced(certificate=certificate.id, serial=serial, by_serial=written.serial)
    )
    mark(work, certificate, Operation.REPLACE)
    return written.serial


def printable(facts: Facts, correction: Correction) -> Facts:
    """Return the corrected facts, if a page can be made of them."""
    name, title = checked_name(correction.name), checked_title(correction.title)
    documents.refuse_name(name)
    documents.refuse_text("title", title)
    return corrected(facts, replace(correction, name=name, title=title))


def values_after(certificate: Certificate) -> dict[str, object]:
    """Return what the new row has of the old one: never its subject, by which both were joined."""
    return {
        "person_id": certificate.person_id,
        "organisation_id": certificate.organisation_id,
        "order_key": certificate.order_key,
        "completion_id": certificate.completion_id,
        "module_key": certificate.module_key,
        "shown": certificate.shown,
        "replaces_id": certificate.id,
    }


def refuse_replacement(certificate: Certificate) -> None:
    serial = certificate.serial
    refuse_gone(certificate)
    if certificate.withdrawn_at is not None:
        raise RuleError(f"Certificate {serial} was withdrawn; it cannot be replaced.")
    if certificate.replaced_at is not None:
        raise RuleError(f"Certificate {serial} was replaced before. Correct the one in its place.")
    if certificate.suspended_at is not None:
        raise RuleError(f"Certificate {serial} is on hold. Reinstate it first, or withdraw it.")
