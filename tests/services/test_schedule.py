import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest

from cpd import jobs
from cpd.db import db
from cpd.jobs import JOBS, Job, tick
from cpd.kernel.clock import FixedClock
from cpd.schedule.models import JobDue
from tests.conftest import DATABASES, TODAY, settings
from tests.databases import an_app, its_own

MINUTE = timedelta(minutes=1)


class Ran(Counter):
    """Counts how often each job ran."""

    def job(self, name, every=MINUTE):
        def do(_goes_on):
            self[name] += 1
            return "did it"

        return Job(every, do)


@pytest.fixture(params=DATABASES)
def url(request, tmp_path):
    with its_own(request.param, tmp_path, request) as address:
        yield address


@pytest.fixture
def clock():
    return FixedClock(TODAY)


@pytest.fixture
def own(url, tmp_path, clock):
    with an_app(settings(tmp_path, url), clock) as app:
        yield app


def row(app, name):
    with app.app_context():
        return db.session.get(JobDue, name)


def test_a_job_runs_when_it_is_due_and_says_what_it_did(own, clock):
    ran = Ran()
    some = {"a": ran.job("a"), "b": ran.job("b", timedelta(hours=1))}
    assert tick(own, some) == ["a", "b"]
    assert tick(own, some) == []
    clock.instant += MINUTE
    assert tick(own, some) == ["a"]
    assert ran == {"a": 2, "b": 1}
    found = row(own, "a")
    assert (found.due_at, found.began_at) == (clock.now() + MINUTE, clock.now())
    assert (found.ended_at, found.outcome) == (clock.now(), "did it")


def test_missed_runs_are_run_once(own, clock):
    ran = Ran()
    for away in (timedelta(), timedelta(days=3), timedelta(days=400)):
        clock.instant += away
        tick(own, {"a": ran.job("a")})
        tick(own, {"a": ran.job("a")})
    assert ran["a"] == 3


def test_a_clock_that_went_back_does_not_stop_the_jobs(own, clock):
    ran = Ran()
    clock.instant += timedelta(days=400)
    tick(own, {"a": ran.job("a")})
    clock.instant -= timedelta(days=400)
    tick(own, {"a": ran.job("a")})
    assert ran["a"] == 2
    assert row(own, "a").due_at == clock.now() + MINUTE


def test_a_job_that_fails_stops_no_other(own, caplog):
    def broken(_goes_on):
        raise OSError("no paper")

    ran = Ran()
    assert tick(own, {"a": Job(MINUTE, broken), "b": ran.job("b")}) == ["a", "b"]
    assert ran["b"] == 1
    assert row(own, "a").outcome == "failed: OSError"
    assert "job a failed" in caplog.text


def test_two_schedulers_that_tick_at_once_run_each_job_once(own, clock):
    ran, some = Ran(), {}
    for name in "abcdef":
        some[name] = ran.job(name)
    for _ in range(5):
        gate = threading.Barrier(4)

        def one_of_them(gate=gate):
            gate.wait()
            tick(own, some)

        threads = [threading.Thread(target=one_of_them) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        clock.instant += MINUTE
    assert ran == dict.fromkeys("abcdef", 5)


def test_every_job_of_ours_runs_on_an_empty_database(own, caplog):
    assert sorted(tick(own)) == sorted(JOBS)
    outcomes = {name: row(own, name).outcome for name in JOBS}
    assert not [name for name, outcome in outcomes.items() if outcome.startswith("failed")]
    assert jobs.once(own, "send-letters") == "0 letters tried"


def test_a_stop_lets_no_further_job_begin(own):
    ran = Ran()
    assert tick(own, {"a": ran.job("a"), "b": ran.job("b")}, lambda: not ran) == ["a"]


def test_a_database_that_is_away_is_waited_for(tmp_path, caplog):
    from cpd.app import create_app  # noqa: PLC0415 - only here

    app = create_app(settings(tmp_path, f"sqlite:///{tmp_path}/none/none.sqlite"))
    assert tick(app) == []
    assert "the database is away" in caplog.text


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_the_scheduler_process_ends_cleanly(tmp_path, how):
    url = f"sqlite:///{tmp_path / 'own.sqlite'}"
    with an_app(settings(tmp_path, url)) as app:
        given = {"CPD_DATA_DIR": str(tmp_path), "CPD_DATABASE_URL": url}
        code = "from cpd import jobs; from cpd.app import create_app; jobs.run(create_app())"
        process = subprocess.Popen(
            [sys.executable, "-c", code], env=os.environ | given, stderr=subprocess.PIPE
        )
        try:
            began = time.monotonic()
            while row(app, "purge") is None or row(app, "purge").ended_at is None:
                assert time.monotonic() - began < 180
                time.sleep(0.1)
            process.send_signal(how)
            _, errors = process.communicate(timeout=180)
        finally:
            process.kill()
    assert (process.returncode, errors) == (0, b"")
