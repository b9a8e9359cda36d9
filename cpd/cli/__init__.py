"""The `cpd` command."""

import sys

import click

from cpd.cli import checks, content, diagnosis, jobs, people, serving
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
    checks.codes,
    people.people,
    diagnosis.doctor,
):
    cpd.add_command(command)


def main() -> None:
    """Run the command; a broken rule is a sentence and exit code 1, not a stack trace."""
    try:
        cpd()
    except RuleError as error:
        click.echo(f"cpd: {error}", err=True)
        sys.exit(1)
