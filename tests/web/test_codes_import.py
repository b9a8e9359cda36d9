import re
from html import unescape
from io import BytesIO

import pytest
from sqlalchemy import func, select

from cpd.codes import service
from cpd.codes.models import ClauseWording
from cpd.people.rules import Role
from tests.factories.codes import a_text, a_text_with_parts
from tests.factories.people import a_person
from tests.web.wording import words_of


@pytest.fixture
def administrator(as_):
    return as_(Role.ADMINISTRATOR)


@pytest.fixture
def imported(work, session):
    service.import_wording(work, a_person(session).id, a_text_with_parts())
    session.commit()


def sent_file(content, name="code.txt", **more):
    return {"file": (BytesIO(content), name), **more}


def typed_in(page):
    match = re.search(
        r'<textarea[^>]* name="text"[^>]*>\r?\n?(.*?)</textarea>', page.text, re.DOTALL
    )
    return unescape(match[1])


def seen_in(page):
    return re.search(r'name="seen" type="hidden" value="([^"]*)"', page.text)[1]


def close_spooled(page):
    """Close what the test browser put on disk to send, which it leaves open."""
    page.request.environ["wsgi.input"].close()


def count_wordings(session):
    return session.scalar(select(func.count()).select_from(ClauseWording))


def test_a_file_is_looked_at_then_kept(administrator, session):
    preview = administrator.post("/codes/import", data=sent_file(a_text_with_parts().encode()))
    assert preview.status_code == 200
    assert "2 of 8" in words_of(preview)
    assert "31, 32, 35, 36, 37, 38" in words_of(preview)
    assert count_wordings(session) == 0
    kept = administrator.post(
        "/codes/import/keep",
        data={"text": typed_in(preview).replace("\n", "\r\n"), "seen": seen_in(preview)},
    )
    assert (kept.status_code, kept.location) == (303, "/codes/import")
    assert count_wordings(session) == 6
    page = administrator.get("/codes/import")
    assert "(2)" in words_of(page)
    assert "2 of 8 clauses" in words_of(page)
    assert "Import the wording of a code" in administrator.get("/codes").text


def test_pasted_text_will_do(administrator):
    page = administrator.post("/codes/import", data={"text": a_text()})
    assert "Plumm Code of Ethics for the Chat Session Service" in typed_in(page)
    assert "What is in this text" in page.text


def test_a_text_changed_since_it_was_looked_at_is_looked_at_again(administrator, session):
    preview = administrator.post("/codes/import", data={"text": a_text()})
    data = {"text": a_text("Changed."), "seen": seen_in(preview)}
    page = administrator.post("/codes/import/keep", data=data)
    assert page.status_code == 200
    assert "The text was changed" in page.text
    assert count_wordings(session) == 0
    data["seen"] = seen_in(page)
    assert administrator.post("/codes/import/keep", data=data).status_code == 303


def test_lines_without_a_place_are_listed_with_their_numbers(administrator):
    text = a_text_with_parts() + "\nFurther reading\n\nA book of lamps\n"
    page = administrator.post("/codes/import", data={"text": text})
    assert '<li value="11">' in page.text
    assert "Further reading" in page.text


def test_a_code_that_stands_twice_is_taken_once(administrator):
    text = a_text() + "\n" + a_text_with_parts() + "\n" + a_text("Again.").replace("Lamps", "Light")
    page = administrator.post("/codes/import", data={"text": text})
    assert "more than once. The first is taken." in words_of(page)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "The file is empty.", id="empty"),
        pytest.param(b" \n\n", "The file is empty.", id="only spaces"),
        pytest.param(b"%PDF-1.7 \x00\xff", "This is a PDF file", id="pdf"),
        pytest.param(b"PK\x03\x04\x00\x00", "This is a Word or packed file", id="word"),
        pytest.param(b"{\\rtf1 hello}", "This is a rich text file", id="rtf"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00", "not a plain text", id="picture"),
        pytest.param("Plumm".encode("utf-16-le"), "not a plain text", id="utf-16 unmarked"),
        pytest.param(b"1. Milk\n2. Bread\n", "No code of ethics was recognised", id="shopping"),
        pytest.param(b"x" * (512 * 1024 + 1), "larger than 512 KB", id="too large"),
    ],
)
def test_a_file_that_will_not_do_is_refused_in_words(administrator, session, content, sentence):
    page = administrator.post("/codes/import", data=sent_file(content, text="What I typed"))
    close_spooled(page)
    assert page.status_code == 200
    assert sentence in words_of(page)
    assert count_wordings(session) == 0
    if "recognised" not in sentence:
        assert typed_in(page) == "What I typed"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_whatever_saved_it(administrator, encoding):
    content = a_text("Nobody lends a client\u2019s lamp.").encode(encoding)
    page = administrator.post("/codes/import", data=sent_file(content))
    assert "client\u2019s lamp" in page.text
    guessed = "how its letters are stored had to be guessed" in words_of(page)
    assert guessed is (encoding == "cp1252")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Choose a text file, or paste"),
        ("  \n ", "Choose a text file, or paste"),
        ("Plumm \x00", "not a plain text"),
        ("é" * 300_000, "larger than 512 KB"),
    ],
)
def test_pasted_text_that_will_not_do_is_refused_and_still_there(administrator, text, sentence):
    for address in ("/codes/import", "/codes/import/keep"):
        page = administrator.post(address, data={"text": text})
        assert sentence in words_of(page)
        assert len(typed_in(page)) >= len(text.strip().replace("\x00", ""))


def test_a_text_beyond_what_a_form_takes_is_refused_in_words(administrator):
    page = administrator.post("/codes/import", data=sent_file(b"x" * (3 * 1024 * 1024)))
    close_spooled(page)
    assert page.status_code == 413
    assert "larger than this page takes" in words_of(page)


def test_the_wording_is_removed_after_asking(administrator, session, imported):
    assert (
        "Remove the wording of this code?" in administrator.get("/codes/bacp/remove-wording").text
    )
    assert count_wordings(session) == 6
    answer = administrator.post("/codes/bacp/remove-wording")
    assert (answer.status_code, answer.location) == (303, "/codes/import")
    assert count_wordings(session) == 0
    assert "There is no wording to remove" in administrator.get("/codes/bacp/remove-wording").text
    assert administrator.post("/codes/bacp/remove-wording").status_code == 409
    assert administrator.get("/codes/nobody/remove-wording").status_code == 404


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.AUTHOR, Role.ASSESSOR])
def test_only_administrators_import(client, as_, role):
    member = as_(role)
    for address in ("/codes/import", "/codes/bacp/remove-wording"):
        assert member.get(address).status_code == 403
        assert client.get(address).status_code == 303
    assert member.post("/codes/import/keep", data={"text": a_text()}).status_code == 403
