from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cpd.db import Base, LongText, PrimaryKey, ShortText
from cpd.records.rules.entries import EntryKind, Logged, Source, SupervisionFormat


class Entry(Base):
    """One line of somebody's log. Withdrawn, never deleted; a change keeps what stood before."""

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes_are_positive"),
        UniqueConstraint("person_id", "source_ref"),
        Index("ix_entry_person_id_done_on", "person_id", "done_on"),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[EntryKind]
    done_on: Mapped[date]
    minutes: Mapped[int]
    title: Mapped[ShortText]
    reflection: Mapped[LongText]
    supervision_format: Mapped[SupervisionFormat | None]
    supervisor: Mapped[str | None] = mapped_column(String(200))
    source: Mapped[Source]
    source_ref: Mapped[str | None] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)
    logged_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    @property
    def logged(self) -> Logged:
        return Logged(
            kind=self.kind,
            done_on=self.done_on,
            minutes=self.minutes,
            title=self.title,
            reflection=self.reflection,
            supervision_format=self.supervision_format,
            supervisor=self.supervisor,
        )


class EntryVersion(Base):
    """An entry as it stood before a change."""

    __tablename__ = "entry_version"

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    replaced_at: Mapped[datetime]
