"""`cpd serve`, `cpd upgrade` and `cpd demo`."""

import os
import sys
from pathlib import Path

import click

from cpd.app import create_app
from cpd.catalogue.service import Loading
from cpd.demo.running import run_demo
from cpd.kernel.errors import RuleError
from cpd.mailcatcher.catching import run as run_catcher
from cpd.settings import from_environment
from cpd.upgrading import upgrade_now
from cpd.web.health import is_up_to_date


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
            tell(upgrade_now())
        elif not is_up_to_date():
            raise RuleError(
                "The database waits for its tables. Run `cpd upgrade` once, then serve."
            )
    os.execv(sys.executable, gunicorn(host, port, workers, threads))  # noqa: S606 - our own server


def gunicorn(host: str, port: int, workers: int, threads: int) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", "cpd.app:served()", "--bind", f"{host}:{port}",
        "--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads),
        "--graceful-timeout", "20", "--timeout", "60", "--max-requests", "20000",
        "--max-requests-jitter", "2000", "--log-level", "warning", "--name", "cpd-web",
    ]  # fmt: skip


@click.command()
def upgrade() -> None:
    """Bring the database's tables and the modules to this release."""
    app = create_app()
    with app.app_context():
        tell(upgrade_now())
    click.echo("The database and the modules are those of this release.")


def tell(loading: Loading) -> None:
    """Say which modules are not what the files say."""
    if loading.broken:
        click.echo(f"Not loaded, see cpd content check: {', '.join(loading.broken)}", err=True)
    if loading.gone:
        click.echo(f"No longer in the files, still open: {', '.join(loading.gone)}", err=True)


@click.command()
@click.option(
    "--port",
    type=click.IntRange(1024, 65533),
    default=5000,
    show_default=True,
    help="The pages' port; the inbox is next.",
)
@click.option("--fresh", is_flag=True, help="Throw the demonstration's data away and begin anew.")
def demo(port: int, *, fresh: bool) -> None:
    """Run everything with believable people: pages, scheduler, and an inbox for the letters."""
    sys.exit(run_demo(port, fresh=fresh))


@click.command("catch-mail")
@click.option("--smtp-port", default=5002, show_default=True)
@click.option("--http-port", default=5001, show_default=True)
@click.option("--folder", type=click.Path(path_type=Path), required=True)
def catch_mail(smtp_port: int, http_port: int, folder: Path) -> None:
    """Catch letters instead of sending them, and show them in the browser."""
    run_catcher(smtp_port, http_port, folder)
