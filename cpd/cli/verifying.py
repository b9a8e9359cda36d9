"""`cpd certificate verify`: check a certificate with files alone."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path

import click

from cpd.kernel.clock import SystemClock
from cpd.kernel.errors import RuleError
from cpd.verification.offline import Examined, examined_offline
from cpd.verification.papers import Given, contents, gather
from cpd.verification.rules.checks import GROUPS, Result

VALID, NOT_VALID, CANNOT_READ = 0, 1, 2
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
MARKS = {Result.PASS: "passed ", Result.FAIL: "FAILED ", Result.SKIPPED: "skipped"}


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--with", "folder", type=FOLDER, help="Look for everything below in this folder.")
@click.option("--did", type=FILE, help="The issuer's DID document.")
@click.option("--root", type=FILE, help="The root of the issuer's seals, as PEM.")
@click.option("--crl", type=FILE, help="The list of stolen seals, signed by that root.")
@click.option("--checkpoint", type=FILE, help="A state of the log that you trust.")
@click.option("--proof", type=FILE, help="The proof that the certificate is in the log.")
@click.option("--status", type=FOLDER, help="A folder with the issuer's status lists.")
@click.option("--witness", "witnesses", multiple=True, help="The key of a witness of the log.")
@click.option("--at", "day", type=click.DateTime(["%Y-%m-%d"]), help="Check as if on this day.")
@click.option("--name", default="", help="A name to compare with the one on the certificate.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def verify(  # noqa: PLR0913, PLR0917 - one for each option
    file: Path,
    folder: Path | None,
    did: Path | None,
    root: Path | None,
    crl: Path | None,
    checkpoint: Path | None,
    proof: Path | None,
    status: Path | None,
    witnesses: tuple[str, ...],
    day: datetime | None,
    name: str,
    *,
    as_json: bool,
) -> None:
    """Check FILE: a PDF, a credential (.json) or its token (.jwt).

    Uses neither the network nor a database, only what you give it. Ends with 0 if the certificate
    is valid, with 1 if it is anything else (also if something needed to tell was not given), with 2
    if something cannot be read, or is no certificate.
    """
    given = Given(folder=folder, did=did, root=root, crl=crl, checkpoint=checkpoint, proof=proof,
                  status=status, witnesses=witnesses)  # fmt: skip
    now = datetime.combine(day, time(12), UTC) if day else SystemClock().now()
    try:
        examined = examined_offline(contents(file), gather(given), now, name=name)
    except RuleError as error:
        click.echo(f"cpd: {error}", err=True)
        sys.exit(CANNOT_READ)
    if as_json:
        click.echo(json.dumps(examined.to_plain(), ensure_ascii=False, indent=2))
    else:
        for line in lines(examined):
            click.echo(harmless(line))
    sys.exit(VALID if examined.is_valid else NOT_VALID)


def harmless(line: str) -> str:
    """Leave out what would move the cursor or colour the words: the file may be anybody's."""
    return "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in line)


def lines(examined: Examined) -> Iterator[str]:
    """Say the verdict, what it says of itself, and each check."""
    answer = examined.answer
    yield examined.headline.sentence
    if answer.facts is not None:
        facts = answer.facts
        yield f"  {facts.name}: {facts.title}, {facts.minutes} minutes, serial {facts.serial}"
        yield f"  issued by {facts.issuer} on {facts.issued_on}, to {facts.expires_on}"
    group = None
    for check in answer.checks:
        if check.point.group is not group:
            group = check.point.group
            yield GROUPS[group]
        yield f"  {MARKS[check.result]}  {check.point}: {check.message}"
