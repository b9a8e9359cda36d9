"""What happens to people and their memberships, as the trail tells it."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from cpd.kernel.events import Event
from cpd.people.rules import OrganisationKind, Role


@dataclass(frozen=True, kw_only=True)
class PersonRegistered(Event):
    kind: ClassVar[str] = "person.registered"

    person: UUID


@dataclass(frozen=True, kw_only=True)
class AddressConfirmed(Event):
    kind: ClassVar[str] = "person.address-confirmed"

    person: UUID


@dataclass(frozen=True, kw_only=True)
class AddressChanged(Event):
    kind: ClassVar[str] = "person.address-changed"

    person: UUID


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(Event):
    kind: ClassVar[str] = "person.profile-changed"

    person: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    kind: ClassVar[str] = "person.signed-in"

    person: UUID


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    kind: ClassVar[str] = "person.signed-out"

    person: UUID


@dataclass(frozen=True, kw_only=True)
class LinkAsked(Event):
    """Somebody asked for a letter with a link; only where the address is known."""

    kind: ClassVar[str] = "person.link-asked"

    person: UUID
    purpose: str


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    kind: ClassVar[str] = "person.password-changed"

    person: UUID


@dataclass(frozen=True, kw_only=True)
class OrganisationAdded(Event):
    kind: ClassVar[str] = "organisation.added"

    organisation: UUID
    kind_of: OrganisationKind


@dataclass(frozen=True, kw_only=True)
class OrganisationRenamed(Event):
    kind: ClassVar[str] = "organisation.renamed"

    organisation: UUID


@dataclass(frozen=True, kw_only=True)
class MembershipBegan(Event):
    kind: ClassVar[str] = "membership.began"

    person: UUID
    organisation: UUID
    role: Role


@dataclass(frozen=True, kw_only=True)
class MembershipEnded(Event):
    kind: ClassVar[str] = "membership.ended"

    person: UUID
    organisation: UUID
    role: Role
