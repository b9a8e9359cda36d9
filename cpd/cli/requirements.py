"""`cpd rules`: judge a log by a pack, look at packs, and check them. Needs no database."""

import json
import sys
from pathlib import Path

import click

from cpd.requirements import files, publishing
from cpd.requirements.findings import ERROR
from cpd.requirements.linting import lint

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def rules() -> None:
    """Judge a log by the rules of a body, and check the packs that hold them."""


@rules.command("lint")
@click.argument("paths", nargs=-1, type=FILE, metavar="[FILES]...")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def lint_command(paths: tuple[Path, ...], *, as_json: bool) -> None:
    """Check files of packs, or all that are shipped; each finding with file and line."""
    findings = lint(list(paths))
    if as_json:
        click.echo(json.dumps({"findings": [one.as_dict() for one in findings]}, indent=2))
    else:
        for finding in findings:
            click.echo(str(finding))
        click.echo(f"{len(findings)} findings." if findings else "Nothing to find fault with.")
    sys.exit(1 if any(one.severity == ERROR for one in findings) else 0)


@rules.command("publish")
@click.argument("pack")
def publish_command(pack: str) -> None:
    """Note new versions of PACK as published. They never change after."""
    findings = [one for one in lint([files.path_of(pack)]) if one.severity == ERROR]
    for finding in findings:
        click.echo(str(finding), err=True)
    if findings:
        sys.exit(1)
    new = publishing.publish(pack)
    if not new:
        click.echo(f"{pack}: every version was published before.")
    for version in new:
        click.echo(f"{pack}: version {version} is published.")
