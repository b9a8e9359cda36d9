from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from cpd.db import Base, PrimaryKey
from cpd.standings.rules.following import AbsenceKind


class Following(Base):
    """A member lets their log be judged by a pack: what a body asks. Ended, not deleted.

    `anchors` holds ISO dates by name; `working_share` is a line for
    each part of full time, as it is typed: `80% from 2026-03-01`.
    """

    __tablename__ = "following"
    __table_args__ = (
        Index(
            "uq_following_current",
            "person_id",
            "pack_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    pack_id: Mapped[str] = mapped_column(String(80), index=True)
    grade: Mapped[str | None] = mapped_column(String(80))
    joined_on: Mapped[date | None]
    anchors: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    working_share: Mapped[str | None] = mapped_column(String(1000))
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Absence(Base):
    """Days away from work or from clients, both ends counting. Withdrawn, not deleted."""

    __tablename__ = "absence"
    __table_args__ = (CheckConstraint("until >= since", name="ends_after_it_begins"),)

    id: Mapped[PrimaryKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[AbsenceKind]
    since: Mapped[date]
    until: Mapped[date | None]
    source_ref: Mapped[str | None] = mapped_column(String(200))
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Standing(Base):
    """How a member stood towards a pack when everybody was judged last. Replaced by the next."""

    __tablename__ = "standing"

    following_id: Mapped[UUID] = mapped_column(ForeignKey("following.id"), primary_key=True)
    as_of: Mapped[date] = mapped_column(index=True)
    pack_version: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(40), index=True)
    next_date: Mapped[date | None] = mapped_column(index=True)
    verdicts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    judged_at: Mapped[datetime]


class Judging(Base):
    """One run that judges everybody: how far it is. `after` is the last member that is done."""

    __tablename__ = "judging"

    id: Mapped[PrimaryKey]
    as_of: Mapped[date]
    began_at: Mapped[datetime]
    members: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    after: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
