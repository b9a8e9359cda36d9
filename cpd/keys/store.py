from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cpd.db import insert_into
from cpd.keys.models import SigningKey
from cpd.keys.rules.purposes import KeyPurpose


def by_id(session: Session, key_id: str) -> SigningKey | None:
    return session.get(SigningKey, key_id)


def current(session: Session, purpose: KeyPurpose) -> SigningKey | None:
    query = select(SigningKey).where(SigningKey.purpose == purpose, SigningKey.retired_at.is_(None))
    return session.scalar(query)


def every(session: Session) -> Sequence[SigningKey]:
    """Return all keys there ever were, oldest first."""
    return session.scalars(select(SigningKey).order_by(SigningKey.created_at, SigningKey.id)).all()


def add_once(session: Session, **values: object) -> bool:
    """Write a key; False if it is there already, or its purpose has another current one."""
    insert = insert_into(session, SigningKey).values(**values)
    return session.scalar(insert.on_conflict_do_nothing().returning(SigningKey.id)) is not None


def retire(session: Session, key: SigningKey, at: datetime) -> bool:
    """Retire a key; False if somebody else was quicker."""
    query = update(SigningKey).where(SigningKey.id == key.id, SigningKey.retired_at.is_(None))
    return session.scalar(query.values(retired_at=at).returning(SigningKey.id)) is not None
