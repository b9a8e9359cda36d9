from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from cpd.db import Base, PrimaryKey, ShortText


class ImportBatch(Base):
    """A file on its way into somebody's log, and after that what it brought, to be undone whole.

    `content` is kept until the import is done or given up. `mapping` is the column for each field.
    """

    __tablename__ = "import_batch"

    id: Mapped[PrimaryKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    file_name: Mapped[ShortText]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    media_type: Mapped[str] = mapped_column(String(80))
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
    uploaded_at: Mapped[datetime]
    imported_at: Mapped[datetime | None]
    entries: Mapped[int] = mapped_column(default=0)
    undone_at: Mapped[datetime | None]


class CalendarFeed(Base):
    """An address that shows a member's deadlines to a calendar, until it is revoked."""

    __tablename__ = "calendar_feed"
    __table_args__ = (
        Index(
            "uq_calendar_feed_current",
            "person_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
