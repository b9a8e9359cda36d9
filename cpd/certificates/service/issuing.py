"""Makes what was ordered: the file of a certificate, once."""

import hashlib
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from uuid import UUID

from cpd.certificates import documents, store
from cpd.certificates.documents import TEMPLATE_VERSION, Sheet
from cpd.certificates.models import Certificate, CertificateFile
from cpd.certificates.service.events import CertificateIssued
from cpd.kernel.errors import RuleError
from cpd.web.context import job, parts
from cpd.work import Work

log = logging.getLogger(__name__)

JOB = "issue-certificates"
MOST_AT_ONCE = 20
UNEXPECTED = "The page could not be drawn. It will be tried again by itself."

Begin = Callable[[], AbstractContextManager[Work]]


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
