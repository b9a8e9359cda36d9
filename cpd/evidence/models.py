from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.db import Base, PrimaryKey, ShortText
from cpd.evidence.rules.sorts import EvidenceSort
from cpd.records.models import Entry


class StoredFile(Base):
    """A cleaned file on disk, known by the SHA-256 of what was cleaned.

    Once nothing that stands refers to it, it is erased; its row stays to say that it was there.
    """

    __tablename__ = "stored_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]  # bytes
    stored_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class Evidence(Base):
    """What shows that an entry happened: a file, a link, or a provider's certificate number."""

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint(
            "sha256 IS NOT NULL OR url IS NOT NULL OR certificate_number IS NOT NULL",
            name="shows_something",
        ),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id"), index=True)
    sort: Mapped[EvidenceSort]
    label: Mapped[ShortText]
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"), index=True)
    url: Mapped[str | None] = mapped_column(String(2000))
    provider: Mapped[str | None] = mapped_column(String(200))
    certificate_number: Mapped[str | None] = mapped_column(String(200))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    entry: Mapped[Entry] = relationship(lazy="raise")
    file: Mapped[StoredFile | None] = relationship(lazy="raise")
