"""Takes away a certificate's record because its holder wants it gone."""

from uuid import uuid4

from cpd.certificates.models import Certificate
from cpd.certificates.rules.corrections import without_person
from cpd.certificates.service.events import CertificateErased
from cpd.certificates.service.life import hold_mine, refuse_gone
from cpd.certificates.service.marking import mark
from cpd.certificates.store import life as store
from cpd.kernel.errors import RuleError
from cpd.transparency.rules.leaves import Operation
from cpd.web.access import Me
from cpd.work import Work


def erase(work: Work, me: Me, serial: str) -> None:
    """Reduce a certificate to its number and its days; its files and its salt are destroyed.

    Its leaves stay in the log, and without the salt nobody can show whose they are; only our own
    trail, which is not public, still has instants to compare. What the module was credited with in
    the holder's log is an entry of its own, and stays.
    """
    certificate = hold_mine(work, me, serial)
    refuse_erasure(certificate)
    certificate.erased_at = work.at
    work.announce(CertificateErased(certificate=certificate.id, serial=serial))
    mark(work, certificate, Operation.ERASE)
    strip(certificate)
    work.session.flush()
    store.destroy_files(work.session, certificate.id)
    store.blank_reasons(work.session, certificate.id)


def strip(certificate: Certificate) -> None:
    """Keep what answers “erased” at its number, and nothing that tells of whom or for what."""
    certificate.facts, certificate.title = without_person(certificate.printed).to_dict(), ""
    certificate.sha256 = certificate.salt = certificate.leaf = None
    certificate.subject_id = uuid4()
    certificate.withdrawn_at = certificate.reason_class = certificate.reason = None
    certificate.suspended_at = certificate.suspension_reason = None
    certificate.trouble = certificate.stage = None


def refuse_erasure(certificate: Certificate) -> None:
    refuse_gone(certificate)
    if certificate.issued_at is None and certificate.replaced_at is None:
        raise RuleError(
            f"Certificate {certificate.serial} is still being prepared. "
            "Once it is there it can be erased."
        )
