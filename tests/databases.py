"""A database of a test's own, for what needs several processes or connections at once."""

from contextlib import contextmanager
from itertools import count

import psycopg
from flask_migrate import upgrade

from cpd.app import create_app
from cpd.db import db
from cpd.kernel.clock import SystemClock
from tests.signers import sign_here

_number = count(1)


@contextmanager
def its_own(kind, folder, request):
    """Yield the address of an empty SQLite or PostgreSQL database, gone afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / f'own-{next(_number)}.sqlite'}"
        return
    whole = request.getfixturevalue("postgresql_url")
    name = f"own_{next(_number)}"
    plain = whole.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(plain, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    try:
        yield whole.replace("/cpd?", f"/{name}?")
    finally:
        with psycopg.connect(plain, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def an_empty_app(settings, clock=None):
    """Yield an app over its own database, with the tables of this release and no keys."""
    app = create_app(settings, clock or SystemClock())
    with app.app_context():
        upgrade()
        db.session.remove()
    try:
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()


@contextmanager
def an_app(settings, clock=None):
    """Yield such an app that signs by itself, with keys of the tests."""
    with an_empty_app(settings, clock) as app:
        sign_here(app)
        yield app
