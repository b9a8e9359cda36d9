from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

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

from cpd.certificates.rules.facts import Design, Facts
from cpd.certificates.rules.life import NameShown, Noted, Outcome, Stage
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
        CheckConstraint(
            "(suspended_at IS NULL) = (suspension_reason IS NULL)", name="suspended_with_a_reason"
        ),
        UniqueConstraint("replaces_id"),
        UniqueConstraint("status_list", "status_position"),
        Index(
            "uq_certificate_order_key",
            "order_key",
            unique=True,
            sqlite_where=text("replaces_id IS NULL"),
            postgresql_where=text("replaces_id IS NULL"),
        ),
        Index("ix_certificate_waiting", "issued_at", "in_bulk", "try_after", "ordered_at"),
    )

    id: Mapped[PrimaryKey]
    serial: Mapped[str] = mapped_column(String(20))
    token: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    order_key: Mapped[str] = mapped_column(String(120))  # what earned it: earned once, ordered once
    completion_id: Mapped[UUID | None] = mapped_column(ForeignKey("completion.id"), index=True)
    module_key: Mapped[ShortText | None]
    subject_id: Mapped[UUID] = mapped_column(default=uuid4)
    title: Mapped[ShortText]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    template_version: Mapped[str] = mapped_column(String(40))
    issued_on: Mapped[date]
    expires_on: Mapped[date] = mapped_column(index=True)
    ordered_at: Mapped[datetime]
    issued_at: Mapped[datetime | None] = mapped_column(index=True)
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    in_bulk: Mapped[bool] = mapped_column(default=False)
    paused_at: Mapped[datetime | None]
    stage: Mapped[Stage | None]  # where the last try stopped
    trouble: Mapped[str | None] = mapped_column(String(500))
    tries: Mapped[int] = mapped_column(default=0)
    try_after: Mapped[datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(80))
    claimed_until: Mapped[datetime | None]
    status_list: Mapped[int | None]
    status_position: Mapped[int | None]
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(32))  # unlinks the log once destroyed
    leaf: Mapped[int | None]
    shown: Mapped[NameShown] = mapped_column(default=NameShown.FULL)
    suspended_at: Mapped[datetime | None]
    suspension_reason: Mapped[LongText | None]
    withdrawn_at: Mapped[datetime | None]
    reason_class: Mapped[ReasonClass | None]
    reason: Mapped[LongText | None]
    erased_at: Mapped[datetime | None]
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("certificate.id"))
    replaced_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")

    @property
    def validity(self) -> Validity:
        return Validity(
            self.issued_on,
            self.expires_on,
            self.withdrawn_at,
            self.replaced_at,
            self.suspended_at,
            self.erased_at,
        )

    @property
    def printed(self) -> Facts:
        return Facts.from_dict(self.facts)


class CertificateFile(Base):
    """The bytes as they were issued: PDF, credential, token. Written once; never made again.

    Certificates of releases before 0.3 have a PDF only, without a signature.
    """

    __tablename__ = "certificate_file"

    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    pdf: Mapped[bytes] = mapped_column(LargeBinary)
    credential: Mapped[LongText | None]
    credential_sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    token: Mapped[LongText | None]


class WithdrawalRequest(Base):
    """A withdrawal for reasons of conduct, until a second administrator has decided on it."""

    __tablename__ = "withdrawal_request"
    __table_args__ = (
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="two_persons"),
        Index(
            "uq_withdrawal_request_open",
            "certificate_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    id: Mapped[PrimaryKey]
    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"), index=True)
    reason_class: Mapped[ReasonClass]
    reason: Mapped[LongText]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None]


class CertificateNote(Base):
    """Why something was done to a certificate, for the file: administrators alone read it."""

    __tablename__ = "certificate_note"

    id: Mapped[PrimaryKey]
    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"), index=True)
    about: Mapped[Noted]
    reason: Mapped[LongText]
    written_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]


class IssuerProfile(Base):
    """What an organisation's certificates look like and who signs them, from now on."""

    __tablename__ = "issuer_profile"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    design: Mapped[Design]
    address: Mapped[ShortText]
    signatory: Mapped[ShortText]
    signatory_title: Mapped[ShortText]
    logo: Mapped[str | None] = mapped_column(ForeignKey("issuer_logo.sha256"))
    provider_numbers: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    changed_at: Mapped[datetime]


class IssuerLogo(Base):
    """A logo that stands, or stood, on certificates: a PNG made anew from what was handed in."""

    __tablename__ = "issuer_logo"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    png: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime]


class Approval(Base):
    """That a body approved a module: under which number and title, for how many minutes."""

    __tablename__ = "approval"

    id: Mapped[PrimaryKey]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    module_key: Mapped[ShortText]
    body: Mapped[ShortText]
    number: Mapped[str] = mapped_column(String(60))
    title: Mapped[ShortText]
    minutes: Mapped[int]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    removed_at: Mapped[datetime | None]
