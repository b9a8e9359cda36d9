"""Adds what may be there already."""

from typing import Any

from sqlalchemy.orm import Session

from cpd.db import Base, insert_into


def add_once(session: Session, table: type[Base], key: str, facts: dict[str, Any]) -> bool:
    """Add a row; False when one with the same `key` is there already."""
    insert = insert_into(session, table).values(**facts)
    insert = insert.on_conflict_do_nothing(index_elements=[key])
    return session.scalar(insert.returning(table.__table__.c.id)) is not None
