import pytest
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from cpd.app import create_app
from cpd.db import db
from cpd.kernel.clock import FixedClock
from cpd.web.published import publish
from tests.architecture.routes import AN_HOUR, Site
from tests.architecture.world import build
from tests.conftest import TODAY, settings

PUBLISHED = ("log/checkpoint", "log/keys", "log/tile/0/000.p/1")


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The whole product over a database with real rows in it; an hour after everybody signed in."""
    folder = tmp_path_factory.mktemp("site")
    app = create_app(
        settings(folder, f"sqlite:///{folder / 'site.sqlite'}"), FixedClock(TODAY + AN_HOUR)
    )
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        upgrade()
        db.session.remove()
        engine = db.engine
        with Session(engine) as session:
            world = build(session)
        for path in PUBLISHED:
            publish(path, b"published")
    with engine.connect() as connection:
        with app.app_context():
            db.engines[None] = connection
            db.session.configure(join_transaction_mode="create_savepoint")
        yield Site(app, world, connection)
        with app.app_context():
            db.engines[None] = engine
    engine.dispose()
