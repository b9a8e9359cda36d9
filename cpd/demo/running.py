"""Runs the parts of the demonstration together, and stops them together."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType

import click

from cpd.app import create_app
from cpd.demo.cast import PASSWORD, SIGN_INS
from cpd.demo.seeding import seed
from cpd.kernel.errors import RuleError
from cpd.keys.calling import answers
from cpd.keys.service import SOCKET
from cpd.settings import Settings, from_environment

WAIT_FOR_START = 60.0
WAIT_FOR_END = 15.0
MOST_AGAIN = 5


@dataclass(frozen=True)
class Program:
    """A part of the demonstration, and the port or socket at which it answers once it is there.

    One that may be started `again` does not end the others: what it does waits until it is back.
    """

    words: list[str]
    at: int | Path | None = None
    again: bool = False


@dataclass
class Running:
    """A program that was started, how often, and with what it was told."""

    program: Program
    env: dict[str, str]
    process: "subprocess.Popen[bytes]"
    starts: int = 1

    def goes_on(self) -> bool:
        """Say whether it runs, or somebody else does its work, or it could be started again."""
        if self.process.poll() is None:
            return True
        if not self.program.again:
            return False
        if self.program.at is not None and is_there(self.program.at):
            return True  # the scheduler started one as well, and was quicker
        if self.starts > MOST_AGAIN:
            return False
        click.echo(f"{self.program.words[-2]} ended; starting it again.", err=True)
        self.process, self.starts = start(self.program, self.env), self.starts + 1
        return True


class ToldToStopError(Exception):
    """The demonstration was told to end."""


def demo_folder() -> Path:
    """Return the demonstration's own folder, inside that of the site: it may be thrown away."""
    return Path(os.environ.get("CPD_DATA_DIR", "var")) / "demo"


def demo_settings(port: int, folder: Path) -> Settings:
    """Return the settings of the demonstration: its own folder, its own database, its own mail."""
    return replace(
        from_environment({"CPD_DATA_DIR": str(folder)}),
        base_url=f"http://127.0.0.1:{port}",
        smtp_url=f"smtp://127.0.0.1:{port + 2}",
        mail_from="Harbour Institute <cpd@example.org>",
        demo=True,
    )


def environment(settings: Settings) -> dict[str, str]:
    """Return what the programs are told; what the operator set for the real site stays out."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("CPD_")}
    return others | {
        "CPD_DATA_DIR": str(settings.data_dir),
        "CPD_DATABASE_URL": settings.database_url,
        "CPD_BASE_URL": settings.base_url,
        "CPD_SMTP_URL": settings.smtp_url,
        "CPD_MAIL_FROM": settings.mail_from,
        "CPD_DEMO": "1",
    }


def run_demo(port: int, *, fresh: bool) -> int:
    """Set up, print the address and the sign-ins, and serve until told to stop."""
    for busy in (port, port + 1, port + 2):
        refuse_busy(busy)
    if fresh and demo_folder().is_dir():
        shutil.rmtree(demo_folder())
    settings = demo_settings(port, demo_folder())
    click.echo("Preparing the demonstration; the first time takes some seconds.")
    seed(create_app(settings))
    return supervise(programs_of(settings, port), environment(settings), settings.base_url, port)


def refuse_busy(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise RuleError(
                f"Port {port} is taken by another program. "
                f"Choose another: make run PORT={port + 1000}"
            ) from None


def programs_of(settings: Settings, port: int) -> list[Program]:
    cpd = [sys.executable, "-m", "cpd"]
    letters = str(settings.data_dir / "letters")
    return [
        Program([*cpd, "signer", "--with-parent"], settings.data_dir / SOCKET, again=True),
        Program([*cpd, "catch-mail", "--smtp-port", str(port + 2), "--http-port", str(port + 1),
                 "--folder", letters], port + 2),
        Program([*cpd, "serve", "--port", str(port)], port),
        Program([*cpd, "jobs", "run"]),
    ]  # fmt: skip


def supervise(programs: list[Program], env: dict[str, str], address: str, port: int) -> int:
    """Run the programs until one ends or we are told to stop; then end the others."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise ToldToStopError

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    running: list[Running] = []
    try:
        if all(started(program, env, running) for program in programs):
            greet(address, port)
            while all(one.goes_on() for one in running):
                time.sleep(0.3)
    except ToldToStopError:
        click.echo("\nStopping.")
        return 0
    else:
        click.echo("A part of the demonstration ended; stopping the others.", err=True)
        return 1
    finally:
        end_all([one.process for one in running])


def start(program: Program, env: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(program.words, env=env)  # noqa: S603 - our own


def started(program: Program, env: dict[str, str], running: list[Running]) -> bool:
    """Start a program, and wait until it answers where it should, if anywhere."""
    running.append(Running(program, env, start(program, env)))
    began = time.monotonic()
    while program.at is not None and time.monotonic() - began < WAIT_FOR_START:
        if running[-1].process.poll() is not None:
            return False
        if is_there(program.at):
            return True
        time.sleep(0.1)
    return program.at is None


def is_there(at: int | Path) -> bool:
    if isinstance(at, Path):
        return answers(at)
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", at)) == 0


def greet(address: str, port: int) -> None:
    click.echo(f"\n  The product      {address}")
    click.echo(f"  Its letters      http://127.0.0.1:{port + 1}")
    click.echo(f"\n  Everybody's password is: {PASSWORD}\n")
    for part in SIGN_INS:
        click.echo(f"  {part.email:<28} {part.what_for}")
    cpd = sys.argv[0] if Path(sys.argv[0]).name == "cpd" else "cpd"
    click.echo(f"\n  Ctrl+C stops everything. The data stay; `{cpd} demo --fresh` begins anew.\n")


def end_all(running: list[subprocess.Popen[bytes]]) -> None:
    for program in running:
        if program.poll() is None:
            program.terminate()
    for program in running:
        try:
            program.wait(WAIT_FOR_END)
        except subprocess.TimeoutExpired:
            program.kill()
