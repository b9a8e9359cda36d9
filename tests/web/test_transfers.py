"""The ways in and out, walked as their owner: files, pages, and what others do not see."""

import csv
import io
import json
import re
import zipfile
from datetime import date
from io import BytesIO

import icalendar
import jsonschema
import pytest
from pypdf import PdfReader
from sqlalchemy import select

from cpd.people.rules import Role
from cpd.records.models import Entry
from cpd.records.rules.kinds import EntryKind, Source
from cpd.transfers.models import ImportBatch
from cpd.transfers.schemas import export_schema
from tests.factories.documents import a_paper
from tests.factories.records import a_session, an_entry

GOOD = (
    "Date,Title,Minutes,Reflection\n"
    '2026-02-03,A talk,90,"two\nlines, and =1+1"\n'
    "2026-02-04,'=Sums,1:15,\n"
    "3 Feb,Bad day,5,\n"
)


@pytest.fixture
def coach(as_):
    return as_(Role.PRACTITIONER)


def upload(client, text, name="log.csv"):
    """Send a file as a browser does. Flask's own way leaves the larger ones open behind it."""
    content = text.encode() if isinstance(text, str) else text
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return client.post(
        "/transfer/import",
        data=head.encode() + content + b"\r\n--edge--\r\n",
        content_type="multipart/form-data; boundary=edge",
    )


def columns(client, location, **given):
    """Say yes to the columns as they were guessed, and be led to what the check found."""
    page = client.get(location).text
    chosen = dict(
        re.findall(
            r'<select[^>]*name="(column-\d+)".*?<option selected value="([^"]*)"', page, re.DOTALL
        )
    )
    answer = client.post(location, data={"form": "iso", "kind": "activity", **chosen, **given})
    assert answer.status_code == 303, client.get(location).text
    return answer.location


def brought_in(client, text, **choices):
    checked = columns(client, upload(client, text).location)
    assert client.post(checked, data=choices).status_code == 303
    return checked


def entries(session, person):
    query = select(Entry).where(Entry.person_id == person.id).order_by(Entry.done_on)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def test_the_page_shows_the_four_ways(coach):
    page = coach.get("/transfer").text
    assert "Import a file" in page
    assert "Download everything" in page
    assert "Calendar address" in page


def test_a_file_is_checked_confirmed_and_brought_in(coach, session):
    checked = columns(coach, upload(coach, GOOD).location)
    page = coach.get(checked).text
    assert "=Sums" in page
    assert "3 Feb" in page
    assert "like 2026-04-03" in page
    assert entries(session, coach.person) == []
    coach.post(checked, data={})
    found = entries(session, coach.person)
    assert [(one.title, one.minutes, one.source) for one in found] == [
        ("A talk", 90, Source.IMPORT),
        ("=Sums", 75, Source.IMPORT),
    ]
    assert found[0].reflection == "two\nlines, and =1+1"
    assert "Stayed out" in coach.get(checked).text


def test_a_double_click_imports_once(coach, session):
    checked = columns(coach, upload(coach, GOOD).location)
    for _ in range(2):
        assert coach.post(checked, data={}).status_code in {200, 303}
    assert len(entries(session, coach.person)) == 2


def test_lines_that_stay_out_can_be_mended_and_uploaded_again(coach, session):
    checked = brought_in(coach, GOOD)
    mend = coach.get(checked + "/to-mend.csv").text
    rows = list(csv.reader(io.StringIO(mend.removeprefix("\ufeff"), newline="")))
    assert rows[0][-1] == "to_mend"
    assert [row[1] for row in rows[1:]] == ["Bad day"]
    brought_in(coach, mend.replace("3 Feb", "2026-02-05"))
    assert [one.title for one in entries(session, coach.person)] == ["A talk", "=Sums", "Bad day"]


def test_the_same_file_again_brings_nothing(coach, session):
    brought_in(coach, GOOD)
    again = columns(coach, upload(coach, GOOD).location)
    assert "is in your log already" in coach.get(again).text
    coach.post(again, data={})
    assert len(entries(session, coach.person)) == 2
    third = columns(coach, upload(coach, GOOD).location)
    coach.post(third, data={"repeats": "y"})
    assert len(entries(session, coach.person)) == 4


def test_what_may_tell_who_a_client_is_stays_out_unless_there_is_a_reason(coach, session):
    text = "Date,Title,Minutes,Reflection\n2026-02-03,x,9,my client Anna rang me\n"
    checked = columns(coach, upload(coach, text).location)
    refused = coach.post(checked, data={"telling": "keep", "reason": ""})
    assert "Say in a few words" in refused.text
    coach.post(checked, data={"telling": "keep", "reason": "Anna is a figure in a novel."})
    (entry,) = entries(session, coach.person)
    assert entry.identity_reason == "Anna is a figure in a novel."


def test_days_that_cannot_be_in_the_chosen_form_stop_the_import(coach, session):
    text = "Date,Title,Minutes\n03/04/2025,x,9\n25/12/2025,y,9\n"
    place = upload(coach, text).location
    stopped = columns(coach, place, form="mdy")
    assert "Line 3: “25/12/2025”" in coach.get(stopped).text
    assert coach.post(stopped, data={}).status_code == 409
    coach.post(columns(coach, place, form="dmy"), data={})
    assert [one.done_on for one in entries(session, coach.person)] == [
        date(2025, 4, 3), date(2025, 12, 25),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("Däte,Title\n".encode("latin-1"), "Windows-1252"),
        (b"%PDF-1.7", "This is a PDF"),
        (b"PK\x03\x04rubbish", "could not be opened"),
        (b'{"a": 1}', "not an export of this site"),
        (b"   ", "The file is empty"),
    ],
    ids=["latin", "pdf", "broken workbook", "other json", "blank"],
)
def test_a_file_that_cannot_be_read_is_refused_on_the_form(coach, content, said):
    answer = upload(coach, content)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_file_that_is_too_large_is_refused_on_the_form(coach):
    answer = upload(coach, b"Date,Title\n" + b"x" * (11 * 1024 * 1024))
    assert "11.0 MB" in answer.text


def test_an_import_can_be_undone_whole(coach, session):
    checked = brought_in(coach, GOOD)
    first, _ = entries(session, coach.person)
    coach.post(f"/log/{first.id}/edit", data={"title": "Mine", "done_on": "2026-02-03",
               "time": "1h30", "version": "1"})  # fmt: skip
    page = coach.get(checked + "/undo").text
    assert "Changed since" in page
    coach.post(checked + "/undo", data={"changed": "keep"})
    kept, gone = entries(session, coach.person)
    assert (kept.withdrawn_at is None, gone.withdrawn_at is None) == (True, False)
    assert coach.post(checked + "/undo", data={"changed": "keep"}).status_code == 303


def test_a_mapping_is_remembered_for_files_with_the_same_columns(coach):
    text = "Wann,Was,Dauer\n2026-02-03,Vortrag,90\n"
    place = upload(coach, text).location
    coach.post(place, data={"form": "iso", "kind": "activity", "column-0": "date_start",
                            "column-1": "title", "column-2": "minutes"})  # fmt: skip
    assert (
        "imported a file with these columns before"
        in coach.get(upload(coach, text.replace("Vortrag", "Lesung")).location).text
    )


def test_a_choice_of_columns_that_cannot_be_read_is_said_on_the_form(coach):
    place = upload(coach, "a,b\n1,2\n").location
    answer = coach.post(place, data={"form": "iso", "kind": ""})
    assert "Choose which column is the day" in answer.text


def test_somebody_elses_import_is_not_there(coach, as_):
    checked = columns(coach, upload(coach, GOOD).location)
    stranger = as_(Role.PRACTITIONER)
    for path in (checked, checked + "/columns", checked + "/undo", checked + "/to-mend.csv"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(checked + "/give-up").status_code == 404


def test_giving_up_forgets_the_file(coach, session):
    checked = columns(coach, upload(coach, GOOD).location)
    coach.post(checked + "/give-up")
    batch = session.scalars(select(ImportBatch)).one()
    assert batch.content is None
    assert "log.csv" not in coach.get("/transfer").text


# Out


@pytest.fixture
def full(coach, work):
    """A coach with a log of several kinds."""
    person = coach.person
    an_entry(work, person, title="=cmd|x", reflection="Line one\nשלם 🎉", tags=("ethics",))
    session_ = an_entry(work, person, a_session(supervisor="Dr Vaher"))
    an_entry(work, person, kind=EntryKind.DILEMMA, minutes=0, title="Two hats",
             taken_to_id=session_.id)  # fmt: skip
    an_entry(work, person, kind=EntryKind.PLAN, minutes=0, title="Read Rogers", reflection="")
    work.session.commit()
    return coach


def logged(session, person):
    return sorted((one.logged.to_facts() for one in entries(session, person)), key=str)


def without_ids(facts):
    return [{k: v for k, v in one.items() if k != "taken_to_id"} for one in facts]


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_an_export_imports_to_the_same_log(full, as_, session, kind):
    file = full.get(f"/transfer/export?as={kind}").data
    other = as_(Role.PRACTITIONER)
    brought_in(other, file)
    mine, theirs = (logged(session, one.person) for one in (full, other))
    assert without_ids(theirs) == without_ids(mine)
    (dilemma,) = [one for one in entries(session, other.person) if one.taken_to_id]
    assert session.get(Entry, dilemma.taken_to_id).person_id == other.person.id


def test_csv_has_no_formulas(full):
    text = full.get("/transfer/export?as=csv").text
    assert "'=cmd|x" in text
    assert ",=cmd" not in text


def test_json_has_the_published_shape(full, work):
    a_paper(work, full.person)
    work.session.commit()
    whole = json.loads(full.get("/transfer/export?as=json").text)
    jsonschema.Draft202012Validator(json.loads(export_schema())).validate(whole)
    assert len(whole["entries"]) == 4
    assert full.get("/transfer/export-schema.json").mimetype == "application/schema+json"


def test_an_export_holds_what_was_chosen(full):
    text = full.get("/transfer/export?as=csv&kinds=plan&since=2026-01-01").text
    assert "Read Rogers" in text
    assert "Two hats" not in text
    assert (
        "last day is before"
        in full.get("/transfer/export?as=csv&since=2026-02-01&until=2026-01-01").text
    )


def test_a_portfolio_is_a_tagged_pdf_that_says_what_was_chosen(full):
    answer = full.get("/transfer/portfolio?make=1&sections=entries&sections=reflections")
    assert answer.mimetype == "application/pdf"
    book = PdfReader(BytesIO(answer.data))
    text = " ".join(page.extract_text() for page in book.pages)
    assert full.person.name in text
    assert "Two hats" in text
    assert "□" in text  # what our fonts do not have
    assert book.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_a_portfolio_without_parts_is_refused_on_the_form(full):
    assert "Choose at least one part" in full.get("/transfer/portfolio?make=1").text


def test_everything_is_one_packed_file(full):
    answer = full.get("/transfer/everything.zip")
    with zipfile.ZipFile(BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        assert {"log.csv", "log.json", "portfolio-2026.pdf", "README.txt"} <= names
        assert len(json.loads(archive.read("log.json"))["entries"]) == 4


# The calendar


def opened(client):
    client.post("/transfer/calendar/open")
    page = client.get("/transfer/calendar").text
    return re.search(r'value="http://localhost(/calendar/[^"]+\.ics)"', page)[1]


def test_the_address_is_shown_once_and_read_without_signing_in(coach, client, work):
    a_paper(work, coach.person, document="indemnity_insurance", issued_on=None,
            first_on=date(2025, 6, 1), last_on=date(2026, 5, 31))  # fmt: skip
    work.session.commit()
    address = opened(coach)
    assert address not in coach.get("/transfer/calendar").text
    answer = client.get(address)
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"].startswith("private")
    assert b"RRULE" not in answer.data
    (event,) = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 5, 31), date(2026, 6, 1))
    assert (event["TRANSP"], event["STATUS"], event["SEQUENCE"]) == ("TRANSPARENT", "CONFIRMED", 0)
    assert b"TRIGGER:-P29DT15H" in answer.data


def test_a_new_address_ends_the_old_one_and_none_ends_both(coach, client):
    first, second = opened(coach), opened(coach)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    coach.post("/transfer/calendar/close")
    assert client.get(second).status_code == 404
