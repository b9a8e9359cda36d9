from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cpd.db import Base, LongText, PrimaryKey, ShortText
from cpd.letters.rules import FORGETTING, InDoubt, Phase


class Letter(Base):
    """A letter in the outbox. `key` is what makes queueing it twice impossible."""

    __tablename__ = "letter"
    __table_args__ = (
        Index("ix_letter_phase_queued_at", "phase", "queued_at", "id"),
        Index("ix_letter_queued_at", "queued_at", "id"),
    )

    id: Mapped[PrimaryKey]
    key: Mapped[ShortText] = mapped_column(unique=True)
    person_id: Mapped[UUID | None] = mapped_column(index=True)
    recipient: Mapped[ShortText]
    subject: Mapped[ShortText]
    text: Mapped[LongText]
    html: Mapped[LongText]
    is_secret: Mapped[bool]
    in_doubt: Mapped[InDoubt]
    phase: Mapped[Phase]
    queued_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    owner: Mapped[str | None] = mapped_column(String(40))
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    last_answer: Mapped[str | None] = mapped_column(String(500))

    @property
    def is_forgotten(self) -> bool:
        """A secret letter's words are gone once it was sent, refused or given up."""
        return self.is_secret and self.phase in FORGETTING
