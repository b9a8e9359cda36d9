"""Fills every table of whatever schema a database has with rows that keep all its rules."""

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Time,
    Uuid,
    func,
    select,
)

DAY = date(2026, 3, 1)
NOON = datetime(2026, 3, 1, 12, 0)  # noqa: DTZ001 - columns hold UTC without saying so
NAMESPACE = UUID("6f1a1d1e-0000-4000-8000-000000000000")
LATER = timedelta(days=365)

# What a column must hold where its type alone does not say it. A table's own word goes first.
VALUES = {
    "attempt.state": "open",
    "attempt.submitted_at": None,
    "certificate.withdrawn_at": None,
    "certificate.reason_class": None,
    "certificate.replaces_id": None,
    "certificate.replaced_at": None,
    "certificate.suspended_at": None,
    "certificate.suspension_reason": None,
    "certificate.erased_at": None,
    "withdrawal_request.decided_by": None,
    "withdrawal_request.decided_at": None,
    "signing_key.purpose": "seal",
    "signing_key.revoked_at": None,
    "signing_key.revoked_as_of": None,
    "completed_on": DAY,
    "expires_on": DAY + LATER,
    "ended_on": None,
    "kind": "activity",
    "organisation.kind": "provider",
    "audit_entry.kind": "test.done",
    "paper": "quiz",
    "phase": "due",
    "in_doubt": "resend",
    "purpose": "confirm_address",
    "role": "trainee",
    "source": "self",
    "supervision_format": None,
    "time_zone": "UTC",
}


def reflected(connection: Connection) -> MetaData:
    """Return the tables that are really there, save Alembic's own."""
    found = MetaData()
    found.reflect(connection)
    return found


def tables(connection: Connection) -> list[Table]:
    return [table for table in reflected(connection).sorted_tables if
            table.name != "alembic_version"]  # fmt: skip


def fill(connection: Connection, rows: int = 2) -> None:
    """Put so many rows into every table that holds none; parents come before children."""
    for table in tables(connection):
        if count(connection, table) == 0:
            for number in range(rows):
                connection.execute(table.insert().values(row_of(connection, table, number)))


def count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def row_of(connection: Connection, table: Table, number: int) -> dict[str, object]:
    return {column.name: value_of(connection, column, number) for column in table.columns}


def value_of(connection: Connection, column, number: int) -> object:
    for name in (f"{column.table.name}.{column.name}", column.name):
        if name in VALUES:
            return VALUES[name]
    for key in column.foreign_keys:
        return nth(connection, key.column, number)
    return of_type(column, number)


def nth(connection: Connection, column, number: int) -> object:
    """Return what a child's column points at: the same row of the parent, as there are as many."""
    found = connection.scalars(select(column).order_by(column).offset(number).limit(1))
    return found.first()


def of_type(column, number: int) -> object:
    made = (
        (LargeBinary, b"%PDF"),
        (Boolean, False),
        (DateTime, NOON + timedelta(minutes=number)),
        (Date, DAY),
        (Time, time(9, number % 60)),
        (Integer, number + 1),
        (JSON, {"n": number}),
    )
    for kind, value in made:
        if isinstance(column.type, kind):
            return value
    return of_text(column, f"{column.table.name}.{column.name}.{number}")


def of_text(column, mark: str) -> object:
    """Make a value nobody else has; an id is a UUID, which SQLite keeps as text."""
    made = uuid5(NAMESPACE, mark)
    if isinstance(column.type, Uuid):
        return made
    length = getattr(column.type, "length", None)
    return made.hex[:length] if length else made.hex


def contents(connection: Connection) -> dict[str, dict[str, list[str]]]:
    """Return each table's columns with what stands in them, sorted, to compare before and after."""
    return {
        table.name: {
            column.name: sorted(map(repr, connection.scalars(select(column))))
            for column in table.columns
        }
        for table in tables(connection)
    }
