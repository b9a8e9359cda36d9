"""Finds organisations, and who is what in them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from cpd.people.models import Membership, Organisation
from cpd.people.rules import OrganisationKind, Role
from cpd.people.store.adding import add_once


def organisation_by_id(session: Session, organisation_id: UUID) -> Organisation | None:
    return session.get(Organisation, organisation_id)


def organisation_by_key(session: Session, key: str) -> Organisation | None:
    return session.scalar(select(Organisation).where(Organisation.key == key))


def organisations(session: Session, kind: OrganisationKind) -> Sequence[Organisation]:
    query = select(Organisation).where(Organisation.kind == kind).order_by(Organisation.name)
    return session.scalars(query).all()


def add_organisation_once(session: Session, facts: dict[str, Any]) -> bool:
    """Add an organisation; False when somebody else came first with the same key."""
    return add_once(session, Organisation, "key", facts)


def lock_organisation(session: Session, organisation_id: UUID) -> None:
    """Let changes to this organisation's roles come one after the other."""
    session.execute(
        select(Organisation.id).where(Organisation.id == organisation_id).with_for_update()
    )


def memberships_of(session: Session, person_id: UUID) -> Sequence[Membership]:
    query = select(Membership).where(
        Membership.person_id == person_id, Membership.ended_on.is_(None)
    )
    return session.scalars(query.options(joinedload(Membership.organisation))).all()


def membership(
    session: Session, person_id: UUID, organisation_id: UUID, role: Role
) -> Membership | None:
    """Return the one that holds now."""
    return session.scalar(
        select(Membership).where(
            Membership.person_id == person_id,
            Membership.organisation_id == organisation_id,
            Membership.role == role,
            Membership.ended_on.is_(None),
        )
    )


def holders(session: Session, organisation_id: UUID, role: Role) -> int:
    """Count who holds this role there now."""
    query = select(func.count(Membership.person_id.distinct())).where(
        Membership.organisation_id == organisation_id,
        Membership.role == role,
        Membership.ended_on.is_(None),
    )
    return session.scalar(query) or 0
