"""`cpd content`: what stands in quizzes/ and scenarios/."""

import json
import sys
from pathlib import Path

import click

from cpd import places
from cpd.app import create_app
from cpd.catalogue.checking import check
from cpd.codes.files import register
from cpd.upgrading import load_content

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def content() -> None:
    """Check and load modules."""


@content.command("check")
@click.option("--scenarios", type=FOLDER, default=places.SCENARIOS, show_default=False)
@click.option("--quizzes", type=FOLDER, default=places.QUIZZES, show_default=False)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def check_command(scenarios: Path, quizzes: Path, *, as_json: bool) -> None:
    """Report what is wrong, by file, line and rule, and what guessing would earn."""
    report = check(scenarios, quizzes, register().known_clauses())
    if as_json:
        click.echo(json.dumps(report.as_dict(), indent=2, ensure_ascii=False))
    else:
        click.echo(report.as_text())
    sys.exit(0 if report.ok else 1)


@content.command("load")
def load_command() -> None:
    """Make the sound modules current; a broken one keeps its old version and is named."""
    app = create_app()
    with app.app_context():
        loading = load_content()
    for word, keys in (("new", loading.new), ("unchanged", loading.unchanged)):
        click.echo(f"{word}: {', '.join(keys) or 'none'}")
    if loading.gone:
        click.echo(f"no longer in the files, still open as they were: {', '.join(loading.gone)}")
    if loading.broken:
        click.echo(f"broken, not loaded: {', '.join(loading.broken)}; see cpd content check")
        sys.exit(1)
