"""What follows from what, in one table: event -> the services that hear of it."""

from cpd.attempts.service import ModulePassed
from cpd.certificates.service import (
    CertificateIssued,
    CertificateReplaced,
    CertificateWithdrawn,
    order_if_earned,
)
from cpd.kernel.events import Followers
from cpd.keys.service import KeyCreated, KeyRetired, KeyRevoked
from cpd.records.service import credit_module
from cpd.reminders import service as reminders
from cpd.transparency import service as transparency

FOLLOWERS: Followers = {
    KeyCreated: (transparency.log_created_key,),
    KeyRetired: (transparency.log_retired_key,),
    KeyRevoked: (transparency.log_revoked_key,),
    ModulePassed: (credit_module, order_if_earned),
    CertificateIssued: (reminders.queue_issued_letter,),
    CertificateWithdrawn: (reminders.drop_letters_of,),
    CertificateReplaced: (reminders.drop_letters_of,),
}
