"""What happens to a cohort, told as values."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from cpd.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CohortDrafted(Event):
    kind: ClassVar[str] = "cohort.drafted"

    cohort: UUID
    organisation: UUID
    lines: int


@dataclass(frozen=True, kw_only=True)
class CohortStarted(Event):
    kind: ClassVar[str] = "cohort.started"

    cohort: UUID


@dataclass(frozen=True, kw_only=True)
class CohortPaused(Event):
    kind: ClassVar[str] = "cohort.paused"

    cohort: UUID


@dataclass(frozen=True, kw_only=True)
class CohortResumed(Event):
    kind: ClassVar[str] = "cohort.resumed"

    cohort: UUID


@dataclass(frozen=True, kw_only=True)
class CohortCancelled(Event):
    kind: ClassVar[str] = "cohort.cancelled"

    cohort: UUID
    left_out: int


@dataclass(frozen=True, kw_only=True)
class CohortRetried(Event):
    kind: ClassVar[str] = "cohort.retried"

    cohort: UUID
    lines: int


@dataclass(frozen=True, kw_only=True)
class CohortEnded(Event):
    kind: ClassVar[str] = "cohort.ended"

    cohort: UUID
