"""The session, who begins a transaction as a writer, and each database's own insert."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cpd.db.columns import Base

db = SQLAlchemy(model_class=Base)

_writing: ContextVar[bool] = ContextVar("cpd_writing", default=False)


@contextmanager
def writing() -> Iterator[None]:
    """Begin transactions inside this block as a writer (`BEGIN IMMEDIATE` on SQLite)."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def only_reading() -> Iterator[None]:
    """Begin transactions inside this block as a reader, whatever stands around it."""
    token = _writing.set(False)
    try:
        yield
    finally:
        _writing.reset(token)


def expect_writing(*, expected: bool) -> None:
    """Say, for the rest of this request, whether transactions begin as a writer's."""
    _writing.set(expected)


def is_writing() -> bool:
    return _writing.get()


def own_session() -> Session:
    """Return a short session of its own, for what must be kept even if the request fails."""
    return Session(db.engine, join_transaction_mode="create_savepoint")


def insert_into(session: Session, model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """Return this database's own insert, which can say what happens on a conflict."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(model)
    return postgresql.insert(model)
