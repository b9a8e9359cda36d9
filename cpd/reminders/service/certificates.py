"""Owes people letters about their certificates, each once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from cpd.certificates import service as certificates
from cpd.certificates.models import Certificate
from cpd.certificates.service import (
    CertificateErased,
    CertificateIssued,
    CertificateReinstated,
    CertificateReplaced,
    CertificateSuspended,
    CertificateWithdrawn,
)
from cpd.kernel.events import Event
from cpd.letters import service as letters
from cpd.reminders.mail import certificates as mail
from cpd.reminders.rules.ladder import Queued, step_due
from cpd.reminders.store import certificates as store
from cpd.work import Work, apart

BATCH = 200  # certificates in one transaction


@dataclass(frozen=True, kw_only=True)
class ReminderQueued(Event):
    kind: ClassVar[str] = "reminder.queued"

    certificate: UUID
    days_before: int


def queue_due(work: Work, *, after: UUID | None = None, most: int = BATCH) -> Queued:
    """Owe the reminders that have come round where their holders live, one batch at a time."""
    day = work.at.astimezone(UTC).date()
    found = store.candidates(work.session, day, after=after, most=most)
    sent = store.steps_sent(work.session, [one.id for one in found])
    letters_owed = 0
    for one in found:
        with apart(work, f"reminding of certificate {one.id}"):
            letters_owed += remind(work, one, sent[one.id])
    return Queued(letters_owed, found[-1].id if len(found) == most else None)


def remind(work: Work, certificate: Certificate, sent: set[int]) -> bool:
    """Owe the letter of one step and note the step, together; True if it was not owed before."""
    local_now = work.at.astimezone(ZoneInfo(certificate.person.time_zone))
    step = step_due(certificate.expires_on, certificate.issued_on, local_now, sent)
    if step is None:
        return False
    draft = mail.certificate_expiring(certificate, step, local_now.date())
    letter = letters.queue(work, draft)
    if not store.add_once(work.session, certificate.id, step, letter.id, work.at):
        return False
    letters.take_up(work, draft)
    work.announce(ReminderQueued(certificate=certificate.id, days_before=step))
    return True


def queue_issued_letter(work: Work, event: CertificateIssued) -> None:
    """Tell the holder that the certificate is ready; what still warns of the old one is dropped."""
    certificate = with_holder(work, event.certificate)
    letters.queue(work, mail.certificate_issued(certificate))
    drop_reminders(work, store.earlier(work.session, certificate))


def drop_reminders(work: Work, certificate_ids: Sequence[UUID]) -> None:
    """Drop what waits. Its steps stay due: should the certificate stand again, they are sent."""
    dropped = letters.drop(work, mail.reminder_keys(certificate_ids))
    store.forget_steps(work.session, dropped)


def with_holder(work: Work, certificate_id: UUID) -> Certificate:
    certificate = store.of_person(work.session, certificate_id)
    if certificate is None:
        raise LookupError(f"an event told of certificate {certificate_id}, which is not there")
    return certificate


Ended = CertificateWithdrawn | CertificateReplaced | CertificateSuspended | CertificateErased


def drop_letters_of(work: Work, event: Ended) -> None:
    """Drop what waits to be sent about a certificate that does not stand, or not now."""
    letters.drop(work, [mail.issued_key(event.certificate)])
    drop_reminders(work, [event.certificate])


def tell_withdrawn(work: Work, event: CertificateWithdrawn) -> None:
    """Tell the holder, also that the hours count no more where they were taken out of the log."""
    certificate = with_holder(work, event.certificate)
    is_log_changed = certificates.is_log_changed(work, event.certificate)
    letters.queue(work, mail.certificate_withdrawn(certificate, is_log_changed=is_log_changed))


def tell_suspended(work: Work, event: CertificateSuspended) -> None:
    letters.queue(work, mail.certificate_suspended(with_holder(work, event.certificate), work.at))


def tell_reinstated(work: Work, event: CertificateReinstated) -> None:
    letters.queue(work, mail.certificate_reinstated(with_holder(work, event.certificate), work.at))


def tell_replaced(work: Work, event: CertificateReplaced) -> None:
    """Tell the holder, unless they never had the one that was replaced."""
    certificate = with_holder(work, event.certificate)
    if certificate.issued_at is not None:
        is_log_changed = certificates.is_log_changed(work, event.certificate)
        letters.queue(work, mail.certificate_replaced(certificate, is_log_changed=is_log_changed))


def tell_erased(work: Work, event: CertificateErased) -> None:
    """Confirm it, and take its name and title out of every letter that was about it."""
    certificate = with_holder(work, event.certificate)
    letters.forget_about(work, store.keys_about(work.session, certificate))
    letters.queue(work, mail.certificate_erased(certificate))
