from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from cpd.attempts.service import ModulePassed
from cpd.audit.models import AuditEntry
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.records import service, store
from cpd.records.models import Entry
from cpd.records.rules.kinds import EntryKind, Source
from cpd.records.rules.totals import Column, how_many, overview
from tests.factories.modules import a_loaded_module, a_passed_module
from tests.factories.people import a_person
from tests.factories.records import MONDAY, a_line, a_session, an_entry


@pytest.fixture
def person(session):
    return a_person(session)


def trail(work):
    query = select(AuditEntry).where(AuditEntry.kind.startswith("entry."))
    return list(work.session.scalars(query.order_by(AuditEntry.id)))


def kinds(work):
    return sorted(one.kind for one in trail(work))


def log_of(work, person):
    return work.session.scalars(store.of_person(person.id)).all()


def test_logging_writes_a_line_and_its_trail(work, person):
    entry = an_entry(work, person, reflection="Secret thoughts", title="Secret title")
    assert (entry.minutes, entry.done_on, entry.version) == (90, MONDAY, 1)
    assert (entry.source, entry.logged_at) == (Source.TYPED, work.at)
    (written,) = trail(work)
    assert written.kind == "entry.logged"
    assert written.facts == {"entry": str(entry.id), "person": str(person.id), "minutes": "90"}


def test_the_same_form_twice_is_one_line(work, person):
    first = service.log(work, person.id, a_line(), form_id="a" * 32)
    again = service.log(work, person.id, a_line(title="Another"), form_id="a" * 32)
    assert (again.id, again.title) == (first.id, "A day on listening")
    assert kinds(work) == ["entry.logged"]


def test_two_people_may_have_the_same_form_id(work, session, person):
    service.log(work, person.id, a_line(), form_id="a" * 32)
    other = a_person(session)
    service.log(work, other.id, a_line(), form_id="a" * 32)
    assert len(log_of(work, other)) == 1


def test_lines_without_a_form_are_never_taken_for_one_another(work, person):
    service.log(work, person.id, a_line())
    service.log(work, person.id, a_line())
    assert len(log_of(work, person)) == 2


@pytest.mark.parametrize(
    ("zone", "day", "is_taken"),
    [
        pytest.param("Pacific/Auckland", date(2026, 1, 1), True, id="already new year there"),
        pytest.param("Europe/London", date(2026, 1, 1), False, id="still the old year"),
        pytest.param("America/New_York", date(2025, 12, 31), True, id="the last day of the year"),
    ],
)
def test_today_is_the_members_own(work, session, zone, day, is_taken):
    person = a_person(session, time_zone=zone)
    eve = replace(work, at=datetime(2025, 12, 31, 20, 0, tzinfo=UTC))
    if is_taken:
        assert an_entry(eve, person, done_on=day).done_on == day
    else:
        with pytest.raises(RuleError, match="still to come"):
            an_entry(eve, person, done_on=day)


def test_a_change_keeps_what_stood_before(work, person):
    entry = an_entry(work, person)
    later = replace(work, at=work.at + timedelta(hours=1))
    changed = service.change(later, person.id, entry.id, 1, a_line(minutes=60, title="Better"))
    assert (changed.version, changed.minutes, changed.changed_at) == (2, 60, later.at)
    assert changed.logged_at == work.at
    (stood,) = store.versions(work.session, entry.id)
    assert (stood.version, stood.facts["minutes"], stood.replaced_at) == (1, 90, later.at)
    assert kinds(work) == ["entry.changed", "entry.logged"]
    assert "Better" not in str([one.facts for one in trail(work)])


def test_a_change_that_changes_nothing_leaves_no_trace(work, person):
    entry = an_entry(work, person)
    assert service.change(work, person.id, entry.id, 1, a_line()).version == 1
    assert kinds(work) == ["entry.logged"]


def test_a_change_over_an_older_version_is_refused(work, person):
    entry = an_entry(work, person)
    service.change(work, person.id, entry.id, 1, a_line(minutes=60))
    with pytest.raises(RuleError, match="another tab"):
        service.change(work, person.id, entry.id, 1, a_line(minutes=45))
    assert entry.minutes == 60


def test_withdrawing_and_restoring_count_once_each(work, person):
    entry = an_entry(work, person)
    service.withdraw(work, person.id, entry.id)
    service.withdraw(work, person.id, entry.id)
    assert overview(store.heaps(work.session, person.id), MONDAY, 2026).this_year.learning == 0
    assert how_many(store.heaps(work.session, person.id), None, None) == 1
    with pytest.raises(RuleError, match="Restore it first"):
        service.change(work, person.id, entry.id, 1, a_line(minutes=60))
    service.restore(work, person.id, entry.id)
    service.restore(work, person.id, entry.id)
    assert overview(store.heaps(work.session, person.id), MONDAY, 2026).this_year.learning == 90
    assert kinds(work) == ["entry.logged", "entry.restored", "entry.withdrawn"]


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda w, p, e: service.change(w, p, e, 1, a_line()), id="change"),
        pytest.param(service.withdraw, id="withdraw"),
        pytest.param(service.restore, id="restore"),
    ],
)
def test_somebody_elses_entry_is_not_there(work, session, person, act):
    entry = an_entry(work, person)
    with pytest.raises(NotFoundError, match="no such entry in your log"):
        act(work, a_person(session).id, entry.id)


def test_heaps_add_up_by_month_and_kind(work, person):
    an_entry(work, person, done_on=date(2024, 2, 29), minutes=30)
    an_entry(work, person, done_on=date(2025, 12, 31), minutes=15)
    an_entry(work, person, done_on=date(2026, 1, 1), minutes=20)
    an_entry(work, person, done_on=date(2026, 1, 31), minutes=25)
    an_entry(work, person, a_session(done_on=date(2026, 1, 5), minutes=50))
    heaps = store.heaps(work.session, person.id)
    assert len(heaps) == 4
    seen = overview(heaps, MONDAY, 2026)
    january = seen.months[0].by_column
    assert (january[Column.LEARNING], january[Column.SUPERVISION]) == (45, 50)
    assert [one.learning for one in seen.by_year] == [95, 15, 30]
    assert seen.supervised_on == date(2026, 1, 5)


def test_the_list_is_newest_first_within_kind_and_year(work, person):
    old = an_entry(work, person, done_on=date(2025, 12, 31))
    new = an_entry(work, person, done_on=date(2026, 1, 1))
    met = an_entry(work, person, a_session(done_on=date(2026, 2, 1)))

    def shown(**asked):
        query = store.of_person(person.id, store.Wanted(**asked))
        return [one.id for one in store.page(work.session, query, skip=0, most=50)]

    assert shown() == [met.id, new.id, old.id]
    assert shown(year=2025) == [old.id]
    assert shown(kind=EntryKind.ACTIVITY, year=2026) == [new.id]


# What a module credits


def test_a_passed_module_stands_in_the_log(work, person):
    version = a_loaded_module(work)
    a_passed_module(work, person, version)
    (entry,) = log_of(work, person)
    assert (entry.kind, entry.source) == (EntryKind.ACTIVITY, Source.MODULE)
    assert (entry.minutes, entry.title) == (version.minutes, version.title)
    assert entry.source_ref.startswith("completion:")


def test_a_module_is_credited_once_however_often_it_is_told(work, person):
    a_passed_module(work, person, a_loaded_module(work))
    (entry,) = log_of(work, person)
    event = ModulePassed(
        completion=entry.source_ref.removeprefix("completion:"),
        person=person.id,
        module="module",
        cycle=1,
    )
    service.credit_module(work, replace(event, completion=type(entry.id)(event.completion)))
    assert len(log_of(work, person)) == 1
    assert kinds(work) == ["entry.logged"]


def test_the_day_of_a_passed_module_is_the_members_own(work, session):
    person = a_person(session, time_zone="Pacific/Auckland")
    evening = replace(work, at=datetime(2026, 3, 2, 20, 0, tzinfo=UTC))
    a_passed_module(evening, person, a_loaded_module(evening))
    (entry,) = log_of(work, person)
    assert entry.done_on == date(2026, 3, 3)


def test_a_credited_entry_takes_a_reflection_and_nothing_else(work, person):
    a_passed_module(work, person, a_loaded_module(work))
    (entry,) = log_of(work, person)
    with pytest.raises(RuleError, match="they stay"):
        service.change(work, person.id, entry.id, 1, replace(entry.logged, minutes=600))
    service.change(work, person.id, entry.id, 1, replace(entry.logged, reflection="Much."))
    assert (entry.reflection, entry.version) == ("Much.", 2)
    service.withdraw(work, person.id, entry.id)
    assert entry.withdrawn_at == work.at


def test_an_event_without_its_completion_is_a_bug(work, person):
    lost = ModulePassed(completion=person.id, person=person.id, module="module", cycle=1)
    with pytest.raises(LookupError):
        service.credit_module(work, lost)
    assert work.session.scalar(select(func.count()).select_from(Entry)) == 0
