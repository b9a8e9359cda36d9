"""What can happen on the way into a log and out of it."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from cpd.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ImportBegun(Event):
    kind: ClassVar[str] = "import.begun"

    batch: UUID
    person: UUID
    rows: int


@dataclass(frozen=True, kw_only=True)
class ImportGivenUp(Event):
    kind: ClassVar[str] = "import.given-up"

    batch: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class CalendarOpened(Event):
    kind: ClassVar[str] = "calendar.opened"

    feed: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class CalendarClosed(Event):
    kind: ClassVar[str] = "calendar.closed"

    feed: UUID
    person: UUID
