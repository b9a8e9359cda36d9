"""Databases of the architecture tests' own, where what is committed stays for a while."""

from contextlib import contextmanager
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text


def beside(postgresql_url: str) -> str:
    """Make another empty database in the throw-away server and return its address."""
    name = f"own_{uuid4().hex[:12]}"
    engine = create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(postgresql_url).set(database=name).render_as_string(hide_password=False)


@contextmanager
def own_database(kind: str, request, folder):
    """Yield the address of an empty database of this kind."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'own.sqlite'}"
    else:
        yield beside(request.getfixturevalue("postgresql_url"))
