"""What the doctor says of the log, and that the scheduler does not begin over an old backup."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from cpd import jobs
from cpd.cli.diagnosis import log
from cpd.jobs import kinds, ticking
from cpd.kernel.clock import FixedClock
from cpd.transparency import service
from cpd.transparency.models import LogCheckpoint, LogHead
from cpd.web.context import parts
from tests.conftest import TODAY
from tests.factories.transparency import a_checkpoint, a_log, publishing_into


@pytest.fixture
def public(app, tmp_path):
    with publishing_into(app, tmp_path) as folder:
        yield folder


def told(session):
    session.flush()
    session.expire_all()
    return [(one.level, one.words) for one in log(session)]


def test_a_sound_log_is_said_to_be_sound(public, work):
    a_checkpoint(work, 3)
    assert told(work.session) == [("ok", "3 lines, 0 witnesses; nothing signed was changed")]


def test_lines_that_wait_too_long_are_told(public, work):
    a_checkpoint(work, 3)
    a_log(work, 2)
    assert told(work.session)[0][0] == "ok"
    parts().clock = FixedClock(TODAY + timedelta(minutes=16))
    [(level, words)] = told(work.session)
    assert (level, words.split(";")[0]) == ("warn", "2 lines wait to be signed")


@pytest.mark.parametrize("size", [2, 0])
def test_a_log_that_shrank_is_told(public, work, size):
    a_checkpoint(work, 3)
    work.session.get(LogHead, 1).size = size
    [(level, words)] = told(work.session)
    assert level == "fail"
    assert "an older backup was put back" in words


def test_a_log_that_was_changed_is_told(public, work):
    a_checkpoint(work, 3)
    work.session.get(LogCheckpoint, 3).root = b"x" * 32
    assert told(work.session) == [
        ("fail", "the log is not the one that was signed; see cpd log audit")
    ]


@pytest.fixture
def older(public, work):
    """A database that knows less than what is published."""
    a_checkpoint(work, 3)
    work.session.commit()
    service.publish_log()
    work.session.delete(work.session.get(LogCheckpoint, 3))
    work.session.get(LogHead, 1).size = 2
    work.session.commit()


def test_the_scheduler_does_not_begin_over_an_old_backup(app, older):
    with pytest.raises(service.ForkedLogError, match="2 lines, but 3 are published"):
        jobs.run(app)


def test_the_job_signs_nothing_over_an_old_backup(app, older, session):
    with pytest.raises(service.ForkedLogError, match="2 lines, but 3 are published"):
        jobs.once(app, service.JOB)
    assert session.get(LogCheckpoint, 2) is None


def test_the_scheduler_waits_for_a_database_that_is_away(app, public, monkeypatch):
    """Nothing is known of its log until it answers."""
    answers = iter([OperationalError("", {}, Exception()), None])

    def ask(_session):
        if (answer := next(answers)) is not None:
            raise answer

    slept = []
    monkeypatch.setattr(ticking.transparency, "refuse_older_than_published", ask)
    monkeypatch.setattr(ticking.time, "sleep", slept.append)
    ticking.refuse_old_backup(app)
    assert slept == [kinds.TICK_SECONDS]


def test_the_job_signs_and_publishes(app, public, work):
    a_log(work, 3)
    work.session.commit()
    assert jobs.once(app, service.JOB) == "3 lines signed, 5 files published"
    assert jobs.once(app, service.JOB) == "nothing new to sign, 0 files published"
    assert service.published_checkpoint().size == 3
