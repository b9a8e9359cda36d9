"""How a certificate and its holder's log hang together.

A module credits its minutes itself, and its certificate is ordered by the same completion. What a
provider certified its holder puts into the log. Both entries are found by the order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from cpd.certificates import store
from cpd.certificates.models import Certificate
from cpd.certificates.rules.crediting import checked_first, corrected_line, credits_of, refs
from cpd.certificates.rules.facts import Facts
from cpd.certificates.rules.validity import REASONS, ReasonClass
from cpd.certificates.service.events import CertificateReplaced, CertificateWithdrawn
from cpd.certificates.service.life import hold_mine, refuse_gone
from cpd.evidence import service as evidence
from cpd.kernel.errors import RuleError
from cpd.records import service as records
from cpd.records.models import Entry
from cpd.records.service import amending
from cpd.web.access import Me
from cpd.work import Work


def refs_of(certificate: Certificate) -> tuple[str, ...]:
    return refs(certificate.printed, certificate.order_key)


def logged(
    session: Session, person_id: UUID, certificates: Sequence[Certificate]
) -> Mapping[UUID, Sequence[Entry]]:
    """Return the entries of each of somebody's certificates, all in one question."""
    wanted = {one.id: refs_of(one) for one in certificates}
    every = sorted({ref for some in wanted.values() for ref in some})
    found = {entry.source_ref: entry for entry in amending.by_sources(session, person_id, every)}
    return {one: [found[ref] for ref in some if ref in found] for one, some in wanted.items()}


def entries_of(session: Session, certificate: Certificate) -> Sequence[Entry]:
    return logged(session, certificate.person_id, [certificate])[certificate.id]


@dataclass(frozen=True)
class InLog:
    """The entries of a certificate, and whether they were made just now."""

    entries: Sequence[Entry]
    is_new: bool


def put_in_log(work: Work, me: Me, serial: str, first: date | None) -> InLog:
    """Log what a certificate says, with its number as evidence. What is there already stays so."""
    certificate = hold_mine(work, me, serial)  # whoever comes second, or withdraws it, waits
    if found := entries_of(work.session, certificate):
        return InLog(found, is_new=False)
    refuse_logging(certificate)
    facts, made = certificate.printed, []
    for one in credits_of(facts, certificate.order_key, checked_first(facts, first)):
        entry = records.log(work, me.id, one.line, source_ref=one.ref)
        evidence.add_certificate(work, me.id, entry.id, serial, one.line.provider)
        made.append(entry)
    return InLog(made, is_new=True)


def refuse_logging(certificate: Certificate) -> None:
    """Refuse to log what nobody vouches for, now or any more."""
    serial = certificate.serial
    refuse_gone(certificate)
    if certificate.withdrawn_at is not None:
        raise RuleError(f"Certificate {serial} was withdrawn. Its hours do not go into your log.")
    if certificate.replaced_at is not None:
        raise RuleError(f"Certificate {serial} was replaced. Put the one in its place in your log.")
    if certificate.suspended_at is not None:
        raise RuleError(f"Certificate {serial} is on hold. Log its hours once that is settled.")
    if certificate.issued_at is None:
        raise RuleError(f"Certificate {serial} is still being prepared.")


def can_be_logged(certificate: Certificate) -> bool:
    try:
        refuse_logging(certificate)
    except RuleError:
        return False
    return True


def take_out_of_log(work: Work, event: CertificateWithdrawn) -> None:
    """Let hours count no more that were certified in error. Other reasons leave them.

    Where a corrected certificate stands in the place of the one withdrawn, its hours stand too.
    """
    certificate = store.by_id(work.session, event.certificate)
    is_error = event.reason_class is ReasonClass.ISSUED_IN_ERROR
    if certificate is None or not is_error or certificate.replaced_at is not None:
        return
    facts = certificate.printed
    because = (
        f"{facts.issuer} withdrew certificate {facts.serial}, "
        f"{REASONS[ReasonClass.ISSUED_IN_ERROR]}."
    )
    for ref in refs_of(certificate):
        amending.take_back(work, certificate.person_id, ref, because)


def correct_log(work: Work, event: CertificateReplaced) -> None:
    """Let the entry say what the corrected certificate says, where its holder left it as it was."""
    old = store.by_id(work.session, event.certificate)
    new = old and store.mine_one(work.session, old.person_id, event.by_serial)
    if old is None or new is None:
        return
    facts = new.printed
    because = f"{facts.issuer} corrected it: certificate {facts.serial} replaces {event.serial}."
    for ref in refs_of(old):
        correct_entry(work, new, ref, old.printed, because)
    for entry in entries_of(work.session, new):
        if entry.withdrawn_at is None:
            evidence.exchange_certificate(
                work, entry.person_id, entry.id, event.serial, event.by_serial
            )


def correct_entry(
    work: Work, certificate: Certificate, ref: str, before: Facts, because: str
) -> None:
    person_id, key = certificate.person_id, certificate.order_key
    old = {one.ref: one.line for one in credits_of(before, key)}.get(ref)
    new = {one.ref: one.line for one in credits_of(certificate.printed, key)}.get(ref)
    if old is not None and new is not None:
        mend = partial(corrected_line, old=old, new=new)
        amending.correct(work, person_id, ref, mend, because)
    elif old is not None:
        amending.take_back(work, person_id, ref, because)


def is_log_changed(work: Work, certificate_id: UUID) -> bool:
    """Say whether what just became of a certificate has changed its holder's log."""
    certificate = store.by_id(work.session, certificate_id)
    entries = entries_of(work.session, certificate) if certificate else ()
    return amending.is_amended_now(work, [one.id for one in entries])
