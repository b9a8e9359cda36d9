from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from cpd.people.models import LetterLink, Membership, Organisation, Person, SignIn
from cpd.people.rules import OrganisationKind, Purpose


def by_id(session: Session, person_id: UUID) -> Person | None:
    return session.get(Person, person_id)


def by_email(session: Session, email: str) -> Person | None:
    return session.scalar(select(Person).where(Person.email == email))


def sign_in_by_hash(session: Session, token_sha256: str) -> SignIn | None:
    """Return the sign-in that still holds, with its person."""
    query = select(SignIn).where(SignIn.token_sha256 == token_sha256, SignIn.ended_at.is_(None))
    return session.scalar(query.options(joinedload(SignIn.person)))


def sign_ins_of(session: Session, person_id: UUID) -> Sequence[SignIn]:
    query = select(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    return session.scalars(query.order_by(SignIn.seen_at.desc())).all()


def end_sign_ins(session: Session, person_id: UUID, at: datetime, *, but: UUID | None) -> None:
    """End every sign-in of this person, save the one they sit at."""
    ended = update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    if but is not None:
        ended = ended.where(SignIn.id != but)
    session.execute(ended.values(ended_at=at))


def memberships_of(session: Session, person_id: UUID) -> Sequence[Membership]:
    query = select(Membership).where(
        Membership.person_id == person_id, Membership.ended_on.is_(None)
    )
    return session.scalars(query.options(joinedload(Membership.organisation))).all()


def link_by_hash(session: Session, token_sha256: str, purpose: Purpose) -> LetterLink | None:
    query = select(LetterLink).where(
        LetterLink.token_sha256 == token_sha256, LetterLink.purpose == purpose
    )
    return session.scalar(query.options(joinedload(LetterLink.person)))


def organisation_by_key(session: Session, key: str) -> Organisation | None:
    return session.scalar(select(Organisation).where(Organisation.key == key))


def organisations(session: Session, kind: OrganisationKind) -> Sequence[Organisation]:
    query = select(Organisation).where(Organisation.kind == kind).order_by(Organisation.name)
    return session.scalars(query).all()
