"""What a line of the log is, and how it is kept as plain values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time
from enum import Enum
from typing import Any
from uuid import UUID

from cpd.kernel.hours import spoken
from cpd.records.rules.kinds import (
    DilemmaSort,
    EntryKind,
    FeedbackFrom,
    Mode,
    Part,
    PlanState,
    SupervisionFormat,
)

KIND_WORDS = {
    EntryKind.ACTIVITY: "CPD activity",
    EntryKind.SUPERVISION: "supervision",
    EntryKind.PRACTICE: "practice",
    EntryKind.REFLECTION: "reflection",
    EntryKind.FEEDBACK: "feedback received",
    EntryKind.PLAN: "development plan",
    EntryKind.DILEMMA: "conflict or dilemma",
}
KIND_TITLES = {
    EntryKind.ACTIVITY: "CPD activity",
    EntryKind.SUPERVISION: "Supervision",
    EntryKind.PRACTICE: "Practice",
    EntryKind.REFLECTION: "Reflection",
    EntryKind.FEEDBACK: "Feedback received",
    EntryKind.PLAN: "Development plan",
    EntryKind.DILEMMA: "Conflict or dilemma",
}


@dataclass(frozen=True, kw_only=True)
class Logged:
    """What stands on one line of the log.

    `ended_on` is the last day where that is not `done_on`; `begins` and `ends` are both or neither.
    """

    kind: EntryKind
    done_on: date
    title: str
    minutes: int = 0
    ended_on: date | None = None
    begins: time | None = None
    ends: time | None = None
    own_minutes: int | None = None
    reflection: str = ""
    planned: str = ""
    acted: str = ""
    evaluated: str = ""
    outcomes: str = ""
    provider: str | None = None
    category: str | None = None
    categories: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    topic: str | None = None
    mode: Mode | None = None
    part: Part | None = None
    setting: str | None = None
    certificate_number: str | None = None
    supervision_format: SupervisionFormat | None = None
    contracted: int | None = None
    attended: int | None = None
    facilitated: bool | None = None
    recused: bool | None = None
    supervisor: str | None = None
    supervisor_id: UUID | None = None
    feedback_from: FeedbackFrom | None = None
    due_on: date | None = None
    plan_state: PlanState | None = None
    dilemma_sort: DilemmaSort | None = None
    taken_to_id: UUID | None = None
    clauses: tuple[str, ...] = ()
    counts_for: tuple[str, ...] | None = None
    identity_reason: str | None = None

    @property
    def last_on(self) -> date:
        return self.ended_on or self.done_on

    @property
    def days(self) -> int:
        return (self.last_on - self.done_on).days + 1

    def to_facts(self) -> dict[str, Any]:
        """Return the same as plain values; what is empty is left out."""
        values = ((name, getattr(self, name)) for name in FIELDS)
        return {name: plain(value) for name, value in values if not is_empty(value)}


FIELDS = tuple(one.name for one in fields(Logged))


def is_empty(value: object) -> bool:
    return value is None or value in ("", (), {})


def plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


READERS: Mapping[str, Callable[[Any], Any]] = {
    "kind": EntryKind,
    "done_on": date.fromisoformat,
    "ended_on": date.fromisoformat,
    "due_on": date.fromisoformat,
    "begins": time.fromisoformat,
    "ends": time.fromisoformat,
    "mode": Mode,
    "part": Part,
    "supervision_format": SupervisionFormat,
    "feedback_from": FeedbackFrom,
    "plan_state": PlanState,
    "dilemma_sort": DilemmaSort,
    "supervisor_id": UUID,
    "taken_to_id": UUID,
    "tags": tuple,
    "clauses": tuple,
    "counts_for": tuple,
}


def from_facts(facts: Mapping[str, Any]) -> Logged:
    """Return a line as it stood, also one that was kept when a line held less or more."""
    known = {
        name: READERS.get(name, lambda value: value)(facts[name])
        for name in FIELDS
        if name in facts and not is_empty(facts[name])
    }
    return Logged(**({"title": ""} | known))


def said(line: Logged) -> str:
    """Say what was understood: “1 hour 30 minutes of supervision”."""
    word = KIND_WORDS[line.kind]
    if line.kind is EntryKind.SUPERVISION and line.supervision_format is not None:
        word = f"{line.supervision_format.value} {word}"
    if line.part is Part.DELIVERED:
        word = f"{word} given"
    return f"{spoken(line.minutes)} of {word}" if line.minutes else word
