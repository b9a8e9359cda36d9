"""What can be done with certificates: order, issue, withdraw and replace them."""

import hashlib
import logging
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from cpd.attempts.service import ModulePassed
from cpd.attempts.store import completion as completion_by_id
from cpd.certificates import documents, store
from cpd.certificates.documents import TEMPLATE_VERSION, Sheet
from cpd.certificates.freezing import facts_of, issuing_organisation
from cpd.certificates.models import Certificate, CertificateFile
from cpd.certificates.rules.facts import Facts
from cpd.certificates.rules.serials import SERIAL_BITS, TOKEN_BITS, serial_from, token_from
from cpd.certificates.rules.validity import ReasonClass, Withdrawal
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.kernel.events import Event
from cpd.people.rules import Role, checked_name
from cpd.people.store import by_id as person_by_id
from cpd.web.access import Me
from cpd.web.context import job, parts
from cpd.work import Work

log = logging.getLogger(__name__)

JOB = "issue-certificates"
MOST_AT_ONCE = 20
NUMBER_TRIES = 5
UNEXPECTED = "The page could not be drawn. It will be tried again by itself."

Begin = Callable[[], AbstractContextManager[Work]]


@dataclass(frozen=True, kw_only=True)
class CertificateOrdered(Event):
    kind: ClassVar[str] = "certificate.ordered"

    certificate: UUID
    serial: str
    person: UUID


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(Event):
    kind: ClassVar[str] = "certificate.issued"

    certificate: UUID
    serial: str
    person: UUID
    sha256: str


@dataclass(frozen=True, kw_only=True)
class CertificateWithdrawn(Event):
    kind: ClassVar[str] = "certificate.withdrawn"

    certificate: UUID
    serial: str
    reason_class: ReasonClass


@dataclass(frozen=True, kw_only=True)
class CertificateReplaced(Event):
    kind: ClassVar[str] = "certificate.replaced"

    certificate: UUID
    serial: str
    by_serial: str


def order_if_earned(work: Work, event: ModulePassed) -> None:
    """Freeze what the certificate will say, in the transaction that passed the module.

    One completion orders one certificate, however often it is told. Its file is made afterwards.
    """
    if store.of_completion(work.session, event.completion) is not None:
        return
    completion = completion_by_id(work.session, event.completion)
    person = person_by_id(work.session, event.person)
    if completion is None or person is None:
        raise LookupError(
            f"module.passed told of completion {event.completion}, which is not there"
        )
    issuer = issuing_organisation(work)
    values = {
        "person_id": person.id,
        "organisation_id": issuer.id,
        "order_key": f"completion:{completion.id}",
        "completion_id": completion.id,
        "module_key": completion.module_key,
        "template_version": TEMPLATE_VERSION,
    }
    write(work, values, facts_of(work, completion, person, issuer))


def write(work: Work, values: dict[str, Any], facts: Facts) -> Facts | None:
    """Give the facts a serial and a token, and keep them. None if the completion had its own.

    A number that is taken is drawn again.
    """
    for _ in range(NUMBER_TRIES):
        facts = replace(
            facts,
            serial=serial_from(secrets.randbits(SERIAL_BITS)),
            token=token_from(secrets.randbits(TOKEN_BITS)),
        )
        certificate_id = store.add_once(work.session, values | columns(facts, work))
        if certificate_id is not None:
            work.announce(
                CertificateOrdered(
                    certificate=certificate_id, serial=facts.serial, person=values["person_id"]
                )
            )
            work.afterwards.append(partial(issue_here, certificate_id))
            return facts
        if "replaces_id" not in values and store.of_completion(
            work.session, values["completion_id"]
        ):
            return None
    raise LookupError("no free serial was found")


def columns(facts: Facts, work: Work) -> dict[str, Any]:
    return {
        "serial": facts.serial,
        "token": facts.token,
        "title": facts.title,
        "facts": facts.to_dict(),
        "issued_on": facts.issued_on,
        "expires_on": facts.expires_on,
        "ordered_at": work.at,
    }


def issue(begin: Begin, base_url: str, certificate_id: UUID) -> bool:
    """Make the file of an ordered certificate, once; say whether it is there now.

    Nothing is locked while the page is drawn. Whoever comes second keeps what the first one made.
    """
    with begin() as work:
        certificate = store.fresh(work.session, certificate_id)
        if certificate is None or certificate.issued_at or certificate.replaced_at:
            return certificate is not None and certificate.issued_at is not None
        sheet = Sheet(certificate.printed, base_url, certificate.ordered_at)
    pdf, trouble = drawn(sheet)
    with begin() as work:
        certificate = store.fresh(work.session, certificate_id)
        if certificate is None or certificate.issued_at or certificate.replaced_at:
            return certificate is not None and certificate.issued_at is not None
        if pdf is None:
            certificate.trouble = trouble
            return False
        keep(work, certificate, pdf)
    return True


def drawn(sheet: Sheet) -> tuple[bytes | None, str]:
    """Return the PDF, or what stood in the way, in a sentence for its holder."""
    try:
        return documents.render(sheet), ""
    except RuleError as problem:
        return None, str(problem)
    except Exception:  # whatever broke, the order stands, and is tried again
        log.exception("certificate %s could not be drawn", sheet.facts.serial)
        return None, UNEXPECTED


def keep(work: Work, certificate: Certificate, pdf: bytes) -> None:
    """Keep the bytes for good. From now on the certificate is public."""
    certificate.issued_at, certificate.trouble = work.at, None
    certificate.sha256 = hashlib.sha256(pdf).hexdigest()
    certificate.template_version = TEMPLATE_VERSION
    work.session.add(CertificateFile(certificate_id=certificate.id, pdf=pdf))
    work.session.flush()
    work.announce(
        CertificateIssued(
            certificate=certificate.id,
            serial=certificate.serial,
            person=certificate.person_id,
            sha256=certificate.sha256,
        )
    )


def issue_here(certificate_id: UUID) -> None:
    """Issue a certificate in the running app: right after it was ordered, or when asked again."""
    issue(partial(job, JOB), parts().settings.base_url, certificate_id)


def issue_waiting(begin: Begin, base_url: str, most: int = MOST_AT_ONCE) -> int:
    """Try again what has no file yet, a batch at a time; return how many have one now."""
    with begin() as work:
        waiting = store.waiting(work.session, most)
    return sum(issue(begin, base_url, certificate_id) for certificate_id in waiting)


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
