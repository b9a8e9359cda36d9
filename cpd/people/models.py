from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cpd.db import Base, PrimaryKey, ShortText
from cpd.people.rules import OrganisationKind, Purpose, Role


class Person(Base):
    """Somebody who uses the product. Memberships say what they may do beyond their `role`."""

    __tablename__ = "person"

    id: Mapped[PrimaryKey]
    name: Mapped[ShortText]
    email: Mapped[ShortText] = mapped_column(unique=True)
    role: Mapped[Role]
    time_zone: Mapped[ShortText]
    password_hash: Mapped[ShortText]
    registered_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Organisation(Base):
    """A provider, which issues certificates, or an accreditation body, which checks them."""

    __tablename__ = "organisation"

    id: Mapped[PrimaryKey]
    key: Mapped[ShortText] = mapped_column(unique=True)
    name: Mapped[ShortText]
    kind: Mapped[OrganisationKind]


class Membership(Base):
    """A person's part in an organisation, from a day on. Ended, not deleted."""

    __tablename__ = "membership"
    __table_args__ = (
        Index(
            "uq_membership_current",
            "person_id",
            "organisation_id",
            "role",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    id: Mapped[PrimaryKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[Role]
    member_number: Mapped[str | None] = mapped_column(String(40))
    began_on: Mapped[date]
    ended_on: Mapped[date | None]

    person: Mapped[Person] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")


class SignIn(Base):
    """One browser somebody is signed in with. The cookie holds the token, this its SHA-256."""

    __tablename__ = "sign_in"

    id: Mapped[PrimaryKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    browser: Mapped[ShortText]
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")


class LetterLink(Base):
    """A link that was sent to somebody: good once, for one purpose, until `expires_at`."""

    __tablename__ = "letter_link"
    __table_args__ = (UniqueConstraint("token_sha256"),)

    id: Mapped[PrimaryKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[Purpose]
    token_sha256: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")
