from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from cpd.db import Base, PrimaryKey, ShortText


class AuditEntry(Base):
    """One thing that happened. Written once, never changed: triggers of the database see to it."""

    __tablename__ = "audit_entry"

    id: Mapped[PrimaryKey]
    happened_at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[ShortText]
    kind: Mapped[ShortText] = mapped_column(index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
