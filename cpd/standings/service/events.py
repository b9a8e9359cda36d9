from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from cpd.kernel.events import Event
from cpd.standings.rules.following import AbsenceKind


@dataclass(frozen=True, kw_only=True)
class FollowingBegan(Event):
    kind: ClassVar[str] = "following.began"

    following: UUID
    person: UUID
    pack: str


@dataclass(frozen=True, kw_only=True)
class FollowingChanged(Event):
    kind: ClassVar[str] = "following.changed"

    following: UUID
    person: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class FollowingEnded(Event):
    kind: ClassVar[str] = "following.ended"

    following: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class FollowingResumed(Event):
    kind: ClassVar[str] = "following.resumed"

    following: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class AbsenceAdded(Event):
    """That somebody is away is told, and of which sort of two: leave, or a break from clients."""

    kind: ClassVar[str] = "absence.added"

    absence: UUID
    person: UUID
    is_break: bool


@dataclass(frozen=True, kw_only=True)
class AbsenceWithdrawn(Event):
    kind: ClassVar[str] = "absence.withdrawn"

    absence: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class AbsenceRestored(Event):
    kind: ClassVar[str] = "absence.restored"

    absence: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class EverybodyJudged(Event):
    kind: ClassVar[str] = "judging.ended"

    judging: UUID
    members: int


def is_break(kind: AbsenceKind) -> bool:
    return kind is AbsenceKind.NO_CLIENTS
