"""`cpd keys`: what an operator does with the keys of the site."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from cpd.app import create_app
from cpd.certificates.service import publish_lists
from cpd.kernel.errors import RuleError
from cpd.keys import bought, changing, roots, service
from cpd.keys.changing import Desk
from cpd.keys.keyring import crl_url, opened
from cpd.keys.models import SigningKey
from cpd.keys.publishing import roots_of
from cpd.keys.rules.purposes import KeyPurpose
from cpd.keys.signing import SignerAwayError
from cpd.transparency.service import rotate_log_key
from cpd.web.context import job, now, parts, reading

LARGEST_FILE = 100_000
YES = click.option("--yes", is_flag=True, help="Do not ask again.")
SINCE = (
    "The earliest instant somebody else may have had the key, as 2026-11-21T09:30; UTC unless "
    "it says otherwise."
)
AFTER_ROTATION = """
Tell readers, with the new fingerprint (cpd keys fingerprint):
- Import the new root from /.well-known/seal-root.pem beside the old one. Without it PDF readers
  call the issuer of new certificates unknown.
- Keep the old root: it vouches for what was sealed before.
Tell witnesses of the log the new fingerprint too: they give it once with --root. Those who were not
told do not follow when the key of the log is changed next.
Take the root keys away from this machine again. Once a year both are needed: each signs its own
list of stolen seals.
"""
FOLLOWED = """
Witnesses follow by themselves: the old key and the root both vouch for the new one. Those who do
not know this root, since it came after them, are told its fingerprint: they give it with --root.
"""
NOT_FOLLOWED = """
The root key is not here, so it could not vouch for the new key, and no witness follows by itself.
Tell each of them the new key (it stands in /log/keys): they give it once with --log-key.
"""
AFTER_THEFT = """
Tell readers at once, with the new fingerprint (cpd keys fingerprint):
- Remove the old root, and import the new one from /.well-known/seal-root.pem. Whoever keeps the old
  one trusts whatever the thief seals: no list of ours can stop that in programs that are not ours.
- What was sealed under the old root still holds where a witness of the log saw it in time; the
  verify page and cpd certificate verify say so, PDF readers will not.
- Whoever needs a seal that every reader accepts can be given a new certificate in place of the old.
"""


@click.group()
def keys() -> None:
    """See, change and revoke the keys that certificates are signed with."""


@contextmanager
def desk() -> Iterator[Desk]:
    with create_app().app_context():
        settings = parts().settings
        yield Desk(partial(job, "keys"), opened(settings, now()), crl_url(settings))


def sign_lists() -> None:
    """Let the status lists be signed with the new key at once, or by the job once it can."""
    with suppress(SignerAwayError):
        publish_lists()


def sure(question: str, *, yes: bool) -> None:
    if not yes:
        click.confirm(question, abort=True)


@keys.command("list")
def list_command() -> None:
    """List every key there ever was, and how it stands."""
    with create_app().app_context():
        for key in service.public_keys(reading()):
            click.echo(f"{key.id:<24}{key.purpose:<12}{standing(key)}")


def standing(key: SigningKey) -> str:
    is_root = key.purpose is KeyPurpose.ROOT
    if key.revoked_as_of is not None:
        return f"revoked, not to be trusted since {key.revoked_as_of:%Y-%m-%d %H:%M} UTC"
    if key.retired_at is not None:
        return f"retired on {key.retired_at:%Y-%m-%d}; what it signed stays good"
    return f"{'vouches for seals' if is_root else 'signs'} since {key.created_at:%Y-%m-%d}"


@keys.command("rotate")
@click.argument("purpose", type=click.Choice([one.value for one in KeyPurpose]))
@YES
def rotate_command(purpose: str, *, yes: bool) -> None:
    """Make a new key for a purpose, and retire the old one: once a year, and when staff leave.

    What the old key signed stays good. Nothing needs to be started again. The root is changed
    seldom: before it runs out, or when those leave who could open it. A new seal comes with it.
    """
    sure(f"Make a new {purpose} key and retire the present one?", yes=yes)
    if purpose == KeyPurpose.ROOT:
        with desk() as ours:
            names = roots.rotate(ours, parts().settings.site_name)
        say(names, AFTER_ROTATION)
        return
    if purpose == KeyPurpose.LOG:
        with desk() as ours:
            name, is_announced = rotate_log_key(ours)
        say([name], FOLLOWED if is_announced else NOT_FOLLOWED)
        return
    with desk() as ours:
        name = changing.rotate(ours, KeyPurpose(purpose))
        sign_lists()
    click.echo(f"{name} signs from now on.")


@keys.command("revoke")
@click.argument("key_id")
@click.option("--since", required=True, help=SINCE)
@YES
def revoke_command(key_id: str, since: str, *, yes: bool) -> None:
    """Say that somebody else may have had a key. It cannot be taken back.

    What the key signed is then believed only if an independent witness vouched for the log that
    holds it before that instant.
    """
    instant = instant_in(since)
    question = (
        f"What {key_id} signed since {instant:%Y-%m-%d %H:%M} UTC, and whatever no witness vouched "
        "for before, will be refused for ever. Revoke it?"
    )
    sure(question, yes=yes)
    with desk() as ours:
        if roots.is_root(key_id):
            names = roots.revoke(ours, key_id, instant)
            click.echo(f"{key_id} is revoked, and every seal under it.")
            say(names, AFTER_THEFT)
            return
        new = changing.revoke(ours, key_id, instant)
        sign_lists()
    click.echo(f"{key_id} is revoked.")
    if new is not None:
        click.echo(f"{new} signs from now on.")


def say(names: list[str], then: str) -> None:
    for name in names:
        made = "vouches for seals" if name.startswith(f"{KeyPurpose.ROOT}-") else "signs"
        click.echo(f"{name} {made} from now on.")
    click.echo(then)


def instant_in(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise RuleError(f"“{text}” is no instant; write it like 2026-11-21T09:30.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@keys.command("adopt")
@YES
def adopt_command(*, yes: bool) -> None:
    """Make new keys here where those the site signs with are lost for good.

    The lost ones are retired: what they signed stays good.
    """
    question = "Only if the old keys are lost for good, or meant to end. Make new ones?"
    sure(question, yes=yes)
    with desk() as ours:
        names = changing.adopt(ours)
        if names:
            roots.know_all(ours)
    for name in names:
        click.echo(f"{name} signs from now on.")
    if not names:
        click.echo("Nothing to do: the keys here are those the site signs with.")


@keys.command("import-seal")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.password_option(confirmation_prompt=False, help="Asked for if it is not given.")
@YES
def import_seal_command(file: Path, password: str, *, yes: bool) -> None:
    """Seal PDFs from now on with a bought certificate (a PKCS #12 file, .p12 or .pfx)."""
    if file.stat().st_size > LARGEST_FILE:
        raise RuleError("The file is too large to be a key with its certificates.")
    with desk() as ours:
        seal = bought.read(file.read_bytes(), password, now())
        for line in bought.what_readers_see(seal):
            click.echo(line)
        sure("Seal with it from now on?", yes=yes)
        with ours.begin() as work:
            name = changing.free_name(work, ours.keyring, KeyPurpose.SEAL)
        changing.install(ours, seal.held(name))
    click.echo(f"{name} signs from now on.")


@keys.command("export-root")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path), default="-")
def export_root_command(file: Path) -> None:
    """Write the roots that readers need to trust our seals, as PEM.

    One that was stolen stands there under another label, so that no program imports it.
    """
    with create_app().app_context():
        text = "".join(root.written() for root in roots_of(service.public_keys(reading())))
    if not text:
        raise RuleError("There is no root yet. It is made when cpd signer runs the first time.")
    with click.open_file(str(file), "w", encoding="ascii") as out:
        out.write(text)


@keys.command("fingerprint")
def fingerprint_command() -> None:
    """Print what to read out to somebody who asks whether a root or a key is ours (SHA-256)."""
    with create_app().app_context():
        found = service.public_keys(reading())
    for root in roots_of(found):
        click.echo(f"{root.name or 'root':<24}{root.fingerprint}  {root.standing}")
    for key in found:
        if key.purpose is KeyPurpose.ROOT:
            continue  # told above, by its certificate, as programs show it
        click.echo(f"{key.id:<24}{service.fingerprint(key.public_key)}")
