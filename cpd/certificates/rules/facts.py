"""What is printed on a certificate, frozen when it is ordered."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from cpd.kernel.hours import spoken


@dataclass(frozen=True)
class CodeFact:
    """A code of ethics the module taught, by the name and the edition it had then."""

    title: str
    edition: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything the paper says. Nothing of it follows later changes of a name or a module."""

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

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for a JSON column."""
        return asdict(self) | {
            "completed_on": self.completed_on.isoformat(),
            "issued_on": self.issued_on.isoformat(),
            "expires_on": self.expires_on.isoformat(),
            "outcomes": list(self.outcomes),
            "codes": [asdict(code) for code in self.codes],
        }

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> Self:
        days = ("completed_on", "issued_on", "expires_on")
        return cls(
            **kept
            | {day: date.fromisoformat(kept[day]) for day in days}
            | {
                "outcomes": tuple(kept["outcomes"]),
                "codes": tuple(CodeFact(**code) for code in kept["codes"]),
            }
        )

    @property
    def verify_path(self) -> str:
        """The path of the public page about this certificate, as it is printed in the QR code."""
        return f"/v/{self.token}"


def minutes_in_words(minutes: int) -> str:
    """Say an hour and a quarter as people say it, and as bodies count it: (75 minutes)."""
    words = spoken(minutes)
    return words if minutes < 60 else f"{words} ({minutes:,} minutes)"
