"""What follows from what, in one table: event -> the services that hear of it."""

from cpd.attempts.service import ModulePassed
from cpd.certificates.service import (
    CertificateErased,
    CertificateIssued,
    CertificateReinstated,
    CertificateReplaced,
    CertificateSuspended,
    CertificateWithdrawn,
    correct_log,
    order_if_earned,
    take_out_of_log,
)
from cpd.cohorts import service as cohorts
from cpd.documents.service import PaperAdded, PaperCorrected, PaperRestored, PaperWithdrawn
from cpd.kernel.events import Followers
from cpd.keys.service import KeyCreated, KeyRetired, KeyRevoked
from cpd.people.events import AddressChanged, AddressConfirmed
from cpd.records.service import credit_module
from cpd.reminders import service as reminders
from cpd.transfers.service import calendars
from cpd.transparency import service as transparency
from cpd.verification.service import webhooks

FOLLOWERS: Followers = {
    KeyCreated: (transparency.log_created_key,),
    KeyRetired: (transparency.log_retired_key,),
    KeyRevoked: (transparency.log_revoked_key,),
    AddressConfirmed: (cohorts.take_up_lines,),
    AddressChanged: (cohorts.take_up_lines,),
    ModulePassed: (credit_module, order_if_earned),
    CertificateIssued: (reminders.queue_issued_letter,),
    CertificateWithdrawn: (
        take_out_of_log,
        reminders.drop_letters_of,
        reminders.tell_withdrawn,
        webhooks.tell_of,
    ),
    CertificateReplaced: (
        correct_log,
        reminders.drop_letters_of,
        reminders.tell_replaced,
        webhooks.tell_of,
    ),
    CertificateSuspended: (reminders.drop_letters_of, reminders.tell_suspended, webhooks.tell_of),
    CertificateReinstated: (reminders.tell_reinstated, webhooks.tell_of),
    PaperAdded: (reminders.drop_outdated,),
    PaperCorrected: (reminders.drop_outdated,),
    PaperWithdrawn: (reminders.drop_outdated,),
    PaperRestored: (reminders.drop_outdated,),
    CertificateErased: (
        reminders.drop_letters_of,
        reminders.tell_erased,
        calendars.forget_certificate,
        cohorts.forget_participant,
        webhooks.tell_of,
    ),
}
