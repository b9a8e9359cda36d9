"""`cpd jobs`: the scheduler process, and one job by hand."""

import logging

import click

from cpd.app import create_app
from cpd.jobs import JOBS, once, run
from cpd.web.logs import to_stderr


@click.group()
def jobs() -> None:
    """Do what is due: send letters, remind, issue, close, tidy."""


@jobs.command("run")
def run_command() -> None:
    """Run the scheduler until it is told to stop. A second one does no harm."""
    to_stderr(logging.INFO)
    run(create_app())


@jobs.command("once")
@click.argument("name", type=click.Choice(sorted(JOBS)))
def once_command(name: str) -> None:
    """Run one job now, whether it is due or not."""
    click.echo(once(create_app(), name))
