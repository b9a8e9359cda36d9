from datetime import datetime

from sqlalchemy import ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from cpd.db import Base, LongText, ShortText


class LogHead(Base):
    """How many leaves there are: one row, held by whoever appends until their transaction ends."""

    __tablename__ = "log_head"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    size: Mapped[int]


class LogLeaf(Base):
    """A line of the log as it was written. The database refuses to change or delete one."""

    __tablename__ = "log_leaf"

    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    body: Mapped[LongText]
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    appended_at: Mapped[datetime] = mapped_column(index=True)


class LogNode(Base):
    """The hash over a whole subtree of 2 to the power of `level` leaves, from level 1 upwards."""

    __tablename__ = "log_node"

    level: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))


class LogCheckpoint(Base):
    """A signed note: how long the log was, and its root then. Signed anew each day."""

    __tablename__ = "log_checkpoint"

    size: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    note: Mapped[LongText]
    key_id: Mapped[str] = mapped_column(ForeignKey("signing_key.id"))
    made_at: Mapped[datetime] = mapped_column(index=True)
    renewed_at: Mapped[datetime]


class LogWitness(Base):
    """Somebody else who watches that the log only grows: a body, or a second host."""

    __tablename__ = "log_witness"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    verifier_key: Mapped[ShortText]
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class LogCosignature(Base):
    """The line a witness put under a checkpoint, and the instant the witness says it was.

    The first one is kept as evidence of how early it was; the latest shows that they still watch.
    """

    __tablename__ = "log_cosignature"

    size: Mapped[int] = mapped_column(ForeignKey("log_checkpoint.size"), primary_key=True)
    witness: Mapped[str] = mapped_column(ForeignKey("log_witness.name"), primary_key=True)
    line: Mapped[ShortText]
    signed_at: Mapped[datetime]
    received_at: Mapped[datetime]
    latest_line: Mapped[ShortText]
    latest_at: Mapped[datetime]
