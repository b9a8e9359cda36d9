"""Issuing as a whole: each stage, and certificates in a second by one and two worker processes."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median
from uuid import uuid4

from flask import Flask
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from cpd.attempts.service import ModulePassed
from cpd.certificates import service
from cpd.certificates.documents import PRINT, html_of, press
from cpd.certificates.minting import Minted, MintOrder, mint, sheet_of
from cpd.certificates.press import FONT_FILES
from cpd.certificates.rules.facts import Design
from cpd.certificates.rules.life import Stage
from cpd.certificates.samples.site import SCRIPTS, sample_facts
from cpd.certificates.workshop import Workshop
from cpd.credentials.rules.awards import StatusPlace
from cpd.keys.calling import SocketSigner, answers
from cpd.keys.making import throw_away
from cpd.keys.service import SOCKET
from cpd.keys.signing import Signer
from cpd.web.context import job, parts
from tests.bench.measuring import Cost, median_of, timed
from tests.bench.processes import peak_in
from tests.conftest import settings
from tests.databases import an_app
from tests.factories.certificates import a_completion, a_version, the_site
from tests.factories.people import a_person

WHAT_IS_BARE = """\
The yardstick is WeasyPrint alone, as its manual shows it, drawing the very same HTML with the same
style sheets and fonts into a plain PDF: no tags, no credential, no signature, nothing kept. Ours is
all of it: credential signed and verified, PDF/A-3a and PDF/UA-1 with the credential inside, sealed
over a socket by another process, both standards checked, kept in SQLite with its log leaf, its
letter queued. Names are Latin, Arabic, Hebrew, Thai and Japanese in turn."""
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROUNDS, WARM_UP, CERTIFICATES = 10, 6, 50


def issuing_figures(folder: Path) -> None:
    print(f"\nIssuing, warm\n{WHAT_IS_BARE}")
    signer = throw_away("Bench", AT)
    bare = stage_figures(signer)
    for children in (1, 2):
        print_rate(children, folder / f"{children}", bare)


def an_order(name: str, design: Design) -> MintOrder:
    return MintOrder(
        certificate_id=uuid4(),
        subject_id=uuid4(),
        facts=sample_facts(name, design, AT.date()),
        base_url="https://cpd.example.org",
        place=StatusPlace(1, 4711),
        logo=None,
        made_at=AT,
    )


def stage_figures(signer: Signer) -> Cost:
    """Print what each stage takes, and return what the yardstick does."""
    orders = [an_order(name, Design.PORTRAIT) for name in SCRIPTS.values()]
    made = [mint(order, signer) for order in orders]
    print_sizes(made)
    whole, bare = [], []
    for order in orders * ROUNDS:
        whole.append(timed(lambda order=order: made.append(mint(order, signer)), 1))
        bare.append(timed(partial(drawn_bare, order), 1))
    for stage in Stage:
        took = [one.stages[stage] for one in made if stage in one.stages]
        if took:
            print(f"  {stage:<38} {1000 * median(took):>8.1f} ms")
    ours, yardstick = median_of(whole), median_of(bare)
    print(f"  {'all stages':<38} {ours.wall:>8.1f} ms, {ours.cpu:.1f} of CPU")
    print(
        f"  {'bare WeasyPrint':<38} {yardstick.wall:>8.1f} ms, {yardstick.cpu:.1f} of CPU: ", end=""
    )
    print(f"ours takes {ours.cpu / yardstick.cpu:.2f} of that")
    return yardstick


def print_sizes(made: list[Minted]) -> None:
    for script, one in zip(SCRIPTS, made, strict=True):
        print(
            f"  {script:<38} {len(one.pdf) / 1024:>8.1f} KB PDF, "
            f"credential {len(one.credential.encode()) / 1024:.1f}, "
            f"token {len(one.token) / 1024:.1f}"
        )


def drawn_bare(order: MintOrder) -> bytes:
    """Read everything, make the page, forget everything."""
    sheet = sheet_of(order, "")
    tools, fonts = press(order.facts.design), FontConfiguration()
    html = html_of(sheet, "roomy", tools, None)
    files = (FONT_FILES / "fonts.css", *sorted(PRINT.glob("certificate.css")))
    files = (*files, PRINT / f"{order.facts.design}.css")
    sheets = [CSS(filename=one, font_config=fonts) for one in files]
    return bytes(HTML(string=html).write_pdf(stylesheets=sheets, font_config=fonts))


def print_rate(children: int, folder: Path, bare: Cost) -> None:
    """Issue through a whole site: scheduler, worker processes, signer, database."""
    with a_site_with_signer(folder) as app, app.app_context():
        workshop = Workshop(children, partial(SocketSigner, folder / SOCKET))
        try:
            issue(workshop, WARM_UP * children)
            order_some(CERTIFICATES)
            before, began, own = spent_by(workshop), time.perf_counter(), time.process_time()
            issue(workshop, 0, CERTIFICATES)
            seconds, own = time.perf_counter() - began, time.process_time() - own
            theirs = spent_by(workshop) - before
            peaks = [peak_in(Path(f"/proc/{one.process.pid}/status")) for one in workshop.hands]
        finally:
            workshop.close()
    rate, alone = CERTIFICATES / seconds, 1000 / bare.wall
    each = [1000 * one / CERTIFICATES for one in (theirs, own)]
    what = f"{children} worker process" + ("es" if children > 1 else "")
    print(f"  {what:<38} {rate:>8.2f} a second, {rate / alone:.2f} of bare WeasyPrint's ", end="")
    print(f"{alone:.2f} in one process; CPU each {each[0]:.0f} ms by workers and", end=" ")
    print(f"{each[1]:.0f} by the scheduler; {max(peaks):.0f} MB a worker")


def spent_by(workshop: Workshop) -> float:
    """Return the seconds of CPU that the workers took since they began."""
    ticks = 0
    for child in workshop.hands:
        words = Path(f"/proc/{child.process.pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(words[11]) + int(words[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def issue(workshop: Workshop, number: int, waiting: int = 0) -> None:
    order_some(number)
    begin, base_url = partial(job, service.JOB), parts().settings.base_url
    issued = service.issue_waiting(begin, workshop, base_url, longest=600)
    assert issued == number + waiting, f"{issued} of {number + waiting}"


def order_some(number: int) -> None:
    names = cycle(SCRIPTS.values())
    with job("bench") as work:
        the_site(work.session)
        version = a_version(work.session)
        for _ in range(number):
            person = a_person(work.session, name=next(names))
            one = a_completion(work.session, person=person, version=version, completed_at=work.at)
            event = ModulePassed(
                completion=one.id, person=person.id, module=one.module_key, cycle=1
            )
            service.order_if_earned(work, event)


@contextmanager
def a_site_with_signer(folder: Path) -> Iterator[Flask]:
    folder.mkdir(parents=True)
    url = f"sqlite:///{folder / 'issuing.sqlite'}"
    told = replace(settings(folder, url), secret_key="of a bench, and long enough for one")
    with an_app(told) as app:
        environment = os.environ | {
            "CPD_DATA_DIR": str(folder),
            "CPD_DATABASE_URL": f"sqlite:///{folder / 'of-the-signer.sqlite'}",
        }
        command = [sys.executable, "-m", "cpd", "signer", "--with-parent"]
        signer = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        try:
            while not answers(folder / SOCKET):
                assert signer.poll() is None, "the signer did not start"
                time.sleep(0.1)
            yield app
        finally:
            signer.terminate()
            signer.wait()
