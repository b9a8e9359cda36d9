from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.certificates.rules.facts import Facts
from cpd.certificates.rules.validity import ReasonClass, Validity
from cpd.db import Base, LongText, PrimaryKey, ShortText
from cpd.people.models import Organisation, Person


class Certificate(Base):
    """A certificate. Its facts are frozen with the row; `issued_at` says that its file exists."""

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint("expires_on >= issued_on", name="expires_after_issue"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (reason_class IS NULL)", name="withdrawn_with_a_reason"
        ),
        UniqueConstraint("serial"),
        UniqueConstraint("token"),
        UniqueConstraint("replaces_id"),
        Index(
            "uq_certificate_completion",
            "completion_id",
            unique=True,
            sqlite_where=text("replaces_id IS NULL"),
            postgresql_where=text("replaces_id IS NULL"),
        ),
    )

    id: Mapped[PrimaryKey]
    serial: Mapped[str] = mapped_column(String(20))
    token: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    completion_id: Mapped[UUID] = mapped_column(ForeignKey("completion.id"))
    module_key: Mapped[ShortText]
    title: Mapped[ShortText]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    template_version: Mapped[str] = mapped_column(String(40))
    issued_on: Mapped[date]
    expires_on: Mapped[date] = mapped_column(index=True)
    ordered_at: Mapped[datetime]
    issued_at: Mapped[datetime | None] = mapped_column(index=True)
    sha256: Mapped[str | None] = mapped_column(String(64))
    trouble: Mapped[str | None] = mapped_column(String(500))
    withdrawn_at: Mapped[datetime | None]
    reason_class: Mapped[ReasonClass | None]
    reason: Mapped[LongText | None]
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("certificate.id"))
    replaced_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")

    @property
    def validity(self) -> Validity:
        return Validity(self.issued_on, self.expires_on, self.withdrawn_at, self.replaced_at)

    @property
    def printed(self) -> Facts:
        return Facts.from_dict(self.facts)


class CertificateFile(Base):
    """The bytes of the PDF as they were issued. Written once; never rendered again."""

    __tablename__ = "certificate_file"

    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    pdf: Mapped[bytes] = mapped_column(LargeBinary)
