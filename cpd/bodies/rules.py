"""What an assessor may ask of the roster, and what one line of it says."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from cpd.certificates.rules.validity import Validity

RUNS_OUT_SOON = 90


class Show(StrEnum):
    """Which lines to show. A member without a certificate has one line of their own."""

    ALL = "all"
    SOON = "soon"
    EXPIRED = "expired"
    NONE = "none"


@dataclass(frozen=True)
class Search:
    text: str = ""
    show: Show = Show.ALL
    page: int = 1
    per_page: int = 50


@dataclass(frozen=True)
class Held:
    """A certificate as far as an assessor sees it."""

    serial: str
    title: str
    minutes: int
    validity: Validity
    token: str = ""

    def standing(self, today: date) -> str:
        """Return the verdict, or `expiring` for what is valid and runs out soon."""
        if self.validity.runs_out_within(RUNS_OUT_SOON, today):
            return "expiring"
        return self.validity.verdict(today).value


@dataclass(frozen=True)
class Line:
    """One line of the roster: a member, and one certificate of theirs or none."""

    body_id: UUID
    name: str
    member_number: str | None
    held: Held | None


@dataclass(frozen=True)
class Tally:
    """How the members of the bodies stand, counted by heads."""

    members: int
    with_valid: int
    soon: int

    @property
    def without_valid(self) -> int:
        return self.members - self.with_valid
