"""Supervisors, dilemmas and plans: what a line of the log is linked to."""

from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import select

from cpd.audit.models import AuditEntry
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.records import needs, service, store
from cpd.records.rules.entries import from_facts
from cpd.records.rules.kinds import EntryKind, PlanState, Source
from cpd.records.rules.supervisors import Run, Supervising
from tests.factories.people import a_person
from tests.factories.records import a_line, a_session, an_entry
from tests.rules.test_records_kinds import FULL

ANN = Supervising(name="Ann", email="Ann@Example.org", accredited=(Run("bacp", date(2020, 1, 1)),))


@pytest.fixture
def person(session):
    return a_person(session, time_zone="Europe/London")


def kinds(work):
    query = select(AuditEntry.kind).where(AuditEntry.kind.startswith("supervisor."))
    return sorted(work.session.scalars(query))


def test_a_full_line_comes_back_as_it_was(work, person):
    ann = service.add_supervisor(work, person.id, ANN)
    entry = service.log(work, person.id, replace(FULL, supervisor_id=ann.id))
    work.session.expire_all()
    line = store.mine(work.session, person.id, entry.id).logged
    kept = replace(FULL, supervisor_id=ann.id, provider=None, feedback_from=None, due_on=None,
                   plan_state=None, dilemma_sort=None, taken_to_id=None,
                   certificate_number=None)  # fmt: skip
    assert line == kept
    service.change(work, person.id, entry.id, 1, replace(line, title="Another"))
    (stood,) = store.versions(work.session, entry.id)
    assert from_facts(stood.facts) == kept


def test_a_night_is_measured_where_the_member_lives(work, person):
    line = a_session(minutes=0, done_on=date(2025, 10, 26), begins=time(0, 30), ends=time(2, 30))
    assert service.log(work, person.id, line).minutes == 180


def test_an_import_comes_once_and_says_where_it_is_from(work, person):
    batch = person.id
    given = {"source": Source.IMPORT, "source_ref": "import:7", "batch_id": batch}
    first = service.log(work, person.id, a_line(), **given)
    again = service.log(work, person.id, a_line(title="Another"), **given)
    assert (first.id, first.batch_id, first.source) == (again.id, batch, Source.IMPORT)


def test_a_supervisor_stands_in_the_list_once(work, person):
    ann = service.add_supervisor(work, person.id, ANN)
    assert service.add_supervisor(work, person.id, ANN).id == ann.id
    assert ann.supervising == replace(ANN, email="ann@example.org")
    assert kinds(work) == ["supervisor.added"]


def test_a_session_is_with_a_supervisor_of_ones_own(work, session, person):
    ann = service.add_supervisor(work, person.id, ANN)
    entry = an_entry(work, person, a_session(supervisor_id=ann.id))
    assert entry.supervisor == "Ann"
    with pytest.raises(NotFoundError, match="no such supervisor"):
        an_entry(work, a_person(session), a_session(supervisor_id=ann.id))


def test_a_session_keeps_the_name_it_was_logged_with(work, person):
    ann = service.add_supervisor(work, person.id, ANN)
    entry = an_entry(work, person, a_session(supervisor_id=ann.id))
    service.change_supervisor(work, person.id, ann.id, 1, replace(ANN, name="Ann Other"))
    changed = service.change(work, person.id, entry.id, 1, replace(entry.logged, minutes=60))
    assert (changed.supervisor, ann.name) == ("Ann", "Ann Other")
    assert kinds(work) == ["supervisor.added", "supervisor.changed"]
    with pytest.raises(RuleError, match="another tab"):
        service.change_supervisor(work, person.id, ann.id, 1, ANN)


def test_somebody_elses_supervisor_is_not_there(work, session, person):
    ann = service.add_supervisor(work, person.id, ANN)
    with pytest.raises(NotFoundError):
        service.change_supervisor(work, a_person(session).id, ann.id, 1, ANN)


def test_a_dilemma_is_taken_to_a_session_of_ones_own(work, session, person):
    met = an_entry(work, person, a_session())
    dilemma = a_line(kind=EntryKind.DILEMMA, minutes=0, title="Two roles", taken_to_id=met.id)
    entry = an_entry(work, person, dilemma)
    assert [one.id for one in store.taken_to(work.session, person.id, met.id)] == [entry.id]
    with pytest.raises(RuleError, match="supervision session in your log"):
        an_entry(work, a_person(session), dilemma)
    with pytest.raises(RuleError, match="supervision session in your log"):
        an_entry(work, person, replace(dilemma, taken_to_id=entry.id))


def test_what_waits_is_told_until_it_is_taken_up(work, person):
    def waiting():
        found = store.loose_ends(work.session, person.id, date(2026, 3, 16), 9)
        return {one.title for one in found}

    plan = a_line(kind=EntryKind.PLAN, minutes=0, title="Learn", due_on=date(2026, 3, 16))
    item = an_entry(work, person, plan)
    an_entry(work, person, replace(plan, title="Later", due_on=date(2026, 3, 17)))
    two = an_entry(work, person, a_line(kind=EntryKind.DILEMMA, minutes=0, title="Two roles"))
    assert waiting() == {"Learn", "Two roles"}
    met = an_entry(work, person, a_session())
    service.change(work, person.id, two.id, 1, replace(two.logged, taken_to_id=met.id))
    service.settle(work, person.id, item.id, PlanState.DONE)
    assert waiting() == set()
    assert (item.plan_state, item.version) == (PlanState.DONE, 2)
    with pytest.raises(NotFoundError, match="no such item"):
        service.settle(work, person.id, met.id, PlanState.DONE)


def test_the_list_finds_words_and_what_is_missing(work, person):
    an_entry(work, person, title="Café ethics", reflection="Much")
    bare = an_entry(work, person, title="Other", topic="Endings")
    gone = an_entry(work, person, title="Withdrawn")
    service.withdraw(work, person.id, gone.id)
    an_entry(work, person, a_line(kind=EntryKind.PRACTICE, title="Hours"))

    def found(**wanted):
        query = store.of_person(person.id, store.Wanted(**wanted))
        rows = store.page(work.session, query, skip=0, most=9)
        assert store.count(work.session, query) == len(rows)
        return {one.title for one in rows}

    assert found(words="cafe MUCH") == {"Café ethics"}
    assert found(words="endings") == {"Other"}
    assert found(words="%") == set()
    assert found(lacks=needs.lacking("reflection")) == {bare.title}
    assert found(lacks=needs.lacking("nothing known")) == set()
