"""What a supervisor is asked about: when it was, how long, and with how many. Never more."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from cpd.kernel.errors import RuleError
from cpd.records.rules.kinds import TIMED, EntryKind, Part, SupervisionFormat

# What is said to have changed, by the field that did.
CHANGES = {
    "kind": "what it was",
    "done_on": "the day",
    "ended_on": "the last day",
    "minutes": "the time",
    "supervision_format": "the format",
    "part": "the part taken in it",
    "contracted": "the agreed size of the group",
    "attended": "how many came",
    "facilitated": "whether somebody led it",
    "title": "the title",
}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The facts of an entry that can be attested. A title only where there is no other word."""

    kind: EntryKind
    done_on: date
    minutes: int
    ended_on: date | None = None
    supervision_format: SupervisionFormat | None = None
    part: Part | None = None
    contracted: int | None = None
    attended: int | None = None
    facilitated: bool | None = None
    title: str | None = None

    def to_json(self) -> dict[str, Any]:
        days = {"done_on": self.done_on.isoformat()}
        if self.ended_on is not None:
            days["ended_on"] = self.ended_on.isoformat()
        return asdict(self) | days


def from_json(kept: dict[str, Any]) -> Facts:
    """Return facts as they were attested. What was not known of then is not known of now."""
    last, way, part = (kept.get(name) for name in ("ended_on", "supervision_format", "part"))
    return Facts(
        kind=EntryKind(kept["kind"]),
        done_on=date.fromisoformat(kept["done_on"]),
        ended_on=date.fromisoformat(last) if last else None,
        minutes=kept["minutes"],
        supervision_format=SupervisionFormat(way) if way else None,
        part=Part(part) if part else None,
        contracted=kept.get("contracted"),
        attended=kept.get("attended"),
        facilitated=kept.get("facilitated"),
        title=kept.get("title"),
    )


def changed(before: Facts, now: Facts) -> tuple[str, ...]:
    """Say in words what is no longer as it was attested; nothing if the attestation still holds."""
    return tuple(
        words for name, words in CHANGES.items() if getattr(before, name) != getattr(now, name)
    )


def can_be_attested(kind: EntryKind) -> bool:
    """Say whether there is a day and a time that somebody else can know of."""
    return kind in TIMED


def refuse_unattestable(kind: EntryKind) -> None:
    if not can_be_attested(kind):
        raise RuleError("Only supervision, practice and activities with a time can be attested.")
