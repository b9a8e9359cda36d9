from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from cpd.db import Base, LongText, PrimaryKey, ShortText


class ModuleVersion(Base):
    """A module as it was when it was loaded: whole, canonical, never changed. One is current."""

    __tablename__ = "module_version"
    __table_args__ = (
        Index(
            "uq_module_version_current",
            "module_key",
            unique=True,
            sqlite_where=text("retired_at IS NULL"),
            postgresql_where=text("retired_at IS NULL"),
        ),
    )

    id: Mapped[PrimaryKey]
    module_key: Mapped[ShortText]
    content_hash: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[ShortText]
    summary: Mapped[LongText]
    minutes: Mapped[int]
    validity_months: Mapped[int]
    canonical: Mapped[LongText] = mapped_column(deferred=True)
    loaded_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class ContentFinding(Base):
    """What was wrong with a file at the last loading. Its module kept the version it had."""

    __tablename__ = "content_finding"

    id: Mapped[PrimaryKey]
    module_key: Mapped[ShortText]
    file: Mapped[ShortText]
    line: Mapped[int]
    rule: Mapped[ShortText]
    message: Mapped[LongText]
    found_at: Mapped[datetime]
