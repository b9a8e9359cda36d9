from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from cpd.db import Base, LongText
from cpd.keys.rules.purposes import Algorithm, KeyPurpose


class SigningKey(Base):
    """The public half of a key. It is never deleted: what it signed must stay checkable.

    `certificates` are the X.509 certificates of a seal as PEM, its own first, the root last.
    A key that was stolen is revoked as of the earliest instant somebody else may have had it.
    """

    __tablename__ = "signing_key"
    __table_args__ = (
        CheckConstraint("(revoked_at IS NULL) = (revoked_as_of IS NULL)", name="revoked_as_of"),
        Index(
            "uq_signing_key_current",
            "purpose",
            unique=True,
            sqlite_where=text("retired_at IS NULL"),
            postgresql_where=text("retired_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    purpose: Mapped[KeyPurpose]
    algorithm: Mapped[Algorithm]
    public_key: Mapped[LongText]
    certificates: Mapped[LongText | None]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_as_of: Mapped[datetime | None]
