"""Templates, the timer and series."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cpd.kernel.errors import NotFoundError, RuleError
from cpd.records import service, store
from cpd.records.rules.again import MOST_TEMPLATES
from cpd.records.rules.kinds import EntryKind, Source
from cpd.records.rules.repeating import Every
from tests.factories.people import a_person
from tests.factories.records import a_line, a_session, an_entry

FEBRUARY = [date(2026, 2, day) for day in (9, 16, 23)]


@pytest.fixture
def person(session):
    return a_person(session)


def after(work, **lasting):
    return replace(work, at=work.at + timedelta(**lasting))


def log_of(work, person):
    return work.session.scalars(store.of_person(person.id)).all()


# Templates


def test_the_most_used_template_comes_first(work, person):
    rare, often = (
        service.make_template(work, person.id, name, a_line(), {}) for name in ("Rare", "Often")
    )
    service.count_use(work, person.id, often.id)
    assert [one.name for one in store.templates(work.session, person.id, 9)] == ["Often", "Rare"]
    service.delete_template(work, person.id, often.id)
    work.session.flush()
    assert [one.name for one in store.templates(work.session, person.id, 9)] == ["Rare"]
    service.bring_back_template(work, person.id, often.id)
    service.rename_template(work, person.id, rare.id, "  Seldom ")
    assert rare.name == "Seldom"
    with pytest.raises(RuleError, match="another template called “Seldom”"):
        service.rename_template(work, person.id, often.id, "Seldom")


def test_the_same_name_is_the_same_template(work, person):
    first = service.make_template(work, person.id, "Group", a_line(), {"title": "One"})
    again = service.make_template(work, person.id, " Group ", a_session(), {"title": "Two"})
    assert (again.id, again.kind, again.fields) == (first.id, "supervision", {"title": "Two"})
    with pytest.raises(RuleError, match="Give the template a name"):
        service.make_template(work, person.id, " ", a_line(), {})


def test_templates_are_ones_own_and_not_without_end(work, person, session):
    other = a_person(session)
    mine = service.make_template(work, person.id, "Mine", a_line(), {})
    service.count_use(work, other.id, mine.id)
    session.refresh(mine)
    assert mine.used == 0
    with pytest.raises(NotFoundError):
        service.delete_template(work, other.id, mine.id)
    for n in range(MOST_TEMPLATES - 1):
        service.make_template(work, person.id, f"Number {n}", a_line(), {})
    with pytest.raises(RuleError, match="50 templates"):
        service.make_template(work, person.id, "One more", a_line(), {})


# The timer


def seconds(work, person):
    return store.timer(work.session, person.id).clocked.seconds(work.at)


def test_a_timer_counts_only_while_it_runs(work, person):
    assert service.start_timer(work, person.id, "practice", "Clinic")
    service.pause_timer(after(work, minutes=20), person.id)
    service.pause_timer(after(work, minutes=25), person.id)
    assert seconds(after(work, minutes=30), person) == 20 * 60
    service.resume_timer(after(work, minutes=40), person.id)
    service.resume_timer(after(work, minutes=45), person.id)
    assert seconds(after(work, minutes=50), person) == 30 * 60


def test_a_second_start_finds_the_first_one_running(work, person):
    service.start_timer(work, person.id, "practice", "First")
    assert not service.start_timer(after(work, minutes=1), person.id, "activity", "Second")
    assert store.timer(work.session, person.id).title == "First"


def test_what_a_timer_counted_is_logged_once_from_two_tabs(work, person):
    service.start_timer(work, person.id, "practice", "Clinic")
    token = store.timer(work.session, person.id).clocked.token
    line = a_line(kind=EntryKind.PRACTICE, minutes=50)
    logged = service.log_timed(work, person.id, line, form_id="1" * 32, token=token)
    again = service.log_timed(work, person.id, line, form_id="1" * 32, token=token)
    assert logged.id == again.id
    assert logged.source is Source.TIMER
    assert service.log_timed(work, person.id, line, form_id="2" * 32, token=token) is None
    assert len(log_of(work, person)) == 1
    assert store.timer(work.session, person.id) is None


def test_a_timer_begun_since_is_not_discarded_from_an_old_page(work, person):
    service.start_timer(work, person.id, "practice", "First")
    token = store.timer(work.session, person.id).clocked.token
    assert service.discard_timer(work, person.id, token)
    service.start_timer(after(work, minutes=1), person.id, "practice", "Second")
    assert not service.discard_timer(work, person.id, token)
    assert store.timer(work.session, person.id).title == "Second"


def test_without_a_timer_nothing_happens(work, person):
    assert service.pause_timer(work, person.id) is None
    assert service.resume_timer(work, person.id) is None
    assert not service.discard_timer(work, person.id, "1")


# A series


def first_of(work, person):
    return an_entry(work, person, a_session(done_on=date(2026, 2, 2), reflection="Mine alone"))


def test_an_entry_is_repeated_without_what_was_thought(work, person):
    entry = first_of(work, person)
    batch = service.repeat(work, person.id, entry.id, Every.WEEK, FEBRUARY)
    made = store.repeated(work.session, person.id, batch)
    assert [one.done_on for one in made] == FEBRUARY
    assert {(one.minutes, one.reflection, one.title) for one in made} == {(90, "", "Supervision")}
    held = store.days_held(work.session, entry, date(2026, 3, 2))
    assert held == frozenset(FEBRUARY)


def test_a_series_sent_twice_is_written_once(work, person):
    entry = first_of(work, person)
    batch = service.repeat(work, person.id, entry.id, Every.WEEK, FEBRUARY)
    assert service.repeat(work, person.id, entry.id, Every.WEEK, FEBRUARY) == batch
    assert len(log_of(work, person)) == 4


def test_a_whole_series_is_taken_back_and_let_count_again(work, person):
    entry = first_of(work, person)
    batch = service.repeat(work, person.id, entry.id, Every.WEEK, FEBRUARY)
    assert service.take_back(work, person.id, batch) == 3
    assert service.take_back(work, person.id, batch) == 0
    assert service.bring_back(work, person.id, batch) == 3
    service.take_back(work, person.id, batch)
    anew = service.repeat(work, person.id, entry.id, Every.WEEK, FEBRUARY[:2])
    standing = [one for one in log_of(work, person) if one.withdrawn_at is None]
    assert len(standing) == 3
    assert len(store.repeated(work.session, person.id, anew)) == 2


def test_nobody_repeats_or_takes_back_what_is_not_theirs(work, person, session):
    other, entry = a_person(session), first_of(work, person)
    with pytest.raises(NotFoundError):
        service.repeat(work, other.id, entry.id, Every.WEEK, FEBRUARY)
    batch = service.repeat(work, person.id, entry.id, Every.WEEK, FEBRUARY)
    with pytest.raises(NotFoundError):
        service.take_back(work, other.id, batch)


def test_a_wrong_day_writes_nothing(work, person):
    entry = first_of(work, person)
    with pytest.raises(RuleError, match="still to come"):
        service.repeat(work, person.id, entry.id, Every.WEEK, [*FEBRUARY, date(2026, 3, 9)])
    assert len(log_of(work, person)) == 1
