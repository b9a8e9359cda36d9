"""`cpd codes`: the registers of the codes against the real texts."""

import json
import sys
from pathlib import Path

import click

from cpd.codes.checking import check


@click.group()
def codes() -> None:
    """Check the registers of the codes of ethics."""


@codes.command("check")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def check_command(folder: Path, *, as_json: bool) -> None:
    """Read the real texts in FOLDER and report clauses without a row and rows without a clause."""
    report = check(folder)
    if as_json:
        click.echo(json.dumps(report.as_dict(), indent=2, ensure_ascii=False))
    else:
        click.echo(report.as_text())
    sys.exit(0 if report.ok else 1)
