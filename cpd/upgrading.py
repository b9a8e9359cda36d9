"""Brings the database's tables and the modules to this release."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask_migrate import upgrade as migrate

from cpd import places
from cpd.catalogue.checking import linted
from cpd.catalogue.files import read_modules
from cpd.catalogue.service import Loading, load
from cpd.codes.files import register
from cpd.db import db, writing
from cpd.web.context import job

UPGRADING = 20_261_121  # a number of our own, for PostgreSQL's advisory locks


def upgrade_now() -> Loading:
    """Migrate, then load the content. Whoever comes second waits and finds it done."""
    with alone():
        with writing():
            migrate()
        db.session.remove()
        return load_content()


@contextmanager
def alone() -> Iterator[None]:
    """Let no other process upgrade the same PostgreSQL meanwhile; SQLite has one writer anyway."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADING})")
        yield


def load_content(scenarios: Path = places.SCENARIOS, quizzes: Path = places.QUIZZES) -> Loading:
    """Read, lint and load; a broken module keeps its old version. Needs an app context."""
    known = register().known_clauses()
    modules = [linted(one, known) for one in read_modules(scenarios, quizzes)]
    with job("load-content") as work:
        return load(work, modules)
