import pytest
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from cpd.app import create_app
from cpd.db import db
from cpd.kernel.clock import FixedClock
from cpd.keys.rules.purposes import KeyPurpose
from cpd.web.published import publish
from tests.architecture.routes import AN_HOUR, Site
from tests.architecture.world import build
from tests.conftest import TODAY, settings
from tests.signers import a_signer

PUBLISHED = (
    ".well-known/did.json",
    ".well-known/jwks.json",
    ".well-known/root-2026-03-01.crl",
    ".well-known/seal.crl",
    "contexts/credentials-v2.json",
    "log/checkpoint",
    "log/key-changes",
    "log/keys",
    "log/tile/0/000.p/1",
    "schemas/credentials-v2.json",
    "status/revocation/1",
    "status/replacement/1",
    "status/suspension/1",
)


def seal_root() -> bytes:
    """Return certificates that pages can read."""
    return (a_signer().public(KeyPurpose.SEAL).certificates or "").encode()


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
        publish(".well-known/seal-root.pem", seal_root())
    with engine.connect() as connection:
        with app.app_context():
            db.engines[None] = connection
            db.session.configure(join_transaction_mode="create_savepoint")
        yield Site(app, world, connection)
        with app.app_context():
            db.engines[None] = engine
    engine.dispose()
