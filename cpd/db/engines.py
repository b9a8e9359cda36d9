"""How each database is set up, and what it says of its own soundness."""

import sqlite3
import time
from typing import Any

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from cpd.db.sessions import is_writing
from cpd.kernel.spelling import folded

SWITCHES = 100


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
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing() else "BEGIN")
