"""What can be done with certificates, from ordering them to erasing them."""

from cpd.certificates.service.erasing import erase, refuse_erasure
from cpd.certificates.service.events import (
    CertificateErased,
    CertificateIssued,
    CertificateOrdered,
    CertificateReinstated,
    CertificateReplaced,
    CertificateSuspended,
    CertificateWithdrawn,
)
from cpd.certificates.service.issuing import JOB, issue_waiting
from cpd.certificates.service.life import (
    choose_shown,
    refuse_reinstatement,
    refuse_suspension,
    reinstate,
    suspend,
    try_again,
)
from cpd.certificates.service.makers import maker
from cpd.certificates.service.ordering import NewOrder, Ordered, order, order_if_earned
from cpd.certificates.service.replacing import put_in_place, refuse_replacement, replace_name
from cpd.certificates.service.telling import publish_lists, publish_replaced
from cpd.certificates.service.withdrawals import (
    ask,
    confirm,
    decline,
    refuse_withdrawal,
    withdraw,
)

__all__ = [
    "JOB",
    "CertificateErased",
    "CertificateIssued",
    "CertificateOrdered",
    "CertificateReinstated",
    "CertificateReplaced",
    "CertificateSuspended",
    "CertificateWithdrawn",
    "NewOrder",
    "Ordered",
    "ask",
    "choose_shown",
    "confirm",
    "decline",
    "erase",
    "issue_waiting",
    "maker",
    "order",
    "order_if_earned",
    "publish_lists",
    "publish_replaced",
    "put_in_place",
    "refuse_erasure",
    "refuse_reinstatement",
    "refuse_replacement",
    "refuse_suspension",
    "refuse_withdrawal",
    "reinstate",
    "replace_name",
    "suspend",
    "try_again",
    "withdraw",
]
