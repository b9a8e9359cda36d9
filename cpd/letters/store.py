"""Finds letters in the outbox, and puts them there once."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cpd.letters.models import Letter
from cpd.letters.rules import Draft, Phase, shortened


def by_key(session: Session, key: str) -> Letter | None:
    return session.scalar(select(Letter).where(Letter.key == key))


def add_once(session: Session, draft: Draft, at: datetime) -> None:
    """Put the letter into the outbox unless one with its key is there already."""
    dialect: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    row = {
        "key": draft.key,
        "person_id": draft.person_id,
        "recipient": draft.recipient,
        "subject": shortened(draft.subject),
        "text": draft.text,
        "html": draft.html,
        "is_secret": draft.is_secret,
        "in_doubt": draft.in_doubt,
        "phase": Phase.DUE,
        "queued_at": at,
        "next_try_at": at,
        "tries": 0,
    }
    insert = dialect.insert(Letter).values(**row)
    session.execute(insert.on_conflict_do_nothing(index_elements=["key"]))
