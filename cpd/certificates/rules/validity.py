"""What a certificate says of itself on a day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum


class ReasonClass(StrEnum):
    """Why a certificate was withdrawn: the class is public, the words are not."""

    ISSUED_IN_ERROR = "issued_in_error"
    CONDUCT = "conduct"
    HOLDERS_REQUEST = "holders_request"


REASONS = {
    ReasonClass.ISSUED_IN_ERROR: "because it had been issued in error",
    ReasonClass.CONDUCT: "for reasons of conduct",
    ReasonClass.HOLDERS_REQUEST: "at the request of its holder",
}


class Verdict(StrEnum):
    """What the public page says. Never a yes or no.

    `suspended` is shown as on hold: a kind of withdrawn that may be taken back. `erased` says only
    that the holder had the record taken away.
    """

    VALID = "valid"
    EXPIRED = "expired"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    SUSPENDED = "suspended"
    ERASED = "erased"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Validity:
    """The days on which a certificate holds. Both ends count."""

    issued_on: date
    expires_on: date
    withdrawn_at: datetime | None = None
    replaced_at: datetime | None = None
    suspended_at: datetime | None = None
    erased_at: datetime | None = None

    def verdict(self, today: date) -> Verdict:
        """Judge it. What was withdrawn stays withdrawn, whatever else became of it but erasure."""
        if self.erased_at is not None:
            return Verdict.ERASED
        if self.withdrawn_at is not None:
            return Verdict.WITHDRAWN
        if self.replaced_at is not None:
            return Verdict.REPLACED
        if self.suspended_at is not None:
            return Verdict.SUSPENDED
        if today > self.expires_on:
            return Verdict.EXPIRED
        return Verdict.VALID

    def runs_out_within(self, days: int, today: date) -> bool:
        """Say whether it is valid now and will have run out so many days from now."""
        left = (self.expires_on - today).days
        return self.verdict(today) is Verdict.VALID and left <= days


def issuer_day(instant: datetime) -> date:
    """Return the day it is for the issuer. Issuers live by UTC, wherever their members do."""
    return instant.astimezone(UTC).date()


@dataclass(frozen=True)
class Withdrawal:
    """Why an administrator takes a certificate back: a class for all, words for the file."""

    reason_class: ReasonClass
    reason: str
