"""Workers are killed while they send: nothing is lost unseen, nothing doubled that must not be."""

import asyncio
import os
import random
import subprocess
import sys
import time
from collections import Counter
from email import message_from_bytes

import pytest
from sqlalchemy import select

from cpd.db import db
from cpd.letters import service, store
from cpd.letters.models import Letter
from cpd.letters.rules import Draft, InDoubt, Phase
from cpd.web.context import job
from tests.conftest import DATABASES, settings
from tests.databases import an_app, its_own
from tests.mail_servers import a_mail_server

SEED = int(os.environ.get("CPD_FAULT_SEED", "20260302"))
KILLS = int(os.environ.get("CPD_FAULT_KILLS", "6"))
LETTERS = KILLS * 10
LIES_EVERY = 17
PATIENCE = 180


class Journal:
    """A mail server that writes down what it took, and sometimes loses its own answer."""

    def __init__(self):
        self.taken = Counter()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        await asyncio.sleep(0.01)
        self.taken[message_from_bytes(envelope.content)["Message-ID"]] += 1
        await asyncio.sleep(0.01)
        if self.taken.total() % LIES_EVERY == 0:
            server.transport.close()
        return "250 taken"


class Workers:
    """Two sending processes. Each is restarted when it is killed."""

    def __init__(self, environment, epoch):
        self.command = [sys.executable, "-m", "tests.journeys.letter_worker", str(epoch)]
        self.environment = os.environ | environment
        self.running = [self.another(), self.another()]
        for worker in self.running:
            worker.stdout.readline()

    def another(self):
        return subprocess.Popen(self.command, env=self.environment, stdout=subprocess.PIPE)

    def kill(self, number):
        self.running[number].kill()
        self.end(self.running[number])
        self.running[number] = self.another()

    def end(self, worker):
        worker.kill()
        worker.wait(60)
        worker.stdout.close()

    def end_all(self):
        for worker in self.running:
            self.end(worker)


@pytest.mark.parametrize("kind", DATABASES)
def test_killed_workers_lose_nothing_unseen_and_double_nothing(kind, tmp_path, request):
    chance = random.Random(SEED)
    with (
        its_own(kind, tmp_path, request) as url,
        an_app(settings(tmp_path, url)) as app,
        a_mail_server(Journal()) as server,
    ):
        queue_letters(app)
        began = time.time()  # noqa: TID251 - the workers' clock begins here
        workers = Workers(
            {
                "CPD_DATA_DIR": str(tmp_path),
                "CPD_DATABASE_URL": url,
                "CPD_SMTP_URL": f"smtp://127.0.0.1:{server.port}",
            },
            began,
        )
        try:
            kill_at_random(workers, server.taken, chance)
            wait_until_settled(app)
        finally:
            workers.end_all()
        judge(app, server.taken)


def queue_letters(app):
    with app.app_context(), job("test") as work:
        for n in range(LETTERS):
            service.queue(
                work,
                Draft(
                    key=f"letter:{n}",
                    person_id=None,
                    recipient=f"p{n}@example.org",
                    subject=f"Letter {n}",
                    text="Words.\n",
                    html="<p>Words.</p>",
                    in_doubt=InDoubt.RESEND if n % 4 == 0 else InDoubt.ASK,
                ),
            )


def kill_at_random(workers, taken, chance):
    """Kill one of the two whenever so many more letters have arrived, somewhere within the next."""
    for threshold in sorted(chance.sample(range(2, LETTERS - 12), KILLS)):
        began = time.monotonic()
        while len(taken) < threshold:
            assert time.monotonic() - began < PATIENCE
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.04))
        workers.kill(chance.randrange(2))


def wait_until_settled(app):
    began = time.monotonic()
    while True:
        with app.app_context():
            if not store.tally(db.session()).waiting:
                return
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.05)


def judge(app, taken):
    with app.app_context():
        tally = store.tally(db.session())
        letters = db.session.scalars(select(Letter)).all()
        arrived = {one.id: taken[f"<letter-{one.id}@localhost>"] for one in letters}
        ask = [one for one in letters if one.in_doubt is InDoubt.ASK]
        resend = [one for one in letters if one.in_doubt is InDoubt.RESEND]
        lost = [one for one in letters if not arrived[one.id] and one.phase is not Phase.UNKNOWN]
        doubled = [one for one in ask if arrived[one.id] > 1]
        again = sum(arrived[one.id] - 1 for one in resend if arrived[one.id])
        unknown = tally.by_phase[Phase.UNKNOWN]
    print(  # noqa: T201 - the figures every fault test reports
        f"seed {SEED}, {KILLS} kills: {tally.queued} queued, {taken.total()} taken, "
        f"{len(lost)} lost unseen, {len(doubled)} doubled, {again} sent again on purpose, "
        f"{unknown} in doubt"
    )
    assert tally.adds_up
    assert (lost, doubled) == ([], [])
    assert all(arrived[one.id] for one in resend)
    assert {one.phase for one in letters} <= {Phase.SENT, Phase.UNKNOWN}
    assert taken.total() == sum(arrived.values())
