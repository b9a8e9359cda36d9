"""Finds people, and keeps them still while they change."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from cpd.people.models import Person
from cpd.people.store.adding import add_once


def by_id(session: Session, person_id: UUID) -> Person | None:
    return session.get(Person, person_id)


def by_email(session: Session, email: str) -> Person | None:
    return session.scalar(select(Person).where(Person.email == email.lower()))


def to_change(session: Session, condition: ColumnElement[bool]) -> Person | None:
    """Return the person as they stand now, and keep others from changing them meanwhile."""
    query = select(Person).where(condition).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def change_by_id(session: Session, person_id: UUID) -> Person | None:
    return to_change(session, Person.id == person_id)


def change_by_email(session: Session, email: str) -> Person | None:
    return to_change(session, Person.email == email)


def add_unless_known(session: Session, facts: dict[str, Any]) -> bool:
    """Add a person; False when somebody else came first with the same address."""
    return add_once(session, Person, "email", facts)
