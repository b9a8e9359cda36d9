"""What looks like a client, and what only looks a little like one."""
# ruff: noqa: RUF001 - other alphabets and their marks are what this is about

import pytest

from cpd.records.rules.entries import Logged
from cpd.records.rules.identity import Sort, findings, found_in
from cpd.records.rules.kinds import EntryKind
from tests.factories.records import a_line, a_session

TOLD = (
    ("My client Anna told me", Sort.NAME, "Anna"),
    ("client John D. was late", Sort.NAME, "John D."),
    ("my client J. Smith", Sort.NAME, "J. Smith"),
    ("I sat with Mr Smith about it", Sort.NAME, "Mr Smith"),
    ("Mrs. O’Brien came early", Sort.NAME, "Mrs. O’Brien"),
    ("Client Anna was tired", Sort.NAME, "Anna"),
    ("a client called Björk", Sort.NAME, "Björk"),
    ("the client (Anna) left", Sort.NAME, "Anna"),
    ("patient: Olga", Sort.NAME, "Olga"),
    ("a session with Anna went deep", Sort.NAME, "Anna"),
    ("Anna’s mother died", Sort.NAME, "Anna"),
    ("Herr Müller kam zu spät", Sort.NAME, "Herr Müller"),
    ("klient Mari rääkis", Sort.NAME, "Mari"),
    ("töö kliendiga Jaan", Sort.NAME, "Jaan"),
    ("клиентка Мария плакала", Sort.NAME, "Мария"),
    ("клієнт Андрій", Sort.NAME, "Андрій"),
    ("write to anna.k@example.org", Sort.EMAIL, "anna.k@example.org"),
    ("anna (at) example (dot) org", Sort.EMAIL, "anna (at) example (dot) org"),
    ("her tel 51234567", Sort.PHONE, "51234567"),
    ("+372 5123 4567", Sort.PHONE, "+372 5123 4567"),
    ("07700 900123", Sort.PHONE, "07700 900123"),
    ("(020) 7946 0958", Sort.PHONE, "(020) 7946 0958"),
    ("٠٧٧٠٠ ٩٠٠١٢٣", Sort.PHONE, "٠٧٧٠٠ ٩٠٠١٢٣"),
    ("born 3.4.1981", Sort.BIRTH, "3.4.1981"),
    ("DOB 03/04/1981", Sort.BIRTH, "03/04/1981"),
    ("date of birth: 3 April 1981", Sort.BIRTH, "3 April 1981"),
    ("sündinud 3. aprill 1981", Sort.BIRTH, "3. aprill 1981"),
    ("дата рождения 03.04.1981", Sort.BIRTH, "03.04.1981"),
    ("born ٣.٤.١٩٨١", Sort.BIRTH, "٣.٤.١٩٨١"),
    ("code 38001085718", Sort.NUMBER, "38001085718"),
    ("NHS 943 476 5919", Sort.NUMBER, "943 476 5919"),
    ("AB 12 34 56 C", Sort.NUMBER, "AB 12 34 56 C"),
)
SILENT = (
    "M., 34, came late and left early",
    "the client A and client B",
    "a client I saw twice",
    "client M., 34",
    "Yalom on endings, and Rogers before him",
    "client-centred therapy after Rogers",
    "the client, Rogers would say, knows",
    "Client Feedback Workshop",
    "Working with Client Resistance: CBT and Gestalt",
    "Patient Health Questionnaire",
    "clients in London, on Monday, by Zoom",
    "a client Monday session",
    "Supervision with Ann",
    "Peer practice with Anna",
    "Eetikakoodeks ja esmaspäevane kovisioon",
    "Гештальт и этика, понедельник",
    "2026-03-02 to 2026-03-09, 14:00-15:30",
    "ISBN 978-0-19-953717-4",
    "doi 10.1016/j.cpr.2020.101234",
    "pages 112-145, 2 x 90 minutes, £1,200",
    "born in 1981, like the code",
    "phone calls 3 times a week",
    "5 clients, 10 hours, 2024-2025",
    "order 12345678901",
    "the workshop of 3 April 2026",
    "ms to go, and pan the camera",
)


@pytest.mark.parametrize(("text", "sort", "what"), TOLD, ids=[text for text, *_ in TOLD])
def test_what_may_tell_a_client_is_found(text, sort, what):
    (found,) = found_in("reflection", text)
    assert (found.sort, found.text) == (sort, what)
    assert found.before + found.text + found.after == text


@pytest.mark.parametrize("text", SILENT)
def test_what_tells_nobody_is_left_alone(text):
    assert list(found_in("reflection", text)) == []


def test_in_practice_hours_any_given_name_is_asked_about():
    assert findings(a_line(kind=EntryKind.PRACTICE, title="Anna, fifth session"))
    assert not findings(a_line(title="Anna, fifth session"))
    assert not findings(a_line(kind=EntryKind.PRACTICE, title="Coaching, first quarter"))


def test_supervisors_and_providers_are_not_looked_at():
    line = a_session(supervisor="Mr Smith")
    assert findings(line) == ()
    assert findings(a_line(provider="Mr Smith’s school, 07700 900123")) == ()


def test_every_text_of_an_entry_is_looked_at():
    texts = ("title", "reflection", "planned", "acted", "evaluated", "outcomes")
    line = Logged(**(vars(a_line()) | dict.fromkeys(texts, "my client Anna")))
    assert [one.field for one in findings(line)] == list(texts)


def test_what_was_let_stand_is_not_asked_about_again():
    before = a_line(reflection="my client Anna")
    after = a_line(reflection="my client Anna, and my client Boris")
    assert [one.text for one in findings(after, before)] == ["Boris"]


def test_a_long_text_is_looked_at_quickly():
    text = "The client I saw, a Monday in May, said nothing for 5 minutes. " * 320
    assert list(found_in("reflection", text[:20_000])) == []
