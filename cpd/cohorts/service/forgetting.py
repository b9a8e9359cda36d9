"""Takes a participant out of a cohort's lines when they had their certificate erased."""

from cpd.certificates.service import CertificateErased
from cpd.cohorts import store
from cpd.work import Work

ERASED = "Erased at the holder's request"


def forget_participant(work: Work, event: CertificateErased) -> None:
    """Leave the line with its number, and take away whom it named and what they did."""
    store.blank_line(work.session, event.certificate, ERASED)
