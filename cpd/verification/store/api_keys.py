"""Finds the keys of organisations, and whose a key is."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cpd.people.models import Organisation, Person
from cpd.verification.models import ApiKey


def by_hash(session: Session, sha256: str) -> ApiKey | None:
    return session.scalar(
        select(ApiKey).where(ApiKey.sha256 == sha256, ApiKey.revoked_at.is_(None))
    )


def of(session: Session, organisations: Collection[UUID]) -> Sequence[ApiKey]:
    """Return their keys: those in use first, then the newest."""
    query = select(ApiKey).where(ApiKey.organisation_id.in_(organisations))
    order = (ApiKey.revoked_at.is_not(None), ApiKey.created_at.desc(), ApiKey.id)
    return session.scalars(query.order_by(*order)).all()


def in_use(session: Session, organisation_id: UUID) -> int:
    query = select(func.count()).select_from(ApiKey)
    mine = (ApiKey.organisation_id == organisation_id, ApiKey.revoked_at.is_(None))
    return session.scalar(query.where(*mine)) or 0


def one_of(session: Session, organisations: Collection[UUID], key_id: UUID) -> ApiKey | None:
    query = select(ApiKey).where(ApiKey.id == key_id, ApiKey.organisation_id.in_(organisations))
    return session.scalar(query.with_for_update())


def note_use(session: Session, key_id: UUID, at: datetime) -> None:
    session.execute(update(ApiKey).where(ApiKey.id == key_id).values(used_at=at))


def organisation_names(session: Session, ids: Collection[UUID]) -> Mapping[UUID, str]:
    query = select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids))
    return {row.id: row.name for row in session.execute(query.order_by(Organisation.name))}


def names(session: Session, ids: Collection[UUID]) -> Mapping[UUID, str]:
    query = select(Person.id, Person.name).where(Person.id.in_(ids))
    return {row.id: row.name for row in session.execute(query)}
