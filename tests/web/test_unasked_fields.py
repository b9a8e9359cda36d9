"""A form takes what it asks for, whatever else is sent along: every column, for a gain."""

from datetime import date

import pytest
from sqlalchemy import inspect

from cpd.attempts.models import Answer, Attempt, Completion
from cpd.certificates.models import Certificate
from cpd.people.models import Membership, Person
from cpd.people.rules import Role
from cpd.records.forms.reading import COMBINED, FIELDS
from cpd.records.models import Entry
from tests.factories.people import a_person
from tests.factories.records import an_entry
from tests.web.visiting import FORM

GAINS = {
    "role": "administrator", "email": "other@example.org", "confirmed_at": "2020-01-01",
    "password_hash": "x", "minutes": "1440", "source": "module", "source_ref": "completion:x",
    "withdrawn_at": "", "passed": "1", "earned": "10", "state": "submitted", "cycle": "9",
    "person_id": "00000000-0000-0000-0000-000000000001", "kind": "supervision",
    "issued_on": "2020-01-01", "expires_on": "2099-01-01",
}  # fmt: skip
COLUMNS = {
    column.key
    for model in (Person, Membership, Entry, Attempt, Answer, Completion, Certificate)
    for column in inspect(model).columns
}
# The log asks for most of its columns; what is left empty here is empty.
BLANK = dict.fromkeys({*FIELDS, *COMBINED}, "")
EVERYTHING = dict.fromkeys(COLUMNS, "1") | GAINS


def unasked(asked: dict[str, str]) -> dict[str, str]:
    return EVERYTHING | asked


def as_it_stands(row) -> dict:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).columns}


def differences(before: dict, row) -> set[str]:
    return {name for name, value in as_it_stands(row).items() if value != before[name]}


def test_an_account_changes_its_name_and_zone_alone(as_, session):
    browser = as_(Role.TRAINEE)
    before = as_it_stands(browser.person)
    form = {"name": "Another Name", "time_zone": "Asia/Tokyo", "version": "1"}
    assert browser.post("/account", data=unasked(form)).status_code == 303
    session.refresh(browser.person)
    assert differences(before, browser.person) == {"name", "time_zone", "version"}


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ASSESSOR, Role.AUTHOR])
def test_nobody_registers_with_a_role_that_is_given(client, session, role):
    client.post("/register", data=unasked(FORM | {"role": role.value}))
    assert session.query(Person).filter_by(email=FORM["email"]).count() == 0


def test_an_entry_is_logged_as_typed_by_whoever_writes(as_, session):
    browser, other = as_(Role.TRAINEE), a_person(session)
    form = {"form_id": "a" * 32, "done_on": "2026-03-01", "time": "1h", "title": "A talk"}
    form = BLANK | form | {"person_id": str(other.id)}
    assert browser.post("/log/new", data=unasked(form)).status_code == 303
    [entry] = session.query(Entry).all()
    assert (entry.person_id, entry.minutes, entry.source) == (browser.person.id, 60, "typed")
    assert (entry.kind, entry.source_ref, entry.version) == ("activity", f"form:{'a' * 32}", 1)


def test_an_entry_changes_in_what_its_form_asks(as_, session, work):
    browser = as_(Role.TRAINEE)
    entry = an_entry(work, browser.person, title="A talk")
    session.commit()
    before = as_it_stands(entry)
    form = BLANK | {"done_on": "2026-02-01", "time": "2h", "title": "Another", "version": "1"}
    assert browser.post(f"/log/{entry.id}/edit", data=unasked(form)).status_code == 303
    session.refresh(entry)
    assert differences(before, entry) <= {"done_on", "minutes", "title", "version", "changed_at"}
    assert (entry.done_on, entry.minutes) == (date(2026, 2, 1), 120)
