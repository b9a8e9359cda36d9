from datetime import datetime
from uuid import UUID

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cpd.db import Base, LongText, PrimaryKey, ShortText


class ClauseWording(Base):
    """The wording of a clause as its publisher has it, imported here for members to read."""

    __tablename__ = "clause_wording"
    __table_args__ = (UniqueConstraint("code", "edition", "number"),)

    id: Mapped[PrimaryKey]
    code: Mapped[str] = mapped_column(String(40))
    edition: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(20))
    wording: Mapped[LongText]
    imported_at: Mapped[datetime]
    imported_by: Mapped[UUID]


class ClauseCitation(Base):
    """That something of a module's current version cites a clause. Rewritten when content loads."""

    __tablename__ = "clause_citation"
    __table_args__ = (UniqueConstraint("code", "number", "module_key", "part", "place"),)

    id: Mapped[PrimaryKey]
    code: Mapped[str] = mapped_column(String(40), index=True)
    number: Mapped[str] = mapped_column(String(20))
    module_key: Mapped[ShortText]
    module_title: Mapped[ShortText]
    part: Mapped[str] = mapped_column(String(20))
    place: Mapped[ShortText]
