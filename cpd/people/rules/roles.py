"""Who may do what, and where."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from uuid import UUID

SITE = "site"
SITE_ADMINISTRATOR = "site_administrator"


class Role(StrEnum):
    TRAINEE = "trainee"
    PRACTITIONER = "practitioner"
    SUPERVISOR = "supervisor"
    AUTHOR = "author"
    ASSESSOR = "assessor"
    ADMINISTRATOR = "administrator"


EVERY_MEMBER = tuple(Role)


class OrganisationKind(StrEnum):
    PROVIDER = "provider"
    BODY = "body"


def may_be_granted(kind: OrganisationKind) -> tuple[Role, ...]:
    """Return the roles an administrator may give in an organisation of this kind.

    A body's own people only look: whoever runs the site and issues certificates is in a provider.
    """
    if kind is OrganisationKind.BODY:
        return (Role.ASSESSOR,)
    return (Role.SUPERVISOR, Role.AUTHOR, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class WhoIsHere:
    """Whoever is signed in, as every view sees them: plain values, nothing that loads more.

    `memberships` pairs an organisation with a role held there now. Whoever `runs_the_site`
    administers its own organisation, and so sees what belongs to no other: its outbox, say.
    """

    id: UUID
    sign_in_id: UUID
    token: str = field(repr=False)
    name: str
    email: str
    time_zone: str
    role: Role
    memberships: tuple[tuple[UUID, Role], ...]
    runs_the_site: bool = False
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    @cached_property
    def roles(self) -> frozenset[str]:
        held = {self.role, *(role for _, role in self.memberships)}
        return frozenset(held | {SITE_ADMINISTRATOR} if self.runs_the_site else held)

    def organisations(self, *roles: str) -> frozenset[UUID]:
        """Return the organisations in which one of these roles is held."""
        return frozenset(where for where, role in self.memberships if role in roles)

    def get_id(self) -> str:
        return self.token
