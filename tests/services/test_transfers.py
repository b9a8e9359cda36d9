"""Long files are read by the job, and calendars follow what is owed."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from cpd.documents import service as documents
from cpd.records.models import Entry
from cpd.records.rules.kinds import EntryKind
from cpd.transfers.models import CalendarEvent, CalendarFeed, ImportBatch
from cpd.transfers.rules.cells import DateForm
from cpd.transfers.rules.reports import Choices
from cpd.transfers.rules.stages import Stage
from cpd.transfers.rules.tables import table_of_csv
from cpd.transfers.service import calendars, importing, running
from tests.factories.documents import a_paper
from tests.factories.people import a_person


@pytest.fixture
def person(session):
    return a_person(session)


@pytest.fixture
def opens(work):
    @contextmanager
    def read():
        yield work.session

    @contextmanager
    def begin():
        yield work
        work.session.flush()

    return running.Opens(read=read, begin=begin)


def test_a_long_file_is_checked_and_brought_in_by_the_job(work, person, opens):
    rows = "".join(
        f"2025-{n % 12 + 1:02}-{n % 28 + 1:02},Talk {n},{n % 90 + 1}\n" for n in range(5000)
    )
    table = table_of_csv(("date,title,minutes\n" + rows).encode())
    batch = importing.upload(work, person.id, "long.csv", table)
    mapped = {0: "date_start", 1: "title", 2: "minutes"}
    importing.choose_columns(work, person.id, batch.id, mapped, DateForm.ISO, EntryKind.ACTIVITY)
    assert not importing.is_short(batch)
    assert running.import_waiting(opens, lambda: work.at, lambda: True) == 1
    assert (batch.stage, batch.found["good"]) == (Stage.CHECKED, 5000)
    for _ in range(2):
        importing.confirm(work, person.id, batch.id, Choices())
    assert running.import_waiting(opens, lambda: work.at, lambda: True) == 1
    count = select(func.count(Entry.id)).where(Entry.batch_id == batch.id)
    assert work.session.scalar(count) == 5000
    assert (batch.stage, batch.content) == (Stage.IMPORTED, None)


def test_a_file_that_cannot_be_read_holds_up_no_other(work, person, opens):
    def waiting(name: str) -> ImportBatch:
        table = table_of_csv(b"date,title,minutes\n" + b"2026-01-01,x,5\n" * 2001)
        batch = importing.upload(work, person.id, name, table)
        mapped = {0: "date_start", 1: "title", 2: "minutes"}
        form, kind = DateForm.ISO, EntryKind.ACTIVITY
        importing.choose_columns(work, person.id, batch.id, mapped, form, kind)
        return batch

    broken, sound = waiting("broken.csv"), waiting("sound.csv")
    broken.content = b"\xff\xfe\x00"
    work.session.flush()
    assert running.import_waiting(opens, lambda: work.at, lambda: True) == 1
    assert sound.stage is Stage.CHECKED
    assert broken.stage is not Stage.CHECKED


def test_files_that_nobody_takes_up_are_forgotten(work, person):
    table = table_of_csv(b"date,title\n2026-01-01,x\n")
    batch = importing.upload(work, person.id, "log.csv", table)
    batch.uploaded_at = work.at - timedelta(days=8)
    work.session.flush()
    assert importing.clear(work) == 1
    again = work.session.scalars(
        select(ImportBatch).execution_options(populate_existing=True)
    ).one()
    assert again.stage is Stage.GIVEN_UP


def events(session):
    rows = select(CalendarEvent).order_by(CalendarEvent.due_on)
    return session.scalars(rows.execution_options(populate_existing=True)).all()


def test_a_paper_that_is_withdrawn_is_cancelled_in_the_calendar(work, person):
    paper = a_paper(work, person, document="indemnity_insurance")
    calendars.open_feed(work, person.id)
    (event,) = events(work.session)
    assert (event.due_on, event.sequence, event.cancelled_at) == (date(2026, 3, 31), 0, None)
    documents.withdraw(work, person.id, paper.id)
    calendars.refresh(work, person.id)
    (event,) = events(work.session)
    assert (event.sequence, event.cancelled_at) == (1, work.at)


def test_stale_calendars_are_refreshed_and_not_others(work, person):
    calendars.open_feed(work, person.id)
    assert calendars.refresh_stale(work) == (0, 0)
    feed = work.session.scalars(select(CalendarFeed)).one()
    feed.refreshed_at = work.at - timedelta(hours=7)
    work.session.flush()
    assert calendars.refresh_stale(work)[0] == 1
