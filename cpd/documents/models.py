from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from cpd.db import Base, LongText, PrimaryKey, ShortText


class Paper(Base):
    """A dated document of a member: insurance, DBS check, undertaking, an acknowledged code.

    `first_on` and `last_on` bound what it covers, both ends counting. Of a DBS check only its
    date, its level and who saw it are kept.
    """

    __tablename__ = "paper"
    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="ends_after_it_begins"),
        CheckConstraint("issued_on IS NOT NULL OR first_on IS NOT NULL", name="is_dated"),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    document: Mapped[str] = mapped_column(String(80))
    title: Mapped[ShortText]
    issued_on: Mapped[date | None]
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    version_of: Mapped[str | None] = mapped_column(String(200))
    level: Mapped[str | None] = mapped_column(String(200))
    seen_by: Mapped[str | None] = mapped_column(String(200))
    country: Mapped[str | None] = mapped_column(String(80))
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"))
    source_ref: Mapped[str | None] = mapped_column(String(200))
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class DeclarationMade(Base):
    """An event that somebody must declare, or a judgement or grant of a body. Never changed."""

    __tablename__ = "declaration_made"

    id: Mapped[PrimaryKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    declaration: Mapped[str] = mapped_column(String(80))
    happened_on: Mapped[date | None]
    declared_on: Mapped[date | None]
    declared_to: Mapped[str | None] = mapped_column(String(200))
    requirement: Mapped[str | None] = mapped_column(String(200))
    pack_id: Mapped[str | None] = mapped_column(String(80))
    minutes: Mapped[int | None]
    verdict: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[LongText]
    source_ref: Mapped[str | None] = mapped_column(String(200))
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
