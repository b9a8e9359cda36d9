"""What can be done with certificates, from ordering them to erasing them."""

from cpd.certificates.service.crediting import (
    can_be_logged,
    correct_log,
    entries_of,
    is_log_changed,
    logged,
    put_in_log,
    refuse_logging,
    take_out_of_log,
)
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
    "can_be_logged",
    "choose_shown",
    "confirm",
    "correct_log",
    "decline",
    "entries_of",
    "erase",
    "is_log_changed",
    "issue_waiting",
    "logged",
    "maker",
    "order",
    "order_if_earned",
    "publish_lists",
    "publish_replaced",
    "put_in_log",
    "put_in_place",
    "refuse_erasure",
    "refuse_logging",
    "refuse_reinstatement",
    "refuse_replacement",
    "refuse_suspension",
    "refuse_withdrawal",
    "reinstate",
    "replace_name",
    "suspend",
    "take_out_of_log",
    "try_again",
    "withdraw",
]
