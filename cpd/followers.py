"""What follows from what, in one table: event -> the services that hear of it."""

from cpd.attempts.service import ModulePassed
from cpd.certificates.service import (
    CertificateIssued,
    CertificateReplaced,
    CertificateWithdrawn,
    order_if_earned,
)
from cpd.kernel.events import Followers
from cpd.records.service import credit_module
from cpd.reminders import service as reminders

FOLLOWERS: Followers = {
    ModulePassed: (credit_module, order_if_earned),
    CertificateIssued: (reminders.queue_issued_letter,),
    CertificateWithdrawn: (reminders.drop_letters_of,),
    CertificateReplaced: (reminders.drop_letters_of,),
}
