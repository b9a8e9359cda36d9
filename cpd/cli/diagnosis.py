"""`cpd doctor`: what an operator would want to be told before their members notice."""

import ctypes.util
import hashlib
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from cpd.app import create_app
from cpd.catalogue.models import ContentFinding
from cpd.certificates.models import Certificate, CertificateFile
from cpd.db import db
from cpd.letters.models import Letter
from cpd.letters.rules import Phase
from cpd.schedule.models import JobDue
from cpd.settings import Settings
from cpd.upgrading import is_up_to_date
from cpd.web.context import now, parts

SAFE_SQLITE = (3, 51, 3)
LATE_MINUTES = 15


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
    yield addresses(settings)
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


def addresses(settings: Settings) -> Finding:
    if not settings.is_https:
        return Finding("warn", "address", f"{settings.base_url} is not https")
    return Finding("ok", "address", settings.base_url)


def soundness(session: Session) -> Iterator[Finding]:
    if session.get_bind().dialect.name != "sqlite":
        return
    answer = str(session.scalar(text("PRAGMA quick_check")))
    orphans = session.execute(text("PRAGMA foreign_key_check")).all()
    sound = answer == "ok" and not orphans
    words = (
        "sound" if sound else f"quick_check: {answer}; rows without their parent: {len(orphans)}"
    )
    yield Finding("ok" if sound else "fail", "database", words)


def files(session: Session) -> Iterator[Finding]:
    """Hash every stored certificate anew."""
    stored = select(Certificate.serial, Certificate.sha256, CertificateFile.pdf).outerjoin(
        CertificateFile, CertificateFile.certificate_id == Certificate.id
    )
    count = 0
    for serial, sha256, pdf in session.execute(
        stored.where(Certificate.issued_at.is_not(None)).execution_options(yield_per=100)
    ):
        count += 1
        if not pdf or hashlib.sha256(pdf).hexdigest() != sha256:
            yield Finding(
                "fail", "certificates", f"{serial}: the stored file is not the issued one"
            )
    yield Finding("ok", "certificates", f"{count} stored files looked at")


def letters(session: Session) -> Iterator[Finding]:
    doubtful = (Phase.UNKNOWN, Phase.REFUSED)
    phases = list(session.scalars(select(Letter.phase).where(Letter.phase.in_(doubtful))))
    if phases:
        yield Finding("warn", "letters", f"{len(phases)} refused or in doubt; see the outbox page")
    else:
        yield Finding("ok", "letters", "none refused, none in doubt")


def scheduler(session: Session) -> Iterator[Finding]:
    late = [
        job.name
        for job in session.scalars(select(JobDue))
        if (now() - job.due_at).total_seconds() > LATE_MINUTES * 60
    ]
    if late:
        words = f"late: {', '.join(late)}; is cpd jobs run running?"
        yield Finding("warn", "scheduler", words)
    else:
        yield Finding("ok", "scheduler", "nothing is late")


def content(session: Session) -> Iterator[Finding]:
    broken = set(session.scalars(select(ContentFinding.module_key)))
    words = f"not loaded: {', '.join(sorted(broken))}" if broken else "every module was loaded"
    yield Finding("warn" if broken else "ok", "content", words)


CHECKS: tuple[Callable[[Session], Iterator[Finding]], ...] = (
    soundness,
    files,
    letters,
    scheduler,
    content,
)
