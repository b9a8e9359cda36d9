"""When a question to a supervisor can be answered, and of whom it may not be asked."""

from datetime import datetime, timedelta
from enum import StrEnum

from cpd.kernel.errors import RuleError
from cpd.records.rules.texts import checked_line

HOLDS = timedelta(days=30)
REMIND_AFTER = timedelta(days=7)
# A letter greets by this name, and goes to whatever address was typed: it must carry no message.
NOT_IN_NAMES = "/:@<>[]{}|\\=&"
LEAST_LEFT = timedelta(days=1)  # a reminder must leave time to answer


class Standing(StrEnum):
    """How far a question has come."""

    WAITING = "waiting"
    ANSWERED = "answered"
    RECALLED = "recalled"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


def standing(
    now: datetime,
    *,
    expires_at: datetime,
    answered_at: datetime | None,
    recalled_at: datetime | None,
    withdrawn_at: datetime | None,
) -> Standing:
    """Return where a question stands. An answer stands whatever came after it."""
    if answered_at is not None:
        return Standing.ANSWERED
    if recalled_at is not None:
        return Standing.RECALLED
    if withdrawn_at is not None:
        return Standing.WITHDRAWN
    return Standing.EXPIRED if expires_at <= now else Standing.WAITING


def mailbox(email: str) -> str:
    """Return the mailbox an address leads to, without the note that some put after a plus."""
    name, _, domain = email.strip().lower().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def refuse_own(email: str, own: str) -> None:
    if mailbox(email) == mailbox(own):
        raise RuleError("This is your own address. Only somebody else can attest what you did.")


def refuse_withdrawn(withdrawn_at: datetime | None) -> None:
    if withdrawn_at is not None:
        raise RuleError("This entry is withdrawn. Restore it first, then ask.")


def checked_name(text: str) -> str:
    name = checked_line(text, "A name")
    if not name:
        raise RuleError("Enter your supervisor's name.")
    if any(mark in name for mark in NOT_IN_NAMES) or "www." in name.lower():
        raise RuleError("Enter a name only: no addresses, and nothing else.")
    return name
