"""The `cpd` command."""

import sys
from importlib import import_module

import click

from cpd.kernel.errors import RuleError

# Where each command stands. It is loaded when it is asked for, as most need the whole application.
COMMANDS = {
    "serve": "cpd.cli.serving:serve",
    "upgrade": "cpd.cli.serving:upgrade",
    "certificate": "cpd.cli.certificate:certificate",
    "demo": "cpd.cli.serving:demo",
    "catch-mail": "cpd.cli.serving:catch_mail",
    "jobs": "cpd.cli.jobs:jobs",
    "signer": "cpd.cli.signer:signer",
    "keys": "cpd.cli.keys:keys",
    "content": "cpd.cli.content:content",
    "codes": "cpd.cli.codes:codes",
    "rules": "cpd.cli.requirements:rules",
    "standings": "cpd.cli.standings:standings",
    "people": "cpd.cli.people:people",
    "organisations": "cpd.cli.organisations:organisations",
    "doctor": "cpd.cli.diagnosis:doctor",
    "log": "cpd.cli.log:log",
}


class Commands(click.Group):
    """The commands by name, none of them loaded before it is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cpd")
def cpd() -> None:
    """Continuing professional development for counselling, psychotherapy and coaching.

    Settings come from the environment (CPD_DATABASE_URL, CPD_BASE_URL, CPD_SMTP_URL, ...);
    the README lists them.
    """


def main() -> None:
    """Run the command; what an operator can mend is a sentence and exit code 1, no stack trace."""
    try:
        cpd()
    except RuleError as error:
        click.echo(f"cpd: {error}", err=True)
        sys.exit(1)
    except Exception as error:
        said = of_a_database(error)
        if not said:
            raise
        click.echo(f"cpd: {said}", err=True)
        sys.exit(1)


def of_a_database(error: Exception) -> str:
    """Say what an operator does about a database that did not take a statement.

    The failure is known by its name, so that commands without a database need not load one.
    """
    name = type(error).__name__
    ours = type(error).__module__.startswith("sqlalchemy.")
    if not ours or name not in {"OperationalError", "ProgrammingError"}:
        return ""
    said = str(getattr(error, "orig", error)).strip().splitlines()[0]
    if name == "ProgrammingError" or said.startswith("no such "):
        return f"The tables are not those of this release; run cpd upgrade. ({said})"
    return f"The database does not answer: {said}"
