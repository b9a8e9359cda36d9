"""The declarative base, the shared column types, the session, and how each database is set up."""

import enum
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    ColumnElement,
    ColumnExpressionArgument,
    Connection,
    DateTime,
    Engine,
    Enum,
    MetaData,
    String,
    Text,
    TypeDecorator,
    and_,
    event,
    or_,
    text,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect, ExceptionContext
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, registry
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from cpd.kernel.spelling import ACCENTS, PLAIN, PLAIN_PAIRS, folded


class UtcDateTime(TypeDecorator[datetime]):
    """Stores an aware datetime as UTC, and refuses a naive one."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime: give it a timezone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every model inherits from this, not from `db.Model`, so that mypy can see it."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            datetime: UtcDateTime,
            enum.StrEnum: Enum(
                enum.StrEnum,
                native_enum=False,
                length=40,
                values_callable=lambda e: [m.value for m in e],
            ),
        },
    )


PrimaryKey = Annotated[UUID, mapped_column(primary_key=True, default=uuid4)]
ShortText = Annotated[str, mapped_column(String(200))]
LongText = Annotated[str, mapped_column(Text)]

TextColumn = ColumnExpressionArgument[str] | ColumnExpressionArgument[str | None]

SWITCHES = 100

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


def own_session() -> Session:
    """Return a short session of its own, for what must be kept even if the request fails."""
    return Session(db.engine, join_transaction_mode="create_savepoint")


def pool_options(url: str) -> dict[str, Any]:
    """Return the engine options for this kind of database; what people wrote stays out of logs."""
    kept_out = {"hide_parameters": True}
    if url.startswith("sqlite"):
        return kept_out | {"connect_args": {"timeout": 10, "check_same_thread": False}}
    pool = {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 10, "pool_timeout": 10}
    return kept_out | pool


@event.listens_for(Engine, "handle_error")
def _quote_no_row(context: ExceptionContext) -> None:
    """Leave out what PostgreSQL quotes of a row it refuses: what people wrote stays out of logs."""
    if isinstance(context.sqlalchemy_exception, IntegrityError | DataError):
        for error in (context.original_exception, context.sqlalchemy_exception):
            error.args = (str(error.args[0]).partition("\n")[0], *error.args[1:])


class FoldedText(FunctionElement[str]):
    """A text as it is compared when somebody looks for a name: `kernel.spelling.folded` in SQL."""

    type = Text()
    inherit_cache = True


@compiles(FoldedText, "sqlite")
def _folded_by_sqlite(element: FoldedText, compiler: SQLCompiler, **how: object) -> str:
    return f"folded({compiler.process(element.clauses, **how)})"


@compiles(FoldedText, "postgresql")
def _folded_by_postgresql(element: FoldedText, compiler: SQLCompiler, **how: object) -> str:
    inner = compiler.process(element.clauses, **how)
    sql = f"lower(regexp_replace(normalize({inner}, NFKD), '[{ACCENTS}]', '', 'g'))"
    for letter, pair in PLAIN_PAIRS.items():
        sql = f"replace({sql}, '{letter}', '{pair}')"
    marks = ["".join(side).replace("'", "''") for side in (PLAIN, PLAIN.values())]
    return f"translate({sql}, '{marks[0]}', '{marks[1]}')"


def has_words(text: str, *columns: TextColumn) -> ColumnElement[bool]:
    """Say in SQL that every word stands in one of these columns, in whatever spelling."""
    return and_(
        true(),
        *(
            or_(*(FoldedText(one).contains(word, autoescape=True) for one in columns))
            for word in folded(text).split()
        ),
    )


def insert_into(session: Session, model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """Return this database's own insert, which can say what happens on a conflict."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(model)
    return postgresql.insert(model)


def unsoundness(session: Session) -> str:
    """Say what the embedded database finds wrong with itself; nothing if it is sound."""
    if session.get_bind().dialect.name != "sqlite":
        return ""
    answer = str(session.scalar(text("PRAGMA quick_check")))
    orphans = len(session.execute(text("PRAGMA foreign_key_check")).all())
    is_sound = answer == "ok" and not orphans
    return "" if is_sound else f"quick_check: {answer}; rows without their parent: {orphans}"


def _folded_or_none(text: str | None) -> str | None:
    return None if text is None else folded(text)


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: object, _record: object) -> None:
    """Take transaction control from the driver and switch on what SQLite leaves off."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    connection.create_function("folded", 1, _folded_or_none, deterministic=True)
    for pragma in ("busy_timeout = 10000", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    _write_ahead(connection)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch the log on, once for all. Where two switch at once SQLite does not wait, so we do."""
    for _ in range(SWITCHES):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the database stays locked while its log is switched on")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    """Writers wait for their turn at the start, so that nobody's read is pulled from under them."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
