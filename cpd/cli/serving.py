"""`cpd serve`, `cpd upgrade` and `cpd demo`."""

import os
import sys

import click
from alembic.runtime.migration import MigrationContext
from flask_migrate import upgrade as migrate

from cpd.app import create_app
from cpd.cli.content import load_content
from cpd.db import db
from cpd.demo.running import run_demo
from cpd.kernel.errors import RuleError
from cpd.settings import from_environment
from cpd.web.health import newest_migration


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Web processes.")
@click.option("--threads", default=4, show_default=True, help="Threads in each.")
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the web pages. The embedded database is upgraded first; PostgreSQL by `cpd upgrade`."""
    settings = from_environment()
    app = create_app(settings)
    with app.app_context():
        if settings.database_url.startswith("sqlite"):
            upgrade_now()
        elif stands() != newest_migration():
            raise RuleError(
                "The database waits for its tables. Run `cpd upgrade` once, then serve."
            )
    os.execv(sys.executable, gunicorn(host, port, workers, threads))  # noqa: S606 - our own server


def gunicorn(host: str, port: int, workers: int, threads: int) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", "cpd.app:create_app()", "--bind", f"{host}:{port}",
        "--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads),
        "--graceful-timeout", "20", "--timeout", "60", "--max-requests", "20000",
        "--max-requests-jitter", "2000", "--log-level", "warning", "--name", "cpd-web",
    ]  # fmt: skip


@click.command()
def upgrade() -> None:
    """Bring the database's tables and the modules to this release."""
    app = create_app()
    with app.app_context():
        upgrade_now()
    click.echo("The database and the modules are those of this release.")


@click.command()
@click.option("--port", default=5000, show_default=True, help="The pages' port; the inbox is next.")
@click.option("--fresh", is_flag=True, help="Throw the demonstration's data away and begin anew.")
def demo(port: int, *, fresh: bool) -> None:
    """Run everything with believable people: pages, scheduler, and an inbox for the letters."""
    sys.exit(run_demo(port, fresh=fresh))


def upgrade_now() -> None:
    """Migrate and load the content. Needs an app context."""
    migrate()
    db.session.remove()
    loading = load_content()
    if loading.broken:
        click.echo(f"Not loaded, see cpd content check: {', '.join(loading.broken)}", err=True)


def stands() -> str | None:
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
