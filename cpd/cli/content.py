"""`cpd content`: what stands in quizzes/ and scenarios/."""

import json
import sys
from pathlib import Path

import click

from cpd import places
from cpd.app import create_app
from cpd.catalogue import service
from cpd.catalogue.checking import check, linted
from cpd.catalogue.files import read_modules
from cpd.codes.service import register
from cpd.web.context import job

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def content() -> None:
    """Check and load modules."""


@content.command("check")
@click.option("--scenarios", type=FOLDER, default=places.SCENARIOS, show_default=False)
@click.option("--quizzes", type=FOLDER, default=places.QUIZZES, show_default=False)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def check_command(scenarios: Path, quizzes: Path, *, as_json: bool) -> None:
    """Report what is wrong with the content, by file, line and rule, and what guessing would earn."""
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
    if loading.broken:
        click.echo(f"broken, not loaded: {', '.join(loading.broken)}; see cpd content check")
        sys.exit(1)


def load_content(
    scenarios: Path = places.SCENARIOS, quizzes: Path = places.QUIZZES
) -> service.Loading:
    """Read, lint and load. Needs an app context."""
    known = register().known_clauses()
    modules = [linted(one, known) for one in read_modules(scenarios, quizzes)]
    with job("load-content") as work:
        return service.load(work, modules)
