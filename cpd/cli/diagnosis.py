"""`cpd doctor`: what an operator would want to be told before their members notice."""

import ctypes.util
import hashlib
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import click
from cryptography import x509
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from cpd.app import create_app
from cpd.catalogue import store as catalogue
from cpd.certificates import store as certificates
from cpd.db import db, unsoundness
from cpd.evidence import store as evidence
from cpd.evidence.storage import storage
from cpd.jobs import JOBS
from cpd.kernel.errors import RuleError
from cpd.keys import service as signing
from cpd.keys.models import SigningKey
from cpd.keys.publishing import CRL, named_crl
from cpd.keys.rules.purposes import AT_WORK, KeyPurpose
from cpd.keys.signing import SignerAwayError
from cpd.letters import store as outbox
from cpd.letters.mail import office
from cpd.letters.rules import Phase
from cpd.schedule import store as schedule
from cpd.settings import Settings
from cpd.transparency import service as transparency
from cpd.verification.lockbox import Lockbox
from cpd.verification.store import webhooks as addresses
from cpd.web.context import now, parts
from cpd.web.filters import counted
from cpd.web.health import is_up_to_date
from cpd.web.published import published

SAFE_SQLITE = (3, 51, 3)
LATE = timedelta(minutes=15)
SOON = timedelta(days=60)
LONG = timedelta(days=400)


@dataclass(frozen=True)
class Finding:
    """One line of the report; `level` is ok, warn or fail."""

    level: str
    subject: str
    words: str


@click.command()
def doctor() -> None:
    """Look at the installation and say in plain words what is wrong. Changes nothing."""
    app = create_app()
    worst = "ok"
    with app.app_context():
        for finding in findings(parts().settings):
            click.echo(f"{finding.level:<5}{finding.subject:<14}{finding.words}")
            worst = max(worst, finding.level, key=("ok", "warn", "fail").index)
    sys.exit(1 if worst == "fail" else 0)


def findings(settings: Settings) -> Iterator[Finding]:
    yield printing()
    if settings.database_url.startswith("sqlite"):
        yield embedded_version()
    yield address(settings)
    yield mail(settings)
    try:
        if not is_up_to_date():
            yield Finding("fail", "tables", "not those of this release; run cpd upgrade")
            return
        yield Finding("ok", "tables", "those of this release")
        session = db.session()
        for check in CHECKS:
            yield from check(session)
    except SQLAlchemyError as error:
        yield Finding("fail", "database", f"does not answer: {type(error).__name__}")


def printing() -> Finding:
    if ctypes.util.find_library("harfbuzz-subset") is None:
        words = "libharfbuzz-subset0 is missing: certificates take ten times as long to draw"
        return Finding("warn", "printing", words)
    return Finding("ok", "printing", "fonts are subset by HarfBuzz")


def embedded_version() -> Finding:
    version = sqlite3.sqlite_version_info
    if version < SAFE_SQLITE:
        words = (
            f"SQLite {sqlite3.sqlite_version} has a rare fault in its write-ahead log, mended in "
            "3.51.3; keep backups, or use PostgreSQL"
        )
        return Finding("warn", "SQLite", words)
    return Finding("ok", "SQLite", sqlite3.sqlite_version)


def address(settings: Settings) -> Finding:
    if not settings.is_https:
        return Finding("warn", "address", f"{settings.base_url} is not https")
    if not settings.proxies:
        words = (
            "CPD_PROXIES is 0: behind a proxy all visitors count as one, and wait for one another"
        )
        return Finding("warn", "address", words)
    return Finding("ok", "address", settings.base_url)


def mail(settings: Settings) -> Finding:
    try:
        server = office(settings)
    except RuleError as error:
        return Finding("fail", "mail", str(error))
    return Finding("ok", "mail", f"letters go to {server.host}, port {server.port}")


def soundness(session: Session) -> Iterator[Finding]:
    wrong = unsoundness(session)
    yield Finding("fail", "database", wrong) if wrong else Finding("ok", "database", "sound")


def files(session: Session) -> Iterator[Finding]:
    """Hash every stored certificate anew, and ask for those that have no file."""
    count = 0
    for serial, sha256, pdf in certificates.files(session):
        count += 1
        if not pdf or hashlib.sha256(pdf).hexdigest() != sha256:
            words = f"{serial}: the stored file is not the issued one"
            yield Finding("fail", "certificates", words)
    yield Finding("ok", "certificates", f"{counted(count, 'stored file')} looked at")
    if troubled := certificates.troubled(session):
        words = f"{counted(troubled, 'certificate')} cannot be drawn; see those being prepared"
        yield Finding("warn", "certificates", words)


def proofs(session: Session) -> Iterator[Finding]:
    """Read every file that members keep as evidence, and hash it anew."""
    kept, names = storage(), evidence.stored(session)
    lost = [name for name in names if kept.read(name) is None]
    for name in lost:
        yield Finding("fail", "evidence", f"{name}: the file is missing or not what it was")
    yield Finding("ok", "evidence", f"{counted(len(names), 'stored file')} looked at")


def letters(session: Session) -> Iterator[Finding]:
    tally, found = outbox.tally(session), []
    if not tally.adds_up:
        found.append(Finding("fail", "letters", "the outbox does not add up: some have no phase"))
    if settled := tally.by_phase[Phase.UNKNOWN] + tally.by_phase[Phase.REFUSED]:
        found.append(Finding("warn", "letters", f"{settled} refused or in doubt; see the outbox"))
    oldest = outbox.longest_waiting(session)
    if oldest is not None and now() - oldest.queued_at > LATE:
        words = f"{tally.waiting} wait, one since {oldest.queued_at:%Y-%m-%d %H:%M} UTC"
        answer = f": {oldest.last_answer}" if oldest.last_answer else "; is cpd jobs run running?"
        found.append(Finding("warn", "letters", words + answer))
    yield from found or [Finding("ok", "letters", "none late, refused or in doubt")]


def scheduler(session: Session) -> Iterator[Finding]:
    runs = [run for run in schedule.runs(session) if run.name in JOBS]
    late = [run.name for run in runs if now() - run.due_at > LATE]
    failed = [f"{run.name} {run.outcome}" for run in runs if (run.outcome or "").startswith("fail")]
    if not runs:
        yield Finding("warn", "scheduler", "no job ever ran; is cpd jobs run running?")
    if late:
        yield Finding("warn", "scheduler", f"late: {', '.join(late)}; is cpd jobs run running?")
    if failed:
        yield Finding("warn", "scheduler", f"{'; '.join(failed)}; see the log of cpd jobs run")
    if runs and not late and not failed:
        yield Finding("ok", "scheduler", "nothing is late, nothing failed")


def log(session: Session) -> Iterator[Finding]:
    """Hold the log against what was last signed of it, and what everybody can see."""
    if words := transparency.trouble(session):
        yield Finding("fail", "log", words)
        return
    stands = transparency.standing(session)
    since = stands.last.renewed_at if stands.last else None
    if stands.waiting and (since is None or now() - since > LATE):
        waiting = counted(stands.waiting, "line waits", "lines wait")
        words = f"{waiting} to be signed; do cpd jobs run and cpd signer run?"
        yield Finding("warn", "log", words)
        return
    watching = counted(len(stands.witnesses), "witness", "witnesses")
    words = f"{counted(stands.size, 'line')}, {watching}; nothing signed was changed"
    yield Finding("ok", "log", words)


def content(session: Session) -> Iterator[Finding]:
    broken = {found.module_key for found in catalogue.findings(session)}
    words = f"not loaded: {', '.join(sorted(broken))}" if broken else "every module was loaded"
    yield Finding("warn" if broken else "ok", "content", words)


def keys(session: Session) -> Iterator[Finding]:
    """Ask for a current key of each purpose, how old it is, and whether the signer has it."""
    found = signing.public_keys(session)
    current = [key for key in found if key.retired_at is None and key.purpose in AT_WORK]
    lacking = [str(one) for one in AT_WORK if one not in {key.purpose for key in current}]
    if lacking:
        words = f"none for {', '.join(lacking)} yet: cpd signer makes them, so cpd jobs run does"
        yield Finding("warn", "keys", words)
        return
    names = ", ".join(sorted(key.id for key in current))
    yield Finding("ok", "keys", f"{names} sign")
    for key in current:
        if now() - key.created_at > LONG:
            words = f"{key.id} is more than a year old; see cpd keys rotate {key.purpose}"
            yield Finding("warn", "keys", words)
    yield from seal(next(key for key in current if key.purpose is KeyPurpose.SEAL))
    yield from lists_of_stolen(found)
    yield signer({key.id for key in current})


def seal(key: SigningKey) -> Iterator[Finding]:
    chain = x509.load_pem_x509_certificates((key.certificates or "").encode("ascii"))
    ends_at = min(one.not_valid_after_utc for one in chain)
    if ends_at - now() < SOON:
        level = "fail" if ends_at <= now() else "warn"
        words = f"the certificate of {key.id} runs out on {ends_at:%Y-%m-%d}; see cpd keys rotate"
        yield Finding(level, "keys", words)


def lists_of_stolen(found: Sequence[SigningKey]) -> Iterator[Finding]:
    """Tell of lists of stolen seals that run out: without one nobody can be sure of a seal."""
    roots = [key for key in found if key.purpose is KeyPurpose.ROOT]
    good = [key.id for key in roots if key.revoked_at is None]
    later = [named_crl(key.id) for key in roots[1:] if key.id in good]
    for path in [*([CRL] if not roots or roots[0].id in good else []), *later]:
        content = published(path)
        until = x509.load_der_x509_crl(content).next_update_utc if content else None
        if until is not None and until - now() < SOON:
            level = "fail" if until <= now() else "warn"
            words = f"/{path} runs out on {until:%Y-%m-%d}; put its root key back, with cpd signer"
            yield Finding(level, "keys", f"{words} running")


def signer(current: set[str]) -> Finding:
    try:
        mine = {signing.signer().public(purpose).id for purpose in AT_WORK}
    except SignerAwayError:
        words = "does not answer, so certificates wait; is cpd jobs run or cpd signer running?"
        return Finding("warn", "signer", words)
    if mine != current:
        other = ", ".join(sorted(mine - current))
        return Finding("fail", "signer", f"signs with {other}, which the site does not use")
    return Finding("ok", "signer", "answers, with the keys of this site")


def webhooks(session: Session) -> Iterator[Finding]:
    """Try to open every secret with which messages to bodies are signed."""
    lockbox, kept = Lockbox(parts().settings.secret_key), addresses.secrets(session)
    closed = [owner for owner, secret in kept if not lockbox.opens(secret, owner)]
    if closed:
        words = (
            f"{counted(len(closed), 'secret')} cannot be opened: the secret key was changed; "
            "put the old one back, or let the bodies add their addresses again"
        )
        yield Finding("fail", "webhooks", words)
        return
    yield Finding("ok", "webhooks", f"{counted(len(kept), 'secret')} can be opened")


CHECKS: tuple[Callable[[Session], Iterator[Finding]], ...] = (
    soundness,
    files,
    proofs,
    letters,
    scheduler,
    keys,
    log,
    content,
    webhooks,
)
