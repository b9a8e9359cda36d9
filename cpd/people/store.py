from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from cpd.db import Base, has_words, insert_into
from cpd.people.models import LetterLink, Membership, Organisation, Person, SignIn
from cpd.people.rules import (
    SIGN_IN_IDLE,
    SIGN_IN_LONGEST,
    SITE,
    OrganisationKind,
    Purpose,
    Role,
)


def add_once(session: Session, table: type[Base], key: str, facts: dict[str, Any]) -> bool:
    """Add a row; False when one with the same `key` is there already."""
    insert = insert_into(session, table).values(**facts)
    insert = insert.on_conflict_do_nothing(index_elements=[key])
    return session.scalar(insert.returning(table.__table__.c.id)) is not None


# People


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


# Sign-ins


def sign_ins_of(session: Session, person_id: UUID, at: datetime) -> Sequence[SignIn]:
    """Return those that hold now, the one last seen first."""
    query = select(SignIn).where(
        SignIn.person_id == person_id,
        SignIn.ended_at.is_(None),
        SignIn.seen_at >= at - SIGN_IN_IDLE,
        SignIn.began_at >= at - SIGN_IN_LONGEST,
    )
    return session.scalars(query.order_by(SignIn.seen_at.desc(), SignIn.id)).all()


def end_sign_ins(session: Session, person_id: UUID, at: datetime, *, but: UUID | None) -> int:
    """End every sign-in of this person, save the one they sit at; return how many."""
    ended = update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    if but is not None:
        ended = ended.where(SignIn.id != but)
    return len(session.scalars(ended.values(ended_at=at).returning(SignIn.id)).all())


def end_by_hash(session: Session, token_sha256: str, at: datetime) -> UUID | None:
    """End the sign-in with this token, if it holds; return whose it was."""
    which = update(SignIn).where(SignIn.token_sha256 == token_sha256, SignIn.ended_at.is_(None))
    return session.scalar(which.values(ended_at=at).returning(SignIn.person_id))


def end_mine(session: Session, person_id: UUID, sign_in_id: UUID, at: datetime) -> bool:
    which = update(SignIn).where(
        SignIn.person_id == person_id, SignIn.id == sign_in_id, SignIn.ended_at.is_(None)
    )
    return session.scalar(which.values(ended_at=at).returning(SignIn.id)) is not None


def end_run_out(session: Session, at: datetime) -> int:
    run_out = or_(SignIn.seen_at < at - SIGN_IN_IDLE, SignIn.began_at < at - SIGN_IN_LONGEST)
    ended = update(SignIn).where(SignIn.ended_at.is_(None), run_out).values(ended_at=at)
    return len(session.scalars(ended.returning(SignIn.id)).all())


# Links in letters


def link_by_hash(session: Session, token_sha256: str, purpose: Purpose) -> LetterLink | None:
    query = select(LetterLink).where(
        LetterLink.token_sha256 == token_sha256, LetterLink.purpose == purpose
    )
    return session.scalar(query.options(joinedload(LetterLink.person)))


def open_link(
    session: Session, token_sha256: str, purpose: Purpose, at: datetime
) -> LetterLink | None:
    """Return the link if it may still be used, with its person."""
    link = link_by_hash(session, token_sha256, purpose)
    if link is None or link.used_at is not None or link.expires_at <= at:
        return None
    return link


def use_link(session: Session, token_sha256: str, purpose: Purpose, at: datetime) -> UUID | None:
    """Use the link up in one statement, so that two tabs cannot both; return whose it was."""
    used = update(LetterLink).where(
        LetterLink.token_sha256 == token_sha256,
        LetterLink.purpose == purpose,
        LetterLink.used_at.is_(None),
        LetterLink.expires_at > at,
    )
    return session.scalar(used.values(used_at=at).returning(LetterLink.person_id))


def void_links(
    session: Session, person_id: UUID, purposes: Collection[Purpose], at: datetime
) -> None:
    voided = update(LetterLink).where(
        LetterLink.person_id == person_id,
        LetterLink.purpose.in_(purposes),
        LetterLink.used_at.is_(None),
    )
    session.execute(voided.values(used_at=at))


def drop_links_before(session: Session, instant: datetime) -> int:
    """Delete the links that were used or ran out before then."""
    past = or_(LetterLink.used_at < instant, LetterLink.expires_at < instant)
    dropped = delete(LetterLink).where(past).returning(LetterLink.id)
    return len(session.scalars(dropped).all())


# Organisations and memberships


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


# What an administrator sees


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
