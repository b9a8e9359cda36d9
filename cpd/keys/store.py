from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

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


def add(session: Session, key: SigningKey) -> None:
    """Write it at once: what follows from a key refers to it."""
    session.add(key)
    session.flush()
