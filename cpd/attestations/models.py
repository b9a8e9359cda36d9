from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.attestations.rules.answers import Answer
from cpd.db import Base, LongText, PrimaryKey, ShortText
from cpd.people.models import Person
from cpd.records.models import Entry


class AttestationRequest(Base):
    """A member asks a supervisor to attest an entry, as it stood in that version.

    `facts` is what the supervisor is shown. The letter and its reminder hold a token each.
    """

    __tablename__ = "attestation_request"
    __table_args__ = (
        Index(
            "uq_attestation_request_waiting",
            "entry_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL AND recalled_at IS NULL"),
            postgresql_where=text("answered_at IS NULL AND recalled_at IS NULL"),
        ),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id"), index=True)
    entry_version: Mapped[int]
    supervisor_name: Mapped[ShortText]
    supervisor_email: Mapped[str] = mapped_column(String(200), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    reminder_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    recalled_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")
    entry: Mapped[Entry] = relationship(lazy="raise")


class Attestation(Base):
    """What a supervisor said, about what, and when. Never changed; a new one may follow.

    `facts` are the entry as they saw it, so that it holds whatever becomes of both accounts.
    """

    __tablename__ = "attestation"

    id: Mapped[PrimaryKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id"), index=True)
    entry_version: Mapped[int]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("attestation_request.id"), unique=True)
    answer: Mapped[Answer]
    minutes: Mapped[int | None]  # what the supervisor says it was, where they disagree
    remark: Mapped[LongText]
    supervisor_name: Mapped[ShortText]
    supervisor_email: Mapped[ShortText]
    by_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime]
