"""Whether the process lives, and whether it can do its work."""

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from cpd.places import MIGRATIONS
from cpd.web.access import open_to
from cpd.web.context import reading

bp = Blueprint("health", __name__)


def newest_migration() -> str | None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config).get_current_head()


def is_up_to_date() -> bool:
    """Say whether the tables are those of this release."""
    stands = MigrationContext.configure(reading().connection()).get_current_revision()
    return stands == newest_migration()


@bp.get("/healthz")
@open_to("*")
def healthz() -> ResponseReturnValue:
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
@open_to("*")
def readyz() -> ResponseReturnValue:
    """Answer 503 while the database is away or its tables are not those of this release."""
    try:
        is_ready = is_up_to_date()
    except SQLAlchemyError:
        return Response("the database does not answer\n", 503, mimetype="text/plain")
    if not is_ready:
        return Response("the database waits for migrations\n", 503, mimetype="text/plain")
    return Response("ready\n", mimetype="text/plain")
