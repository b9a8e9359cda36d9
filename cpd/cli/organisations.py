"""`cpd organisations`: accreditation bodies and providers, by their keys."""

import click

from cpd.app import create_app
from cpd.people.rules import OrganisationKind
from cpd.people.service import organisations as service
from cpd.web.context import job


@click.group()
def organisations() -> None:
    """Add and rename accreditation bodies and providers."""


@organisations.command("add")
@click.argument("key")
@click.option("--name", required=True, help="As members and certificates shall read it.")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in OrganisationKind]),
    default=OrganisationKind.BODY.value,
    show_default=True,
    help="A body checks certificates, a provider issues them.",
)
def add_command(key: str, name: str, kind: str) -> None:
    """Add the organisation KEY, like northern-register. The key stays; the name may change."""
    with create_app().app_context(), job("add-organisation") as work:
        service.add(work, key, name, OrganisationKind(kind))
    click.echo(f"It is there. People are added to it by cpd people add --organisation {key}.")


@organisations.command("rename")
@click.argument("key")
@click.option("--name", required=True)
def rename_command(key: str, name: str) -> None:
    """Call the organisation KEY by another name; `site` is the one that issues here."""
    with create_app().app_context(), job("rename-organisation") as work:
        service.rename(work, key, name)
    click.echo("It is called so from now on. Issued certificates keep the name they bear.")
