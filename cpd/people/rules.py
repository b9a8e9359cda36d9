"""Who may do what, and what a password and an address must be."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID
from zoneinfo import available_timezones

from cpd.kernel.errors import RuleError

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
LONGEST_NAME = 144


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


class Purpose(StrEnum):
    """What a link in a letter is for."""

    CONFIRM_ADDRESS = "confirm_address"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a purpose, not a password


def checked_name(text: str) -> str:
    """Return the name as it will be printed: NFC, single spaces, no control or direction marks."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise RuleError("Enter your name as it should stand on certificates.")
    if len(name) > LONGEST_NAME:
        raise RuleError(f"A name can have at most {LONGEST_NAME} characters; this has {len(name)}.")
    if any(unicodedata.category(mark) in {"Cc", "Cf", "Cs", "Co", "Cn"} for mark in name):
        raise RuleError("The name contains an invisible character. Please type it again by hand.")
    if not any(unicodedata.category(mark).startswith("L") for mark in name):
        raise RuleError("A name needs at least one letter.")
    return name


def checked_password(text: str, *, common: Collection[str], about: Collection[str] = ()) -> str:
    """Return the password, or say why it is too easy to guess. Nothing is trimmed."""
    if len(text) < SHORTEST_PASSWORD:
        raise RuleError(
            f"Use at least {SHORTEST_PASSWORD} characters. A few words together do well."
        )
    if len(text) > LONGEST_PASSWORD:
        raise RuleError(f"Use at most {LONGEST_PASSWORD} characters.")
    plain = text.casefold()
    if plain in common or len(set(plain)) < 4:
        raise RuleError("This password is on the lists that guessers try first. Choose another.")
    if any(len(word) >= 6 and plain == word.casefold() for word in about):
        raise RuleError("Do not use your name or address as the password.")
    return text


def checked_time_zone(text: str) -> str:
    if text not in available_timezones():
        raise RuleError("Choose a time zone from the list.")
    return text


@dataclass(frozen=True)
class SignedIn:
    """Whoever is signed in, as every view sees them: plain values, nothing that loads more.

    `memberships` pairs an organisation with a role held there now.
    """

    id: UUID
    sign_in_id: UUID
    token: str
    name: str
    email: str
    time_zone: str
    role: Role
    memberships: tuple[tuple[UUID, Role], ...]
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    @property
    def roles(self) -> frozenset[str]:
        return frozenset({self.role, *(role for _, role in self.memberships)})

    def organisations(self, *roles: str) -> frozenset[UUID]:
        """Return the organisations in which one of these roles is held."""
        return frozenset(where for where, role in self.memberships if role in roles)

    def get_id(self) -> str:
        return self.token
