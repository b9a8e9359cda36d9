"""The letters about certificates: one is ready, one runs out, something became of one."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from cpd.certificates.models import Certificate
from cpd.certificates.rules.validity import REASONS
from cpd.letters.rules import Draft, InDoubt
from cpd.reminders.rules.ladder import LADDER, days_left_in_words
from cpd.web.context import parts
from cpd.web.letterhead import compose, link_to

OFTEN = "%Y%m%dT%H%M%S.%f"  # what can come twice has its instant in the key of its letter


def issued_key(certificate_id: UUID) -> str:
    return f"certificate_issued:{certificate_id}"


def expiring_key(certificate_id: UUID, days_before: int) -> str:
    return f"certificate_expiring:{certificate_id}:{days_before}"


def reminder_keys(certificate_ids: Sequence[UUID]) -> list[str]:
    return [expiring_key(one, step) for one in certificate_ids for step in LADDER]


def links(certificate: Certificate) -> dict[str, str | None]:
    """Return the addresses in a letter; what was earned in a course has no module to renew it."""
    key = certificate.module_key
    return {
        "certificate_link": link_to("certificates.mine"),
        "verify_link": parts().settings.base_url + certificate.printed.verify_path,
        "module_link": link_to("attempts.module", key=key) if key else None,
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
        issuer=certificate.printed.issuer,
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


def certificate_withdrawn(certificate: Certificate, *, is_log_changed: bool) -> Draft:
    """Say that it was withdrawn, and the class of the reason: the words are for the file."""
    key = f"certificate_withdrawn:{certificate.id}"
    reason = certificate.reason_class and REASONS[certificate.reason_class]
    more = {"why_withdrawn": reason, "is_log_changed": is_log_changed}
    return fate_letter("emails/certificate_withdrawn", key, certificate, **more)


def certificate_suspended(certificate: Certificate, at: datetime) -> Draft:
    key = f"certificate_suspended:{certificate.id}:{at:{OFTEN}}"
    return fate_letter("emails/certificate_suspended", key, certificate)


def certificate_reinstated(certificate: Certificate, at: datetime) -> Draft:
    key = f"certificate_reinstated:{certificate.id}:{at:{OFTEN}}"
    return fate_letter("emails/certificate_reinstated", key, certificate)


def certificate_replaced(certificate: Certificate, *, is_log_changed: bool) -> Draft:
    key = f"certificate_replaced:{certificate.id}"
    more = {"is_log_changed": is_log_changed}
    return fate_letter("emails/certificate_replaced", key, certificate, **more)


def certificate_erased(certificate: Certificate) -> Draft:
    """Say that it is gone. The letter names its number and nothing else of it."""
    key = f"certificate_erased:{certificate.id}"
    return fate_letter("emails/certificate_erased", key, certificate, title="")


def fate_letter(template: str, key: str, certificate: Certificate, **more: object) -> Draft:
    words = {
        "name": certificate.person.name,
        "title": certificate.title,
        "serial": certificate.serial,
        "expires_on": certificate.expires_on,
        "issuer": certificate.printed.issuer,
    }
    subject, text, html = compose(template, **links(certificate) | words | more)
    return Draft(
        key=key,
        person_id=certificate.person_id,
        recipient=certificate.person.email,
        subject=subject,
        text=text,
        html=html,
    )
