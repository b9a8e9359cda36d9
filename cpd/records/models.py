from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.db import Base, LongText, PrimaryKey, ShortText
from cpd.records.rules.entries import FIELDS, Logged
from cpd.records.rules.kinds import (
    DilemmaSort,
    EntryKind,
    FeedbackFrom,
    Mode,
    Part,
    PlanState,
    Source,
    SupervisionFormat,
)
from cpd.records.rules.supervisors import Run, Supervising
from cpd.records.rules.timing import Clocked


class Supervisor(Base):
    """Somebody who supervises the member whose list this is. Ended, not deleted.

    `accredited` holds [{"body", "from", "to"}], `relations` [{"relation", "from", "to"}].
    """

    __tablename__ = "supervisor"

    id: Mapped[PrimaryKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[ShortText]
    email: Mapped[str | None] = mapped_column(String(200), index=True)
    accredited: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    relations: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    added_at: Mapped[datetime]
    ended_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def supervising(self) -> Supervising:
        return Supervising(
            name=self.name,
            email=self.email,
            accredited=tuple(Run.from_facts(one, "body") for one in self.accredited),
            relations=tuple(Run.from_facts(one, "relation") for one in self.relations),
            ended_on=self.ended_on,
        )


class Entry(Base):
    """One line of somebody's log. Withdrawn, never deleted; a change keeps what stood before.

    Days are the member's own: `done_on` is the first, `ended_on` the last where that differs.
    """

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint(
            "minutes > 0 OR minutes = 0 AND kind IN ('reflection', 'feedback', 'plan', 'dilemma')",
            name="minutes_are_positive",
        ),
        CheckConstraint("ended_on IS NULL OR ended_on >= done_on", name="ends_after_it_begins"),
        CheckConstraint("own_minutes BETWEEN 0 AND minutes", name="own_minutes_are_part_of_it"),
        CheckConstraint("contracted > 0", name="contracted_is_positive"),
        CheckConstraint("attended > 0", name="attended_is_positive"),
        UniqueConstraint("person_id", "source_ref"),
        Index("ix_entry_person_id_done_on", "person_id", "done_on"),
        Index("ix_entry_batch_id", "batch_id"),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[EntryKind]
    done_on: Mapped[date]
    ended_on: Mapped[date | None]
    begins: Mapped[time | None]
    ends: Mapped[time | None]
    minutes: Mapped[int]
    own_minutes: Mapped[int | None]
    title: Mapped[ShortText]
    reflection: Mapped[LongText]
    planned: Mapped[LongText] = mapped_column(default="", server_default="")
    acted: Mapped[LongText] = mapped_column(default="", server_default="")
    evaluated: Mapped[LongText] = mapped_column(default="", server_default="")
    outcomes: Mapped[LongText] = mapped_column(default="", server_default="")
    provider: Mapped[str | None] = mapped_column(String(200))
    category: Mapped[str | None] = mapped_column(String(80))
    categories: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    tags: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    topic: Mapped[str | None] = mapped_column(String(200))
    mode: Mapped[Mode | None]
    part: Mapped[Part | None]
    setting: Mapped[str | None] = mapped_column(String(200))
    certificate_number: Mapped[str | None] = mapped_column(String(200))
    supervision_format: Mapped[SupervisionFormat | None]
    contracted: Mapped[int | None]
    attended: Mapped[int | None]
    facilitated: Mapped[bool | None]
    recused: Mapped[bool | None]
    supervisor: Mapped[str | None] = mapped_column(String(200))
    supervisor_id: Mapped[UUID | None] = mapped_column(ForeignKey("supervisor.id"))
    feedback_from: Mapped[FeedbackFrom | None]
    due_on: Mapped[date | None]
    plan_state: Mapped[PlanState | None]
    dilemma_sort: Mapped[DilemmaSort | None]
    taken_to_id: Mapped[UUID | None] = mapped_column(ForeignKey("entry.id"))
    clauses: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    counts_for: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    identity_reason: Mapped[str | None] = mapped_column(String(500))
    source: Mapped[Source]
    source_ref: Mapped[str | None] = mapped_column(String(200))
    batch_id: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)
    logged_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    taken_to: Mapped["Entry | None"] = relationship(lazy="raise", remote_side="Entry.id")

    @property
    def logged(self) -> Logged:
        values: dict[str, Any] = {name: getattr(self, name) for name in FIELDS}
        lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
        return Logged(**(values | lists))


class EntryVersion(Base):
    """An entry as it stood before a change."""

    __tablename__ = "entry_version"

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    replaced_at: Mapped[datetime]


class Draft(Base):
    """What somebody has typed and not saved yet. `place` is the id of the form.

    `seq` grows with every change of it; `entry_version` is what a change of an entry was written
    over. Thrown away, it can be brought back for a while.
    """

    __tablename__ = "draft"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[EntryKind]
    entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("entry.id"))
    entry_version: Mapped[int | None]
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    seq: Mapped[int] = mapped_column(BigInteger)
    saved_at: Mapped[datetime]
    thrown_away_at: Mapped[datetime | None]


class EntryTemplate(Base):
    """An entry somebody writes again and again, without its day."""

    __tablename__ = "entry_template"

    id: Mapped[PrimaryKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[ShortText]
    kind: Mapped[EntryKind]
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    used: Mapped[int] = mapped_column(Integer, default=0)
    made_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class Timer(Base):
    """The one clock of a member. `gathered` are the seconds up to its last pause."""

    __tablename__ = "timer"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[EntryKind]
    title: Mapped[ShortText]
    began_at: Mapped[datetime]
    running_since: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    gathered: Mapped[int] = mapped_column(default=0)

    @property
    def clocked(self) -> Clocked:
        return Clocked(
            kind=self.kind,
            title=self.title,
            began_at=self.began_at,
            running_since=self.running_since,
            paused_at=self.paused_at,
            gathered=self.gathered,
        )


class ClosedMonth(Base):
    """A month whose practice hours somebody has said are complete, be it none."""

    __tablename__ = "closed_month"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)  # its first day
    is_none: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime]
