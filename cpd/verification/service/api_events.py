"""What bodies do with their keys, addresses and files, told as values."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from cpd.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ApiKeyMade(Event):
    kind: ClassVar[str] = "apikey.made"

    key: UUID
    organisation: UUID


@dataclass(frozen=True, kw_only=True)
class ApiKeyRevoked(Event):
    kind: ClassVar[str] = "apikey.revoked"

    key: UUID
    organisation: UUID


@dataclass(frozen=True, kw_only=True)
class WebhookAdded(Event):
    kind: ClassVar[str] = "webhook.added"

    webhook: UUID
    organisation: UUID
    of_members: bool


@dataclass(frozen=True, kw_only=True)
class WebhookRemoved(Event):
    kind: ClassVar[str] = "webhook.removed"

    webhook: UUID
    organisation: UUID


@dataclass(frozen=True, kw_only=True)
class BulkCheckBegun(Event):
    kind: ClassVar[str] = "bulkcheck.begun"

    check: UUID
    organisation: UUID
    lines: int


@dataclass(frozen=True, kw_only=True)
class BulkCheckForgotten(Event):
    kind: ClassVar[str] = "bulkcheck.forgotten"

    check: UUID
    organisation: UUID
