"""How each database is set up: what is promised of what was acknowledged."""

import subprocess
import sys
import threading
import traceback

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from cpd.db import db, expect_writing, own_session, writing
from cpd.letters.models import Letter
from cpd.web.context import job
from tests.conftest import DATABASES, settings
from tests.databases import an_app, its_own
from tests.factories.letters import a_letter
from tests.factories.people import a_person
from tests.factories.standings import a_logged

PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


@pytest.fixture(params=DATABASES)
def own(request, tmp_path):
    with its_own(request.param, tmp_path, request) as url, an_app(settings(tmp_path, url)) as app:
        yield app


@pytest.fixture
def embedded(tmp_path):
    with an_app(settings(tmp_path, f"sqlite:///{tmp_path / 'own.sqlite'}")) as app:
        yield app


@pytest.mark.parametrize(("name", "value"), PRAGMAS.items())
def test_the_embedded_database_keeps_what_it_acknowledged(embedded, name, value):
    with embedded.app_context():
        assert db.session.scalar(text(f"PRAGMA {name}")) == value


def test_a_row_without_its_parent_is_refused(own):
    orphan = text(
        "INSERT INTO certificate_file (certificate_id, pdf) "
        "VALUES ('00000000000000000000000000000000', '')"
    )
    with own.app_context(), pytest.raises(IntegrityError):
        db.session.execute(orphan)


def test_a_writer_waits_at_its_beginning_and_a_reader_does_not(embedded):
    with embedded.app_context(), job("test") as work, db.engine.connect() as other:
        assert work.session.scalar(text("SELECT count(*) FROM letter")) == 0
        expect_writing(expected=False)
        assert other.scalar(text("SELECT count(*) FROM letter")) == 0
        other.exec_driver_sql("PRAGMA busy_timeout = 1")
        other.rollback()
        with writing(), pytest.raises(OperationalError, match="locked"):
            other.begin()


def test_what_is_done_after_the_commit_holds_up_no_writer(embedded):
    """Publishing signs, and a signer may be slow: meanwhile others write."""
    written = []

    def publish():
        with own_session() as session, db.engine.connect() as other:
            assert session.scalar(text("SELECT count(*) FROM letter")) == 0
            other.exec_driver_sql("PRAGMA busy_timeout = 1")
            other.rollback()
            with writing(), other.begin():
                written.append("by somebody else")

    with embedded.app_context(), job("test") as work:
        work.afterwards.append(publish)
    assert written == ["by somebody else"]


def test_no_acknowledged_count_is_lost(own):
    """`SET n = n + 1` in one statement, as every counter of ours is written."""
    with own.app_context(), job("test") as work:
        letter_id = a_letter(work.session).id

    def add_ten():
        for _ in range(10):
            with own.app_context(), job("test") as work:
                work.session.execute(text("UPDATE letter SET tries = tries + 1"))

    threads = [threading.Thread(target=add_ten) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with own.app_context():
        assert db.session.get(Letter, letter_id).tries == 80


@pytest.mark.parametrize("kind", DATABASES)
def test_two_upgrades_at_once_make_the_tables_once(kind, tmp_path, request):
    with its_own(kind, tmp_path, request) as url:
        told = {"CPD_DATA_DIR": str(tmp_path), "CPD_DATABASE_URL": url}
        command = [sys.executable, "-m", "cpd", "upgrade"]
        both = [subprocess.Popen(command, env=told, stderr=subprocess.PIPE) for _ in range(2)]
        complaints = [one.communicate()[1].decode() for one in both]
    assert [one.returncode for one in both] == [0, 0], complaints


def test_an_error_quotes_nothing_of_the_row_it_refuses(session):
    with pytest.raises(IntegrityError) as told:
        a_logged(session, a_person(session), reflection="What nobody may read", minutes=-1)
    said = "".join(traceback.format_exception(told.value))
    assert "minutes_are_positive" in said
    assert "What nobody may read" not in said.replace('reflection="What nobody may read"', "")
