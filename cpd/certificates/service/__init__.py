"""What can be done with certificates: order, issue, withdraw and replace them."""

from cpd.certificates.service.events import (
    CertificateIssued,
    CertificateOrdered,
    CertificateReplaced,
    CertificateWithdrawn,
)
from cpd.certificates.service.issuing import JOB, issue, issue_here, issue_waiting
from cpd.certificates.service.life import (
    refuse_replacement,
    refuse_withdrawal,
    replace_name,
    withdraw,
)
from cpd.certificates.service.ordering import order_if_earned, write

__all__ = [
    "JOB",
    "CertificateIssued",
    "CertificateOrdered",
    "CertificateReplaced",
    "CertificateWithdrawn",
    "issue",
    "issue_here",
    "issue_waiting",
    "order_if_earned",
    "refuse_replacement",
    "refuse_withdrawal",
    "replace_name",
    "withdraw",
    "write",
]
