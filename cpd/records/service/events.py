"""What can happen to a line of the log."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from cpd.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class EntryLogged(Event):
    kind: ClassVar[str] = "entry.logged"

    entry: UUID
    person: UUID
    minutes: int


@dataclass(frozen=True, kw_only=True)
class EntryChanged(Event):
    kind: ClassVar[str] = "entry.changed"

    entry: UUID
    person: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class EntryWithdrawn(Event):
    kind: ClassVar[str] = "entry.withdrawn"

    entry: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class EntryRestored(Event):
    kind: ClassVar[str] = "entry.restored"

    entry: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class EntryTakenBack(Event):
    """Whoever credited it has taken it back: it counts no more, and `version` says why."""

    kind: ClassVar[str] = "entry.taken-back"

    entry: UUID
    person: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class SupervisorAdded(Event):
    kind: ClassVar[str] = "supervisor.added"

    supervisor: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class SupervisorChanged(Event):
    kind: ClassVar[str] = "supervisor.changed"

    supervisor: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class MonthClosed(Event):
    """The practice of a month was called complete; `none`: there was none."""

    kind: ClassVar[str] = "month.closed"

    person: UUID
    year: int
    month: int
    none: bool


@dataclass(frozen=True, kw_only=True)
class MonthReopened(Event):
    kind: ClassVar[str] = "month.reopened"

    person: UUID
    year: int
    month: int
