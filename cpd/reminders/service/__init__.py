"""Owes people letters: about their certificates, and about papers of theirs that run out."""

from cpd.reminders.rules.ladder import Queued
from cpd.reminders.service.certificates import (
    ReminderQueued,
    drop_letters_of,
    queue_due,
    queue_issued_letter,
    tell_erased,
    tell_reinstated,
    tell_replaced,
    tell_suspended,
    tell_withdrawn,
)
from cpd.reminders.service.papers import PaperReminderQueued, drop_outdated, queue_due_papers

__all__ = [
    "PaperReminderQueued",
    "Queued",
    "ReminderQueued",
    "drop_letters_of",
    "drop_outdated",
    "queue_due",
    "queue_due_papers",
    "queue_issued_letter",
    "tell_erased",
    "tell_reinstated",
    "tell_replaced",
    "tell_suspended",
    "tell_withdrawn",
]
