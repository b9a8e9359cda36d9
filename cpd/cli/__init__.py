"""The `cpd` command."""

import sys

import click
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from cpd.cli import codes, content, diagnosis, jobs, organisations, people, serving
from cpd.kernel.errors import RuleError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cpd")
def cpd() -> None:
    """Continuing professional development for counselling, psychotherapy and coaching.

    Settings come from the environment (CPD_DATABASE_URL, CPD_BASE_URL, CPD_SMTP_URL, ...);
    the README lists them.
    """


for command in (
    serving.serve,
    serving.upgrade,
    serving.demo,
    serving.catch_mail,
    jobs.jobs,
    content.content,
    codes.codes,
    people.people,
    organisations.organisations,
    diagnosis.doctor,
):
    cpd.add_command(command)


def main() -> None:
    """Run the command; what an operator can mend is a sentence and exit code 1, no stack trace."""
    try:
        cpd()
    except RuleError as error:
        click.echo(f"cpd: {error}", err=True)
        sys.exit(1)
    except (OperationalError, ProgrammingError) as error:
        click.echo(f"cpd: {in_a_line(error)}", err=True)
        sys.exit(1)


def in_a_line(error: DBAPIError) -> str:
    """Say what an operator does about a database that did not take a statement."""
    said = str(error.orig).strip().splitlines()[0]
    if isinstance(error, ProgrammingError) or said.startswith("no such "):
        return f"The tables are not those of this release; run cpd upgrade. ({said})"
    return f"The database does not answer: {said}"
