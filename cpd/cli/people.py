"""`cpd people`: adding somebody by hand, the first administrator above all."""

import click

from cpd.app import create_app
from cpd.people import service
from cpd.people.addresses import checked_email
from cpd.people.passwords import common_passwords, passwords_of
from cpd.people.rules import Role, checked_name, checked_password, checked_time_zone
from cpd.web.context import job, parts


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
def add_command(
    email: str, name: str, role: str, organisation: str, time_zone: str, password: str
) -> None:
    """Add a person with a confirmed address."""
    app = create_app()
    with app.app_context():
        settings = parts().settings
        newcomer = service.Newcomer(
            email=checked_email(email),
            name=checked_name(name),
            role=Role(role),
            organisation=organisation,
            time_zone=checked_time_zone(time_zone),
            password_hash=passwords_of(settings).hashed(
                checked_password(password, common=common_passwords(), about=(name, email))
            ),
        )
        with job("add-person") as work:
            service.add(work, newcomer, site_name=settings.site_name)
    click.echo(f"{newcomer.name} can sign in as {newcomer.email}.")
