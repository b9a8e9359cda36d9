"""The letters about certificates: one is ready, one runs out."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from cpd.certificates.models import Certificate
from cpd.letters.rules import Draft, InDoubt
from cpd.reminders.rules import LADDER, days_left_in_words
from cpd.web.context import parts
from cpd.web.letterhead import compose, link_to


def issued_key(certificate_id: UUID) -> str:
    return f"certificate_issued:{certificate_id}"


def expiring_key(certificate_id: UUID, days_before: int) -> str:
    return f"certificate_expiring:{certificate_id}:{days_before}"


def reminder_keys(certificate_ids: Sequence[UUID]) -> list[str]:
    return [expiring_key(one, step) for one in certificate_ids for step in LADDER]


def links(certificate: Certificate) -> dict[str, str]:
    return {
        "certificate_link": link_to("certificates.mine"),
        "verify_link": parts().settings.base_url + certificate.printed.verify_path,
        "module_link": link_to("attempts.module", key=certificate.module_key),
    }


def certificate_issued(certificate: Certificate) -> Draft:
    """Say that the certificate is ready. A second such letter would puzzle: ask when in doubt."""
    subject, text, html = compose(
        "emails/certificate_issued",
        name=certificate.person.name,
        title=certificate.title,
        serial=certificate.serial,
        expires_on=certificate.expires_on,
        **links(certificate),
    )
    return Draft(
        key=issued_key(certificate.id),
        person_id=certificate.person_id,
        recipient=certificate.person.email,
        subject=subject,
        text=text,
        html=html,
        in_doubt=InDoubt.ASK,
    )


def certificate_expiring(certificate: Certificate, days_before: int, today: date) -> Draft:
    """Say when the certificate runs out, counted from the day it is for its holder."""
    left = (certificate.expires_on - today).days
    subject, text, html = compose(
        "emails/certificate_expiring",
        name=certificate.person.name,
        title=certificate.title,
        serial=certificate.serial,
        expires_on=certificate.expires_on,
        when=days_left_in_words(left),
        is_over=left < 0,
        **links(certificate),
    )
    return Draft(
        key=expiring_key(certificate.id, days_before),
        person_id=certificate.person_id,
        recipient=certificate.person.email,
        subject=subject,
        text=text,
        html=html,
    )
