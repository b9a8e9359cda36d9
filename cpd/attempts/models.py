from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.attempts.rules import AttemptState, Paper
from cpd.catalogue.models import ModuleVersion
from cpd.db import Base, PrimaryKey, ShortText


class Attempt(Base):
    """One sitting of a paper, a scenario or a quiz, of one version of a module.

    `drawn` holds what was drawn at the start: item ids in order, and each one's option order.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        Index(
            "uq_attempt_open",
            "person_id",
            "module_key",
            "paper",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        CheckConstraint(
            "(state = 'open') = (submitted_at IS NULL)", name="submitted_exactly_when_closed"
        ),
        Index("ix_attempt_person_id_module_key", "person_id", "module_key"),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    module_version_id: Mapped[UUID] = mapped_column(ForeignKey("module_version.id"))
    module_key: Mapped[ShortText]
    paper: Mapped[Paper]
    cycle: Mapped[int]
    state: Mapped[AttemptState]
    seed: Mapped[str] = mapped_column(String(32))
    drawn: Mapped[list[Any]] = mapped_column(JSON)
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None] = mapped_column(index=True)
    submitted_at: Mapped[datetime | None]
    earned: Mapped[int | None]
    possible: Mapped[int | None]
    passed: Mapped[bool | None]
    ending: Mapped[str | None] = mapped_column(String(80))

    module_version: Mapped[ModuleVersion] = relationship(lazy="raise")


class Answer(Base):
    """What was answered at one place: an item of a quiz, or a scene of a scenario.

    `seq` grows with every change; a smaller one never overwrites a larger one.
    """

    __tablename__ = "answer"

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(80), primary_key=True)
    response: Mapped[list[Any]] = mapped_column(JSON)
    seq: Mapped[int]
    saved_at: Mapped[datetime]


class Completion(Base):
    """That a person passed every paper of a module, once in each cycle."""

    __tablename__ = "completion"
    __table_args__ = (UniqueConstraint("person_id", "module_key", "cycle"),)

    id: Mapped[PrimaryKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    module_version_id: Mapped[UUID] = mapped_column(ForeignKey("module_version.id"))
    module_key: Mapped[ShortText]
    cycle: Mapped[int]
    completed_at: Mapped[datetime]

    module_version: Mapped[ModuleVersion] = relationship(lazy="raise")
