from datetime import timedelta
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from cpd.certificates.rules.serials import serial_from
from cpd.evidence.models import Evidence
from cpd.people.rules import Role
from cpd.records import service as records
from tests.factories import files
from tests.factories.certificates import a_certificate
from tests.factories.people import a_person
from tests.factories.records import an_entry

MEGABYTE = 1024 * 1024


@pytest.fixture
def mine(as_, work):
    """A browser of somebody with one entry, and the address of its evidence."""
    client = as_(Role.PRACTITIONER)
    entry = an_entry(work, client.person)
    work.session.commit()
    client.entry = entry.id
    client.page = f"/log/{entry.id}/evidence"
    return client


def send(client, content: bytes, name="certificate.pdf", **fields):
    """Send a file as a browser does. Flask's own way leaves the larger ones open behind it."""
    parts = [f'name="{key}"\r\n\r\n{value}' for key, value in {"act": "file", **fields}.items()]
    head = "".join(f"--edge\r\nContent-Disposition: form-data; {part}\r\n" for part in parts)
    head += f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return client.post(
        client.page,
        data=head.encode() + content + b"\r\n--edge--\r\n",
        content_type="multipart/form-data; boundary=edge",
    )


def only(session) -> Evidence:
    return session.scalars(select(Evidence)).one()


def test_a_file_is_added_shown_and_given_back_as_an_attachment(mine, session):
    answer = send(mine, files.a_malicious_pdf(), "tõend 證書.pdf")
    assert (answer.status_code, answer.location) == (303, mine.page)
    page = mine.get(mine.page)
    assert "tõend 證書" in page.text
    assert "PDF, 1 KB" in page.text
    file = mine.get(f"/evidence/{only(session).id}/file")
    assert file.mimetype == "application/pdf"
    assert file.data.startswith(b"%PDF-")
    assert b"evil" not in file.data
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    said = file.headers["Content-Disposition"]
    assert said.startswith("attachment; filename*=UTF-8''")
    assert unquote(said).endswith("tõend 證書.pdf")


def test_what_the_name_says_does_not_count(mine, session):
    send(mine, files.a_photo(), "holiday.exe")
    file = mine.get(f"/evidence/{only(session).id}/file")
    assert file.mimetype == "image/jpeg"
    assert file.headers["Content-Disposition"].endswith("holiday.jpg")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"MZ evil", "neither a PDF nor"),
        (files.a_locked_pdf("x"), "This PDF is locked."),
        (files.a_photo()[:300], "damaged or cut off"),
        (b"%PDF-" + b" " * (11 * MEGABYTE), "At most 10 MB"),
    ],
    ids=["empty", "program", "locked", "half", "large"],
)
def test_what_cannot_be_kept_is_said_on_the_form_and_the_name_stays(mine, session, content, words):
    page = send(mine, content, label="My proof")
    assert page.status_code == 200
    assert words in page.text
    assert 'value="My proof"' in page.text
    assert session.scalars(select(Evidence)).all() == []


def test_no_file_at_all_is_said_on_the_form(mine):
    page = mine.post(mine.page, data={"act": "file"}, content_type="multipart/form-data")
    assert "Choose a file." in page.text


def test_what_is_larger_than_any_file_is_refused_unread(mine):
    assert send(mine, b"x" * (33 * MEGABYTE)).status_code == 413


def test_other_forms_keep_their_smaller_limit(mine):
    answer = mine.post("/log/new", data={"title": "x" * (3 * MEGABYTE)})
    assert answer.status_code == 413


def test_a_file_sent_twice_is_there_once(mine, session):
    for _ in range(2):
        send(mine, files.a_pdf())
    assert "here already" in mine.get(mine.page).text
    assert only(session)


def test_a_link_leads_away_safely(mine):
    form = {"act": "link", "url": "https://provider.example/proof"}
    assert mine.post(mine.page, data=form).status_code == 303
    page = mine.get(mine.page).text
    assert 'href="https://provider.example/proof" rel="noopener noreferrer nofollow"' in page
    assert "leads to provider.example" in page


def test_a_link_that_cannot_be_comes_back_on_the_form(mine):
    page = mine.post(mine.page, data={"act": "link", "url": "javascript:alert(1)"})
    assert "whole address" in page.text
    assert 'value="javascript:alert(1)"' in page.text


def test_a_number_is_kept_as_typed(mine):
    form = {"act": "certificate", "number": "AB <b>7", "provider": "Harbour"}
    mine.post(mine.page, data=form)
    assert "AB &lt;b&gt;7" in mine.get(mine.page).text


def test_evidence_is_removed_and_put_back(mine, session):
    send(mine, files.a_pdf(), label="Proof")
    which = only(session).id
    assert mine.post(f"/evidence/{which}/remove").location == mine.page
    page = mine.get(mine.page).text
    assert "Removed: Proof" in page
    assert "deleted for good after" in page
    mine.post(f"/evidence/{which}/put-back")
    assert "Put back: Proof" in mine.get(mine.page).text


def test_the_entry_shows_its_evidence(mine):
    assert "None added yet" in mine.get(f"/log/{mine.entry}").text
    send(mine, files.a_pdf(), label="Proof of it")
    assert "Proof of it" in mine.get(f"/log/{mine.entry}").text


def test_a_withdrawn_entry_shows_its_evidence_and_takes_no_more(mine, work):
    send(mine, files.a_pdf(), label="Proof")
    records.withdraw(work, mine.person.id, mine.entry)
    work.session.commit()
    page = mine.get(mine.page).text
    assert "Proof" in page
    assert "Add a file" not in page
    assert send(mine, files.a_photo()).status_code == 409


def test_somebody_elses_evidence_is_not_there(mine, as_, session):
    send(mine, files.a_pdf())
    which, other = only(session).id, as_(Role.PRACTITIONER)
    other.page = mine.page
    assert other.get(mine.page).status_code == 404
    assert send(other, files.a_pdf()).status_code == 404
    assert other.get(f"/evidence/{which}/file").status_code == 404
    assert other.post(f"/evidence/{which}/remove").status_code == 404


def test_too_many_files_must_wait(mine, app, clock):
    form = {"act": "link", "url": "https://a.example/x"}
    codes = [mine.post(mine.page, data=form).status_code for _ in range(61)]
    assert (codes[59], codes[60]) == (303, 429)
    clock.instant += timedelta(hours=1)
    assert mine.post(mine.page, data=form).status_code == 303


def test_a_file_that_is_lost_is_said_to_be(mine, session, app, tmp_path):
    send(mine, files.a_picture(size=(3, 3)))
    kept = only(session).sha256
    path = app.extensions["cpd"].settings.data_dir / "evidence" / kept[:2] / kept
    path.unlink()
    answer = mine.get(f"/evidence/{only(session).id}/file")
    assert answer.status_code == 404
    assert "not there any more" in answer.text


def test_a_number_of_ours_shows_how_it_stands(mine, session):
    certificate = a_certificate(session, person=mine.person)
    session.commit()
    mine.post(mine.page, data={"act": "certificate", "number": certificate.serial.lower()})
    for address in (mine.page, f"/log/{mine.entry}"):
        page = mine.get(address).text
        assert "is one of ours" in page
        assert "Valid" in page
        assert certificate.printed.verify_path in page
        assert "not issued to your account" not in page


def test_somebody_elses_number_and_none_of_ours_are_said_to_be(mine, session):
    other = a_certificate(session, person=a_person(session))
    session.commit()
    for number in (other.serial, serial_from(12345), "NN-2026/118"):
        mine.post(mine.page, data={"act": "certificate", "number": number})
    page = mine.get(mine.page).text
    assert "not issued to your account" in page
    assert page.count("We issued no certificate with the number") == 1
