from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from cpd.audit.models import AuditEntry
from cpd.kernel.errors import RuleError
from cpd.records import service, store
from cpd.records.forms.practice import standing_row
from cpd.records.models import ClosedMonth
from cpd.records.rules.kinds import EntryKind
from cpd.records.rules.practice import By, Closing, periods
from cpd.records.service import RowsRefusedError
from tests.conftest import TODAY
from tests.factories.people import a_person
from tests.factories.records import a_line, an_entry

FEBRUARY = "2026-02"


@pytest.fixture
def person(session):
    return a_person(session)


def stands(work, person, key=FEBRUARY, by=By.MONTH, year=2026):
    shown = periods(year, by, TODAY.date())
    return service.year_stands(work.session, person.id, shown, by)[key]


def save(work, person, *rows, by=By.MONTH, year=2026):
    return service.save_practice(work, person.id, year, by, rows)


def typed(work, person, key=FEBRUARY, by=By.MONTH, **given):
    return replace(standing_row(stands(work, person, key, by)), **given)


def log_of(work, person):
    query = store.of_person(person.id)
    return [one for one in work.session.scalars(query) if one.withdrawn_at is None]


def closed(work, person):
    query = select(ClosedMonth.month).where(ClosedMonth.person_id == person.id)
    return work.session.scalars(query).all()


def a_session_with_clients(**given):
    usual = {"kind": EntryKind.PRACTICE, "done_on": date(2026, 2, 3), "minutes": 120}
    return a_line(**(usual | given))


def test_a_months_hours_become_one_entry_and_are_changed_there(work, person):
    save(work, person, typed(work, person, time="40h", setting="Agency"))
    (entry,) = log_of(work, person)
    assert (entry.minutes, entry.done_on, entry.ended_on) == (
        2400, date(2026, 2, 1), date(2026, 2, 28))  # fmt: skip
    assert (entry.title, entry.setting) == ("Practice, February 2026", "Agency")
    save(work, person, typed(work, person, time="+2h"))
    (entry,) = log_of(work, person)
    assert (entry.minutes, entry.version, entry.setting) == (2520, 2, "Agency")


def test_single_entries_are_left_alone(work, person):
    an_entry(work, person, a_session_with_clients())
    save(work, person, typed(work, person, time="10h"))
    assert sorted(one.minutes for one in log_of(work, person)) == [120, 480]
    save(work, person, typed(work, person, time="2h"))
    assert [one.minutes for one in log_of(work, person)] == [120]


def test_a_running_month_is_logged_up_to_today(work, person):
    save(work, person, typed(work, person, "2026-03", time="5h"))
    (entry,) = log_of(work, person)
    assert (entry.done_on, entry.ended_on) == (date(2026, 3, 1), date(2026, 3, 2))


def test_a_week_is_one_entry(work, person):
    save(work, person, typed(work, person, "2026-W08", By.WEEK, time="9h"), by=By.WEEK)
    (entry,) = log_of(work, person)
    assert (entry.done_on, entry.ended_on) == (date(2026, 2, 16), date(2026, 2, 22))
    assert entry.title == "Practice, week 8 of 2026"


def test_a_wrong_row_saves_nothing_of_the_others(work, person, session):
    right = typed(work, person, time="40h")
    wrong = typed(work, person, "2026-01", time="a lot")
    session.commit()
    with pytest.raises(RowsRefusedError) as refused:
        save(work, person, right, wrong)
    session.rollback()
    assert list(refused.value.by_row) == ["2026-01"]
    assert log_of(work, person) == []


def test_rows_that_were_not_touched_are_not_saved(work, person):
    an_entry(work, person, a_session_with_clients())
    row = typed(work, person)
    an_entry(work, person, a_session_with_clients(minutes=60))
    assert save(work, person, row) == 0


def test_a_month_is_closed_with_its_hours_or_as_none(work, person):
    save(
        work,
        person,
        typed(work, person, time="40h", closing=Closing.COMPLETE),
        typed(work, person, "2026-01", closing=Closing.NONE),
    )
    assert sorted(closed(work, person)) == [date(2026, 1, 1), date(2026, 2, 1)]
    assert stands(work, person, "2026-01").closing is Closing.NONE
    kinds = work.session.scalars(select(AuditEntry.kind)).all()
    assert kinds.count("month.closed") == 2
    save(work, person, typed(work, person, closing=Closing.OPEN))
    assert closed(work, person) == [date(2026, 1, 1)]


def test_hours_changed_in_the_same_row_leave_a_month_closed(work, person):
    save(work, person, typed(work, person, time="40h", closing=Closing.COMPLETE))
    save(work, person, typed(work, person, time="41h"))
    assert stands(work, person).closing is Closing.COMPLETE


def test_a_running_month_is_not_closed(work, person):
    with pytest.raises(RuleError, match="not over yet"):
        service.close_month(work, person.id, date(2026, 3, 1), is_none=True)


@pytest.mark.parametrize("act", ["log", "change", "withdraw", "restore"])
def test_what_changes_the_hours_of_a_closed_month_opens_it_again(work, person, act):
    entry = an_entry(work, person, a_session_with_clients())
    if act == "restore":
        service.withdraw(work, person.id, entry.id)
    service.close_month(work, person.id, date(2026, 2, 1), is_none=False)
    if act == "log":
        an_entry(work, person, a_session_with_clients(minutes=30))
    elif act == "change":
        service.change(work, person.id, entry.id, 1, a_session_with_clients(minutes=30))
    else:
        getattr(service, act)(work, person.id, entry.id)
    assert closed(work, person) == []
    assert "month.reopened" in work.session.scalars(select(AuditEntry.kind)).all()


def test_what_leaves_the_hours_alone_leaves_a_month_closed(work, person):
    entry = an_entry(work, person, a_session_with_clients())
    service.close_month(work, person.id, date(2026, 2, 1), is_none=False)
    an_entry(work, person, done_on=date(2026, 2, 5))
    service.change(work, person.id, entry.id, 1, a_session_with_clients(reflection="Later"))
    assert closed(work, person) == [date(2026, 2, 1)]


def test_an_entry_moved_out_of_its_month_is_no_longer_its_bulk(work, person):
    save(work, person, typed(work, person, time="40h"))
    (entry,) = log_of(work, person)
    moved = replace(entry.logged, done_on=date(2026, 1, 5), ended_on=None, minutes=60)
    service.change(work, person.id, entry.id, 1, moved)
    save(work, person, typed(work, person, time="10h"))
    assert sorted(one.minutes for one in log_of(work, person)) == [60, 600]
