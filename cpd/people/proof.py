"""Holds a typed password against the kept hash, in a moment when no transaction waits for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from cpd.db import expect_writing, own_session
from cpd.kernel.tokens import sha256
from cpd.people import store
from cpd.people.models import Person
from cpd.people.passwords import Passwords, passwords_of
from cpd.people.service.signing import Proven
from cpd.web.context import parts


@dataclass(frozen=True)
class Known:
    """What signing in needs to know of somebody."""

    person_id: UUID
    name: str
    email: str
    is_confirmed: bool
    password_hash: str = field(repr=False)

    @property
    def mark(self) -> str:
        """Tell this registration from any other, to the browser it was made in."""
        return registration_mark(self.email, self.password_hash)


def passwords() -> Passwords:
    return passwords_of(parts().settings)


def known(find: Callable[[Session], Person | None]) -> Known | None:
    """Read apart from the request's transaction: hashing takes long, and writers would wait."""
    expect_writing(expected=False)
    try:
        with own_session() as session:
            person = find(session)
    finally:
        expect_writing(expected=True)
    if person is None:
        return None
    return Known(
        person.id, person.name, person.email, person.confirmed_at is not None, person.password_hash
    )


def known_by_email(email: str) -> Known | None:
    return known(lambda session: store.by_email(session, email))


def known_by_id(person_id: UUID) -> Known | None:
    return known(lambda session: store.by_id(session, person_id))


def is_right(password: str, whose: Known | None) -> bool:
    """Say whether the password is theirs; for nobody it takes as long to say no."""
    return passwords().match(password, whose.password_hash if whose else None)


def proven(whose: Known, password: str) -> Proven:
    """Return what the sign-in service asks for, hashed anew where the settings have changed."""
    outdated = passwords().is_outdated(whose.password_hash)
    renewed = passwords().hashed(password) if outdated else None
    return Proven(whose.person_id, whose.password_hash, renewed)


def registration_mark(email: str, password_hash: str) -> str:
    return sha256(f"{email}|{password_hash}")
