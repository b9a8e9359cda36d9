import pytest
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from cpd.app import create_app
from cpd.db import db
from cpd.kernel.clock import FixedClock
from tests.architecture.routes import AN_HOUR, Site
from tests.architecture.world import build
from tests.conftest import TODAY, settings


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
    with engine.connect() as connection:
        with app.app_context():
            db.engines[None] = connection
            db.session.configure(join_transaction_mode="create_savepoint")
        yield Site(app, world, connection)
        with app.app_context():
            db.engines[None] = engine
    engine.dispose()
