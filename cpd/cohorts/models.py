from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cpd.cohorts.rules.states import CohortState, LineState
from cpd.db import Base, LongText, PrimaryKey, ShortText


class Cohort(Base):
    """The participants of one run of a course, to whom certificates are issued together.

    `course` is what every certificate of it says, as it stood when the issuing was started.
    """

    __tablename__ = "cohort"
    __table_args__ = (Index("ix_cohort_state", "state", "changed_at"),)

    id: Mapped[PrimaryKey]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    title: Mapped[ShortText]
    course: Mapped[dict[str, Any]] = mapped_column(JSON)
    file_name: Mapped[ShortText]
    state: Mapped[CohortState]
    lines: Mapped[int]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class CohortLine(Base):
    """One participant as the file named them, and what came of it."""

    __tablename__ = "cohort_line"
    __table_args__ = (
        UniqueConstraint("cohort_id", "line"),
        Index("ix_cohort_line_state", "cohort_id", "state", "line"),
    )

    id: Mapped[PrimaryKey]
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id"))
    line: Mapped[int]
    name: Mapped[ShortText]
    email: Mapped[ShortText]
    completed_on: Mapped[date | None]
    minutes: Mapped[int | None]
    state: Mapped[LineState]
    problem: Mapped[LongText | None]
    certificate_id: Mapped[UUID | None] = mapped_column(ForeignKey("certificate.id"), index=True)
