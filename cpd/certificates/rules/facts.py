"""What is printed on a certificate, frozen when it is ordered."""

from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

from cpd.catalogue.rules.modules import Delivery as Delivery  # noqa: PLC0414 - part of the facts
from cpd.kernel.hours import spoken


@dataclass(frozen=True)
class CodeFact:
    """A code of ethics the module taught, by the name and the edition it had then."""

    title: str
    edition: str


@dataclass(frozen=True)
class CategoryFact:
    """A part of the minutes, by the category it counts in. All parts together are the whole."""

    name: str
    minutes: int


@dataclass(frozen=True)
class NumberFact:
    """A number that a body gave: to the provider, or to what was approved."""

    body: str
    number: str


DELIVERIES = {
    Delivery.LIVE: "Live, in person",
    Delivery.WEBINAR: "Live, online",
    Delivery.SELF_PACED: "Online, self-paced",
    Delivery.BLENDED: "In person and online",
}


class Design(StrEnum):
    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything the paper says. Nothing of it follows later changes of a name or a module.

    What has a default was not frozen by releases before 0.3. `achievement` is a URN that stays the
    same for all who earn the same, `logo` the SHA-256 of a kept picture.
    """

    name: str
    title: str
    minutes: int
    outcomes: tuple[str, ...]
    codes: tuple[CodeFact, ...]
    completed_on: date
    issued_on: date
    expires_on: date
    issuer: str
    serial: str
    token: str
    categories: tuple[CategoryFact, ...] = ()
    delivery: Delivery | None = None
    provider_numbers: tuple[NumberFact, ...] = ()
    approvals: tuple[NumberFact, ...] = ()
    address: str = ""
    signatory: str = ""
    signatory_title: str = ""
    logo: str | None = None
    design: Design = Design.PORTRAIT
    achievement: str = ""
    language: str = "en"

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for a JSON column."""
        return asdict(self) | {
            "completed_on": self.completed_on.isoformat(),
            "issued_on": self.issued_on.isoformat(),
            "expires_on": self.expires_on.isoformat(),
            "outcomes": list(self.outcomes),
            **{name: [asdict(one) for one in getattr(self, name)] for name in PARTS},
            "delivery": self.delivery and str(self.delivery),
            "design": str(self.design),
        }

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> Self:
        days = ("completed_on", "issued_on", "expires_on")
        return cls(
            **kept
            | {day: date.fromisoformat(kept[day]) for day in days}
            | {
                "outcomes": tuple(kept["outcomes"]),
                "delivery": Delivery(kept["delivery"]) if kept.get("delivery") else None,
                "design": Design(kept.get("design", Design.PORTRAIT)),
            }
            | {
                name: tuple(part(**one) for one in kept.get(name, ()))
                for name, part in PARTS.items()
            }
        )

    @property
    def verify_path(self) -> str:
        """The path of the public page about this certificate, as it is printed in the QR code."""
        return f"/v/{self.token}"


PARTS: dict[str, type[CodeFact] | type[CategoryFact] | type[NumberFact]] = {
    "codes": CodeFact,
    "categories": CategoryFact,
    "provider_numbers": NumberFact,
    "approvals": NumberFact,
}


def minutes_in_words(minutes: int) -> str:
    """Say an hour and a quarter as people say it, and as bodies count it: (75 minutes)."""
    words = spoken(minutes)
    return words if minutes < 60 else f"{words} ({minutes:,} minutes)"
