"""`cpd certificate`: samples for outside checks, and checks without the site."""

from importlib import import_module

import click

# Where each part stands. It is loaded when it is asked for.
PARTS = {
    "sample": "cpd.cli.sampling:sample",
    "verify": "cpd.cli.verifying:verify",
}


class Parts(click.Group):
    """The parts by name, none of them loaded before it is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(PARTS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in PARTS:
            return None
        module, name = PARTS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=Parts)
def certificate() -> None:
    """Make samples of certificates, and check certificates without asking the site."""
