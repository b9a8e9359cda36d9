"""`cpd log`: sign the log, publish it, watch it, and hold everything against it."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

import click

from cpd.app import create_app
from cpd.certificates.service.auditing import audit_certificates
from cpd.kernel.clock import SystemClock
from cpd.kernel.errors import RuleError
from cpd.keys.service import signer
from cpd.transparency import service
from cpd.transparency.rules.notes import Note, read_verifier_key
from cpd.transparency.watching.keeping import State, keep_state, key_at, state_at, write_whole
from cpd.transparency.watching.looking import ForkError, Looked, look, published_keys
from cpd.transparency.watching.sources import Folder, Site, Source
from cpd.verification.service.auditing import audit_records
from cpd.web.context import job, reading
from cpd.web.filters import counted

A_FILE = click.Path(path_type=Path, dir_okay=False)
A_FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)


@click.group()
def log() -> None:
    """Sign the log of certificates, publish it, watch it, audit it."""


@log.command()
def checkpoint() -> None:
    """Sign how long the log is now, and publish it. The scheduler does so each minute."""
    with create_app().app_context():
        service.refuse_older_than_published(reading())
        reading().rollback()
        with job(service.JOB) as work:
            made = service.checkpoint(work, signer())
            click.echo(f"{made.size} lines signed." if made else "Nothing new to sign.")
        click.echo(f"{counted(service.publish_log(), 'file')} published.")


@log.command()
def publish() -> None:
    """Write every published file of the log anew, from the database."""
    with create_app().app_context():
        click.echo(f"{counted(service.publish_log(anew=True), 'file')} published.")


@log.group()
def witnesses() -> None:
    """Whose word on the log is taken."""


@witnesses.command("add")
@click.argument("verifier_key")
def add_command(verifier_key: str) -> None:
    """Take the word of a witness from now on, known by the key that it printed."""
    with create_app().app_context(), job("cli") as work:
        click.echo(f"{service.add_witness(work, verifier_key).name} is a witness now.")


@witnesses.command("remove")
@click.argument("name")
def remove_command(name: str) -> None:
    """Take the word of a witness no more. What it signed before is kept."""
    with create_app().app_context(), job("cli") as work:
        service.remove_witness(work, name)
    click.echo(f"{name} is a witness no more.")


@witnesses.command("list")
def list_command() -> None:
    """Show who watches, and when each of them last cosigned."""
    with create_app().app_context():
        rows = service.standing(reading()).witnesses
        for row in rows:
            when = f"{row.latest_at:%Y-%m-%d %H:%M} UTC, {row.size} lines" if row.latest_at else ""
            click.echo(f"{row.witness.name}  {when or 'never yet'}  {row.witness.verifier_key}")
    if not rows:
        click.echo("Nobody watches yet.")


@log.command()
@click.option("--site", help="The site's address; its log is read over the network.")
@click.option("--folder", type=A_FOLDER, help="Or a folder with the published files of a log.")
@click.option("--key", "key_file", type=A_FILE, required=True, help="This witness' own key.")
@click.option("--state", "state_file", type=A_FILE, required=True, help="What it last saw.")
@click.option("--name", help="The witness' name, for a key that is made now.")
@click.option("--log-key", multiple=True, help="A key of the log to trust from now on.")
@click.option("--root", multiple=True, help="The fingerprint of a root that vouches for such keys.")
@click.option("--post", is_flag=True, help="Send the cosignature to the site.")
@click.option("--write", "write_file", type=A_FILE, help="Write the cosigned checkpoint there.")
def witness(  # noqa: PLR0913 - one parameter an option
    *,
    site: str | None,
    folder: Path | None,
    key_file: Path,
    state_file: Path,
    name: str | None,
    log_key: tuple[str, ...],
    root: tuple[str, ...],
    post: bool,
    write_file: Path | None,
) -> None:
    """Look whether a log only grew since the last time, and if so, cosign its checkpoint."""
    source = source_of(site, folder)
    if post and not isinstance(source, Site):
        raise RuleError("A cosignature can be sent to a --site only.")
    key, is_new = key_at(key_file, name)
    if is_new:
        click.echo(f"A new key; give the operator of the log: {key.verifier.text}", err=True)
    before = state_at(state_file)
    before = replace(before, roots=tuple(dict.fromkeys([*before.roots, *root])))
    looked = looked_at(source, trusting(source, before, log_key), state_file)
    for words in news(before, looked):
        click.echo(words, err=True)
    # Kept before anything is signed: no crash may lead to a signature under two faces of a log.
    keep_state(state_file, looked.state)
    line = key.cosign(looked.note.text, int(SystemClock().now().timestamp()))
    cosigned = Note(looked.note.text, (*looked.note.lines, line)).written()
    if write_file:
        write_whole(write_file, cosigned, 0o644)
    if isinstance(source, Site) and post:
        source.send("cosignatures", Note(looked.note.text, (line,)).written().encode())
    if not post and not write_file:
        click.echo(cosigned, nl=False)
    click.echo(f"Cosigned: {looked.found.origin}, {looked.found.size} lines.", err=True)


def source_of(site: str | None, folder: Path | None) -> Source:
    if (site is None) == (folder is None):
        raise RuleError("Say either --site or --folder.")
    return Site(site) if site is not None else Folder(Path(str(folder)))


def trusting(source: Source, state: State, given: tuple[str, ...]) -> State:
    """Return what was kept, with the keys to trust. The first time they may be the log's own."""
    keys = [*state.log_keys, *(read_verifier_key(one).text for one in given)]
    if not keys:
        keys = [*published_keys(source)]
        words = "Trusted from now on; compare them with what the operator told you:"
        click.echo("\n".join([words, *keys]), err=True)
    return replace(state, log_keys=tuple(dict.fromkeys(keys)))


def news(before: State, looked: Looked) -> Iterator[str]:
    """Say what is trusted that was not trusted before."""
    for root in looked.state.roots:
        if root not in before.roots:
            yield f"May vouch for new keys of the log; compare it with its operator's word: {root}"
    for one in looked.changes:
        said = one.change
        yield f"The log has another key since {said.at}, vouched for by the old one and its root:"
        yield f"  {said.old.text}\n  {said.new.text}"


def looked_at(source: Source, state: State, state_file: Path) -> Looked:
    try:
        return look(source, state)
    except ForkError as error:
        evidence = state_file.with_name(f"{state_file.name}.fork")
        write_whole(evidence, error.evidence, 0o644)
        raise RuleError(f"{error} What was signed before and now is kept in {evidence}.") from error


@log.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for programs.")
@click.option("--checkpoint", "kept", type=A_FILE, help="A checkpoint that was kept elsewhere.")
def audit(*, as_json: bool, kept: Path | None) -> None:
    """Walk the whole log and every certificate, and say what is wrong; exit 1 if anything is."""
    faults = 0
    with create_app().app_context():
        session, told = reading(), service.Told()
        against = service.audit_kept(session, kept.read_bytes()) if kept else ()
        found = chain(
            against,
            service.audit_log(session, told),
            audit_certificates(session, told),
            audit_records(session),
        )
        for faults, fault in enumerate(found, start=1):  # noqa: B007 - counted for the end
            click.echo(said(fault.subject, fault.words, as_json=as_json))
        size = service.standing(session).size
    if not as_json:
        verdict = f"{counted(faults, 'fault')} found" if faults else "nothing is wrong"
        click.echo(f"{counted(size, 'line')} and every certificate looked at: {verdict}.")
    sys.exit(1 if faults else 0)


def said(subject: str, words: str, *, as_json: bool) -> str:
    if as_json:
        return json.dumps({"subject": subject, "words": words}, ensure_ascii=False)
    return f"{subject}: {words}"
