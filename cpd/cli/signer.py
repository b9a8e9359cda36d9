"""`cpd signer`: the one process that holds the private keys."""

import logging

import click

from cpd.app import create_app
from cpd.keys.process import run
from cpd.web.logs import to_stderr


@click.command()
@click.option("--with-parent", is_flag=True, hidden=True, help="End when whoever began it ends.")
def signer(*, with_parent: bool) -> None:
    """Hold the private keys and sign for the others, until told to stop. One is enough.

    The first time it makes the keys. `cpd jobs run` and `cpd demo` start one if none answers.
    """
    to_stderr(logging.INFO)
    run(create_app(), with_parent=with_parent)
