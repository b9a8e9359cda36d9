"""`cpd standings`: judge everybody by hand."""

from datetime import datetime
from functools import partial

import click

from cpd.app import create_app
from cpd.jobs import always, looking
from cpd.standings import service
from cpd.web.context import job, now
from cpd.web.filters import counted


@click.group()
def standings() -> None:
    """How everybody stands towards the bodies they follow."""


@standings.command("judge")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day to judge by; today.")
def judge_command(as_of: datetime | None) -> None:
    """Judge all who follow a body. A run that was broken off is taken up where it stopped."""
    with create_app().app_context():
        opens = service.Opens(read=looking, begin=partial(job, service.JOB))
        day = now().date() if as_of is None else as_of.date()
        judged = service.judge_everybody(opens, day, always)
        click.echo(f"{counted(judged, 'member')} judged as of {day.isoformat()}.")
