"""Finds what an administrator sees: the people and roles of their own organisations."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from cpd.db import has_words
from cpd.people.models import Membership, Organisation, Person
from cpd.people.rules import SITE, OrganisationKind, Role


def administered(session: Session, mine: Collection[UUID]) -> Sequence[Organisation]:
    """Return where an administrator of `mine` may give roles: there, and from the site in bodies.

    Bodies have no administrators of their own, so the site's name their assessors.
    """
    site = select(Organisation.id).where(Organisation.key == SITE, Organisation.id.in_(mine))
    body = and_(Organisation.kind == OrganisationKind.BODY, site.exists())
    query = select(Organisation).where(or_(Organisation.id.in_(mine), body))
    return session.scalars(query.order_by(Organisation.kind.desc(), Organisation.name)).all()


def seen_in(where: Sequence[Organisation]) -> ColumnElement[bool]:
    """Say which memberships that administrator sees: in bodies the assessors, not the roster."""
    providers = [o.id for o in where if o.kind is OrganisationKind.PROVIDER]
    bodies = [o.id for o in where if o.kind is OrganisationKind.BODY]
    return and_(
        Membership.ended_on.is_(None),
        or_(
            Membership.organisation_id.in_(providers),
            and_(Membership.organisation_id.in_(bodies), Membership.role == Role.ASSESSOR),
        ),
    )


def people_query(where: Sequence[Organisation], words: str) -> Select[Person]:
    seen = select(Membership.person_id).where(seen_in(where))
    return select(Person).where(Person.id.in_(seen), has_words(words, Person.name, Person.email))


def count_people(session: Session, where: Sequence[Organisation], words: str) -> int:
    found = people_query(where, words).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def people(
    session: Session, where: Sequence[Organisation], words: str, *, skip: int, most: int
) -> Sequence[Person]:
    query = people_query(where, words).order_by(Person.name, Person.id)
    return session.scalars(query.offset(skip).limit(most)).all()


def person_in(session: Session, where: Sequence[Organisation], person_id: UUID) -> Person | None:
    return session.scalar(people_query(where, "").where(Person.id == person_id))


def memberships_in(
    session: Session, where: Sequence[Organisation], people_ids: Collection[UUID]
) -> Sequence[Membership]:
    query = select(Membership).where(seen_in(where), Membership.person_id.in_(people_ids))
    query = query.join(Membership.organisation).order_by(Organisation.name, Membership.role)
    return session.scalars(query.options(joinedload(Membership.organisation))).all()


def membership_in(
    session: Session, where: Sequence[Organisation], membership_id: UUID
) -> Membership | None:
    query = select(Membership).where(seen_in(where), Membership.id == membership_id)
    return session.scalar(
        query.options(joinedload(Membership.organisation), joinedload(Membership.person))
    )
