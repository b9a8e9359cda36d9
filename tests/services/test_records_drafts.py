from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cpd.audit.models import AuditEntry
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.records import service, store
from cpd.records.models import Draft
from cpd.records.rules.drafts import Typed
from cpd.records.rules.kinds import EntryKind
from tests.factories.people import a_person
from tests.factories.records import a_line, an_entry

PLACE = "a" * 32


@pytest.fixture
def person(session):
    return a_person(session)


def typed(title="A talk", seq=1, **given):
    return Typed(**({"kind": EntryKind.ACTIVITY, "fields": {"title": title}, "seq": seq} | given))


def kept(work, person, place=PLACE):
    found = store.draft(work.session, person.id, place)
    return found and found.fields["title"]


def test_the_newest_words_are_kept_whatever_comes_late(work, person):
    for title, seq in (("A", 5), ("A talk", 9), ("A ta", 7), ("Again", 9)):
        service.save_draft(work, person.id, PLACE, typed(title, seq))
    assert kept(work, person) == "A talk"
    assert store.draft(work.session, person.id, PLACE).seq == 9


def test_the_database_itself_keeps_the_newer(work, person):
    service.save_draft(work, person.id, PLACE, typed("New", 9))
    old = {"kind": EntryKind.PLAN, "fields": {"title": "Old"}, "seq": 8, "saved_at": work.at}
    values = {"person_id": person.id, "place": PLACE, **old}
    store.put_draft(work.session, values)
    assert kept(work, person) == "New"


def test_a_browser_that_does_not_count_is_always_newer(work, person):
    service.save_draft(work, person.id, PLACE, typed("By script", 10**15))
    service.save_draft(work, person.id, PLACE, typed("By button", None))
    assert kept(work, person) == "By button"


def test_two_tabs_are_two_drafts_and_so_are_two_people(work, person, session):
    other = a_person(session)
    service.save_draft(work, person.id, PLACE, typed("One"))
    service.save_draft(work, person.id, "b" * 32, typed("Two"))
    service.save_draft(work, other.id, PLACE, typed("Theirs"))
    assert (kept(work, person), kept(work, person, "b" * 32)) == ("One", "Two")
    assert kept(work, other) == "Theirs"


def test_a_form_that_is_emptied_leaves_no_draft(work, person):
    service.save_draft(work, person.id, PLACE, typed("A talk"))
    assert service.save_draft(work, person.id, PLACE, typed(" ", 2)) is None
    assert kept(work, person) is None


def test_a_form_that_was_logged_takes_no_late_draft(work, person):
    service.log(work, person.id, a_line(), form_id=PLACE)
    with pytest.raises(RuleError, match="was logged"):
        service.save_draft(work, person.id, PLACE, typed())
    assert kept(work, person) is None


def test_an_entry_saved_meanwhile_takes_no_first_draft_over_its_old_version(work, person):
    entry = an_entry(work, person)
    change = typed(entry_id=entry.id, entry_version=1)
    service.save_draft(work, person.id, PLACE, change)
    service.change(work, person.id, entry.id, 1, a_line(title="Better"))
    with pytest.raises(RuleError, match="saved meanwhile"):
        service.save_draft(work, person.id, "b" * 32, change)
    service.save_draft(work, person.id, PLACE, replace(change, seq=2, fields={"title": "Still"}))
    assert kept(work, person) == "Still"


def test_nobody_drafts_a_change_of_somebody_elses_entry(work, person, session):
    theirs = an_entry(work, a_person(session))
    with pytest.raises(NotFoundError):
        service.save_draft(work, person.id, PLACE, typed(entry_id=theirs.id, entry_version=1))


def test_the_twenty_first_draft_is_refused_and_the_others_go_on(work, person):
    for n in range(20):
        service.save_draft(work, person.id, f"{n:032x}", typed(f"Draft {n}"))
    with pytest.raises(RuleError, match="20 drafts"):
        service.save_draft(work, person.id, PLACE, typed())
    service.save_draft(work, person.id, f"{3:032x}", typed("Goes on", 2))
    assert kept(work, person, f"{3:032x}") == "Goes on"
    service.throw_away_draft(work, person.id, f"{4:032x}")
    service.save_draft(work, person.id, PLACE, typed())
    with pytest.raises(RuleError, match="20 drafts"):
        service.bring_back_draft(work, person.id, f"{4:032x}")


def test_what_is_thrown_away_comes_back_and_so_does_what_is_typed_on(work, person):
    service.save_draft(work, person.id, PLACE, typed("A talk"))
    service.throw_away_draft(work, person.id, PLACE)
    service.throw_away_draft(work, person.id, PLACE)
    assert store.count_drafts(work.session, person.id) == 0
    service.bring_back_draft(work, person.id, PLACE)
    assert store.count_drafts(work.session, person.id) == 1
    service.throw_away_draft(work, person.id, PLACE)
    service.save_draft(work, person.id, PLACE, typed("A talk that goes on", 2))
    assert store.count_drafts(work.session, person.id) == 1
    with pytest.raises(NotFoundError):
        service.throw_away_draft(work, a_person(work.session).id, PLACE)


def test_the_purge_drops_what_nobody_came_back_to(work, person):
    service.save_draft(work, person.id, "1" * 32, typed("Old"))
    service.save_draft(work, person.id, "2" * 32, typed("Thrown away"))
    service.throw_away_draft(work, person.id, "2" * 32)
    later = replace(work, at=work.at + timedelta(days=2))
    service.save_draft(later, person.id, "3" * 32, typed("New"))
    template = service.make_template(work, person.id, "Mine", a_line(), {})
    service.delete_template(work, person.id, template.id)
    work.session.flush()
    assert service.purge(later) == "1 drafts and 1 templates dropped"
    assert service.purge(replace(work, at=work.at + timedelta(days=91))).startswith("1 drafts")
    assert work.session.scalars(select(Draft)).one().fields["title"] == "New"


def test_a_draft_leaves_nothing_in_the_trail(work, person, session):
    before = session.scalar(select(func.count()).select_from(AuditEntry))
    service.save_draft(work, person.id, PLACE, typed("Secret"))
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == before
