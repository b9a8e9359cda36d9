"""Runs migrations against the app's own database. Batch mode, because SQLite."""

from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool

db = current_app.extensions["migrate"].db


def render_item(kind: str, value: Any, _autogen_context: object) -> str | Literal[False]:
    """Write our own column types as the plain ones under them: a migration imports no app code."""
    if kind == "type" and type(value).__module__.startswith("cpd.db."):
        return f"sa.{type(value.impl).__name__}()"
    return False


# A batch rebuilds whole tables. With foreign keys on, dropping the old one would cascade,
# so migrations run on a connection of their own, which is thrown away afterwards.
engine = create_engine(db.engine.url, poolclass=NullPool)


@event.listens_for(engine, "connect")
def _leave_foreign_keys_off(connection: Any, _record: object) -> None:
    if engine.dialect.name == "sqlite":
        connection.execute("PRAGMA foreign_keys = OFF")


def orphans(connection: Any) -> list[Any]:
    """Return the rows whose parent is gone, which SQLite would not mind while its keys are off."""
    if engine.dialect.name != "sqlite":
        return []
    return list(connection.exec_driver_sql("PRAGMA foreign_key_check"))


with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
        # All steps or none, and whoever comes second reads the version after waiting, not between.
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if lost := orphans(connection):
            raise RuntimeError(f"the migration would leave rows without their parent: {lost[:5]}")
