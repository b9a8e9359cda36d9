"""`cpd jobs`: the scheduler process, and one job by hand."""

import logging

import click

from cpd.app import create_app
from cpd.jobs import JOBS, once, run
from cpd.keys.service import SOCKET
from cpd.keys.starting import signer_kept_running
from cpd.web.context import parts
from cpd.web.logs import to_stderr


@click.group()
def jobs() -> None:
    """Do what is due: send letters, remind, issue, close, tidy."""


@jobs.command("run")
def run_command() -> None:
    """Run the scheduler until it is told to stop. A second one does no harm.

    If no signer answers, it starts one, and stops it in the end.
    """
    to_stderr(logging.INFO)
    app = create_app()
    with signer_kept_running(parts(app).settings.data_dir / SOCKET):
        run(app)


@jobs.command("once")
@click.argument("name", type=click.Choice(sorted(JOBS)))
def once_command(name: str) -> None:
    """Run one job now, whether it is due or not."""
    click.echo(once(create_app(), name))
