from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from cpd.db import Base


class StatusList(Base):
    """A list of bits that is published, one for each certificate; a new one when half is given."""

    __tablename__ = "status_list"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    bits: Mapped[int]
    given: Mapped[int]
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class StatusEntry(Base):
    """A place in a list, drawn by lot: the order of issue cannot be read from it.

    The same place stands for withdrawal in one published list and for suspension in the other.
    """

    __tablename__ = "status_entry"
    __table_args__ = (Index("ix_status_entry_set", "list_number", "revoked_at", "suspended_at"),)

    list_number: Mapped[int] = mapped_column(ForeignKey("status_list.number"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    revoked_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
