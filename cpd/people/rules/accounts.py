"""What people say of themselves, and the links in letters to them."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from cpd.people.rules.roles import Role


class Purpose(StrEnum):
    """What a link in a letter is for."""

    CONFIRM_ADDRESS = "confirm_address"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a purpose, not a password
    NEW_ADDRESS = "new_address"


LINK_HOLDS = {
    Purpose.CONFIRM_ADDRESS: timedelta(days=3),
    Purpose.RESET_PASSWORD: timedelta(hours=1),
    Purpose.NEW_ADDRESS: timedelta(days=1),
}


@dataclass(frozen=True)
class Link:
    """A link as it goes into a letter. Only the token's hash is kept."""

    id: UUID
    token: str = field(repr=False)


@dataclass(frozen=True)
class Registration:
    """What somebody says of themselves when they register."""

    name: str
    email: str
    role: Role
    time_zone: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Profile:
    """What somebody may change of themselves; `version` is the one they had before them."""

    name: str
    time_zone: str
    version: int
