from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cpd.db import Base, LongText, PrimaryKey, ShortText
from cpd.verification.rules.scopes import BulkState


class ApiKey(Base):
    """A key with which a body's own programs ask. It is shown once; this keeps its SHA-256."""

    __tablename__ = "api_key"

    id: Mapped[PrimaryKey]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[ShortText]
    prefix: Mapped[str] = mapped_column(String(20))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Webhook(Base):
    """An address of a body that is told when a certificate changes its status.

    One that it watches; and, `of_members`, every one that a member of it holds.
    """

    __tablename__ = "webhook"

    id: Mapped[PrimaryKey]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    url: Mapped[LongText]
    secret: Mapped[ShortText]
    of_members: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    failing_since: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class WebhookDelivery(Base):
    """One message to one address: queued with the change, tried until it is taken or given up."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("webhook_id", "event_id"),
        Index("ix_webhook_delivery_due", "delivered_at", "given_up_at", "next_try_at"),
    )

    id: Mapped[PrimaryKey]
    webhook_id: Mapped[UUID] = mapped_column(ForeignKey("webhook.id"))
    event_id: Mapped[str] = mapped_column(String(80))
    body: Mapped[LongText]
    queued_at: Mapped[datetime]
    tries: Mapped[int]
    next_try_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    last_answer: Mapped[str | None] = mapped_column(String(300))
    delivered_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]


class WatchedCertificate(Base):
    """That a body wants to hear of a certificate: it checked it, and asked to be told."""

    __tablename__ = "watched_certificate"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    since: Mapped[datetime]


class BulkCheck(Base):
    """A file of certificates that a body has checked in one go."""

    __tablename__ = "bulk_check"

    id: Mapped[PrimaryKey]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    file_name: Mapped[ShortText]
    state: Mapped[BulkState] = mapped_column(index=True)
    lines: Mapped[int]
    done: Mapped[int]
    watch: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    claimed_until: Mapped[datetime | None]


class BulkLine(Base):
    """One line of such a file: what was asked, and the answer once there is one."""

    __tablename__ = "bulk_line"

    check_id: Mapped[UUID] = mapped_column(ForeignKey("bulk_check.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
