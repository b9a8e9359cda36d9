import os
from dataclasses import replace
from datetime import UTC, datetime

import hypothesis
import pytest
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from cpd.app import create_app
from cpd.db import db, writing
from cpd.followers import FOLLOWERS
from cpd.kernel.clock import FixedClock
from cpd.settings import Settings
from cpd.work import Work
from tests.browsing import CheckedClient, sign_in
from tests.factories.people import a_person
from tests.ordering import pytest_collection_modifyitems  # noqa: F401 - pytest finds it here
from tests.postgres import throw_away
from tests.signers import sign_here

TODAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
hypothesis.settings.register_profile(
    "as told", derandomize=not os.environ.get("CPD_TEST_EXPLORES"), deadline=None
)
hypothesis.settings.load_profile("as told")
DATABASES = os.environ.get("CPD_TEST_DATABASES", "sqlite,postgresql").split(",")


def settings(folder, url) -> Settings:
    return Settings(
        data_dir=folder,
        database_url=url,
        secret_key="test",
        base_url="http://localhost",
        testing=True,
        argon2_memory_kib=8,
        argon2_passes=1,
    )


@pytest.fixture(scope="session")
def postgresql_url():
    with throw_away() as url:
        yield url


@pytest.fixture(scope="session", params=DATABASES)
def built(request, tmp_path_factory):
    """The app, over a database that the real migrations made. Once per run and database."""
    folder = tmp_path_factory.mktemp("data")
    url = f"sqlite:///{folder / 'test.sqlite'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    app = create_app(settings(folder, url), FixedClock(TODAY))
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = CheckedClient
    with app.app_context():
        upgrade()
        db.session.remove()
        db.session.configure(join_transaction_mode="create_savepoint")
    sign_here(app)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def clock():
    return FixedClock(TODAY)


@pytest.fixture
def connection(built):
    """One connection for the test and the app, rolled back whatever either commits."""
    with built.app_context():
        engines = db.engines
    engine = engines[None]
    with writing(), engine.connect() as connection, connection.begin() as outer:
        engines[None] = connection
        yield connection
        engines[None] = engine
        outer.rollback()


@pytest.fixture
def session(connection):
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        yield session


@pytest.fixture
def work(session, clock):
    return Work(session, "ann", clock.now(), FOLLOWERS)


@pytest.fixture
def app(built, connection, clock, tmp_path):
    """The app, with a folder of the test's own: what one publishes is no other's past."""
    parts = built.extensions["cpd"]
    shared = parts.settings
    parts.clock, parts.settings = clock, replace(shared, data_dir=tmp_path)
    yield built
    parts.settings = shared


@pytest.fixture
def client(app):
    """A browser that is not signed in. It checks every page it is given."""
    return app.test_client()


@pytest.fixture
def as_(app, session, clock):
    """Return a browser signed in as somebody: `as_(Role.TRAINEE)` or `as_(person)`."""

    def signed_in(who):
        person = who if hasattr(who, "email") else a_person(session, role=who)
        session.commit()
        client = app.test_client()
        client.person = person
        sign_in(client, session, person, clock.now())
        return client

    return signed_in
