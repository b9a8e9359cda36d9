from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from cpd.db import Base, PrimaryKey, ShortText
from cpd.transfers.rules.stages import Stage


class ImportBatch(Base):
    """A file on its way into somebody's log, and after that what it brought, to be undone whole.

    `content` is the file as a table, packed; it goes when nothing is left to import or to mend.
    `mapping` says what the columns are, `found` what the check found, `choices` what was confirmed.
    """

    __tablename__ = "import_batch"

    id: Mapped[PrimaryKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    file_name: Mapped[ShortText]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    source: Mapped[str] = mapped_column(String(8))  # csv, xlsx or json
    stage: Mapped[Stage] = mapped_column(index=True)
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
    found: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    choices: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    rows: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    uploaded_at: Mapped[datetime]
    imported_at: Mapped[datetime | None]
    entries: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
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
    refreshed_at: Mapped[datetime] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]


class CalendarEvent(Base):
    """A deadline as calendars know it: `key` is what it is about, `sequence` how often it moved."""

    __tablename__ = "calendar_event"
    __table_args__ = (CheckConstraint("sequence >= 0", name="sequence_counts_up"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    title: Mapped[ShortText]
    due_on: Mapped[date]
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
