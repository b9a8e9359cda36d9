"""`cpd people`: adding somebody by hand, the first administrator above all."""

import click

from cpd.app import create_app
from cpd.people import service
from cpd.people.rules import Role
from cpd.web.context import job


@click.group()
def people() -> None:
    """Add people."""


@people.command("add")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--organisation", default="site", help="The organisation's key; `site` is your own.")
@click.option("--time-zone", default="Europe/London", show_default=True)
@click.password_option(help="Asked for if it is not given.")
def add_command(  # noqa: PLR0913 - each is an option of the command
    email: str, name: str, role: str, organisation: str, time_zone: str, password: str
) -> None:
    """Add a person with a confirmed address."""
    newcomer = service.Newcomer(
        email=email,
        name=name,
        role=Role(role),
        organisation=organisation,
        time_zone=time_zone,
        password=password,
    )
    app = create_app()
    with app.app_context(), job("add-person") as work:
        person = service.add(work, newcomer)
        click.echo(f"{person.name} can sign in as {person.email}.")
