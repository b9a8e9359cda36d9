"""`cpd certificate sample`: one of everything, for checks with tools that are not ours."""

from pathlib import Path

import click

from cpd.certificates.samples.writing import write
from cpd.kernel.clock import SystemClock
from cpd.web.filters import counted

A_FOLDER = click.Path(path_type=Path, file_okay=False)
NOWHERE = "https://cpd.example.org"


@click.command()
@click.argument("folder", type=A_FOLDER)
@click.option("--base-url", default=NOWHERE, show_default=True, help="The address of the site.")
def sample(folder: Path, base_url: str) -> None:
    """Write certificates, credentials, keys, lists, log and tampered twins into FOLDER.

    The keys are made for it and thrown away. Neither the database nor the keys of the site are
    touched.
    """
    names = write(folder, base_url, SystemClock().now())
    click.echo(f"{counted(len(names), 'file')} in {folder}; README.txt says what each of them is.")
