"""How many questions a page puts to the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, event

BOUNDS = ("SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def counted(connection: Connection) -> Iterator[list[str]]:
    """Yield a list that grows by every statement; the bounds of transactions are not counted."""
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_more) -> None:
        if not statement.startswith(BOUNDS):
            statements.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(connection, "before_cursor_execute", note)
