from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cpd.db import Base


class Reminder(Base):
    """That a certificate's holder was written to, so many days before it runs out. Once a step."""

    __tablename__ = "reminder"

    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    days_before: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"), index=True)
    queued_at: Mapped[datetime]


class PaperReminder(Base):
    """That somebody was written to, so many days before a paper of theirs runs out. Once a step.

    A paper whose last day was corrected, or that another body judges, has steps of its own.
    """

    __tablename__ = "paper_reminder"

    paper_id: Mapped[UUID] = mapped_column(ForeignKey("paper.id"), primary_key=True)
    last_on: Mapped[date] = mapped_column(primary_key=True)
    days_before: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"), index=True)
    queued_at: Mapped[datetime]
