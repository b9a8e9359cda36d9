"""What every slice needs of the database: columns, the session, and how a text is looked for."""

from cpd.db.columns import Base, LongText, PrimaryKey, ShortText, UtcDateTime
from cpd.db.engines import pool_options, unsoundness
from cpd.db.searching import FoldedText, has_words
from cpd.db.sessions import (
    db,
    expect_writing,
    insert_into,
    only_reading,
    own_session,
    writing,
)

__all__ = [
    "Base",
    "FoldedText",
    "LongText",
    "PrimaryKey",
    "ShortText",
    "UtcDateTime",
    "db",
    "expect_writing",
    "has_words",
    "insert_into",
    "only_reading",
    "own_session",
    "pool_options",
    "unsoundness",
    "writing",
]
