import re
from contextlib import contextmanager
from html import unescape
from io import BytesIO

import pytest
from sqlalchemy import event, func, select

from cpd.codes import service
from cpd.codes.files import register
from cpd.codes.models import ClauseWording
from cpd.codes.service import CitedBy
from cpd.people.rules import Role
from tests.factories.codes import a_text, a_text_with_parts
from tests.factories.people import a_person

LENT = "We never lend lamp d to anybody."


@contextmanager
def counted(connection):
    statements = []

    def note(_connection, _cursor, statement, *_more):
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            statements.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield statements
    event.remove(connection, "before_cursor_execute", note)


@pytest.fixture
def administrator(as_):
    return as_(Role.ADMINISTRATOR)


@pytest.fixture
def cited(work, session):
    places = [
        CitedBy("bacp", "33", "scenario", "hallway/lend-it"),
        CitedBy("bacp", "33d", "quiz", "secret-item"),
        CitedBy("bacp", "33", "quiz", "secret-item"),
        CitedBy("bacp", "33", "quiz", "other-item"),
    ]
    service.replace_citations(work, "lamps", "The lamp", places)
    session.commit()


@pytest.fixture
def imported(work, session):
    service.import_wording(work, a_person(session).id, a_text_with_parts())
    session.commit()


def words_of(page):
    """Return what a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


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


# Reading the codes


def test_all_codes_and_themes_stand_on_the_first_page(client):
    page = client.get("/codes")
    for code in register().current.values():
        assert code.title in unescape(page.text)
    assert page.text.count('href="/themes/') > 27
    assert "silent" in page.text
    assert "/codes/import" not in page.text


@pytest.mark.parametrize("key", list(register().current))
def test_every_clause_of_a_code_stands_on_its_page_with_its_force(client, key):
    page = client.get(f"/codes/{key}")
    code = register().code(key)
    assert page.status_code == 200
    assert page.text.count('class="force ') == len(code.clauses)
    assert all(f'id="clause-{clause.number}"' in page.text for clause in code.clauses)
    assert ("The numbers are ours" in page.text) is (key == "lahendus")


@pytest.mark.parametrize("theme", [theme.key for theme in register().themes])
def test_every_theme_tells_what_each_code_says_or_that_it_is_silent(client, theme):
    page = client.get(f"/themes/{theme}")
    assert page.status_code == 200
    assert [page.text.count(f'id="{key}"') for key in register().current] == [1] * 7


def test_every_clause_has_a_page(client):
    for code in register().current.values():
        for clause in code.clauses:
            assert client.get(f"/codes/{code.key}/{clause.number}").status_code == 200


def test_a_clause_tells_its_parts_its_neighbours_and_the_numbers_it_sets(client):
    page = client.get("/codes/bacp/33")
    assert all(f'id="part-{letter}"' in page.text for letter in "abcd")
    assert 'rel="prev" href="/codes/bacp/32"' in page.text
    assert 'rel="next" href="/codes/bacp/34"' in page.text
    assert "3 years" in client.get("/codes/atrium-practice/9.6").text
    assert 'rel="prev"' not in client.get("/codes/plumm/1").text


@pytest.mark.parametrize(
    ("asked", "to"),
    [
        ("/codes/lahendus/p1", "/codes/lahendus/P1"),
        ("/codes/BACP/33D", "/codes/bacp/33#part-d"),
        ("/codes/Plumm", "/codes/plumm"),
        ("/themes/Supervision", "/themes/supervision"),
    ],
)
def test_old_ways_of_writing_an_address_lead_to_the_page(client, asked, to):
    answer = client.get(asked)
    assert (answer.status_code, answer.location) == (301, to)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("/codes/nobody", "There is no code “nobody”"),
        ("/codes/plumm/99", "has no clause 99. Its clauses run from 1 to 11."),
        ("/codes/bacp/33z", "has no clause 33z"),
        ("/codes/nobody/1", "There is no code “nobody”"),
        ("/themes/tea", "There is no theme “tea”"),
        ("/codes/%00", "There is no code"),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(client, asked, sentence):
    page = client.get(asked)
    assert page.status_code == 404
    assert sentence in words_of(page)


# What cites a clause


def test_visitors_and_trainees_read_how_often_a_clause_is_cited_but_not_where(client, as_, cited):
    for reader in (client, as_(Role.TRAINEE)):
        page = reader.get("/codes/bacp/33")
        assert "The lamp : 2 questions in its quiz" in words_of(page)
        assert "1 choice in its scenario" in words_of(page)
        assert "secret-item" not in page.text
        assert "hallway" not in page.text
    assert "cited in 3 places" in client.get("/codes/bacp").text


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.ADMINISTRATOR])
def test_authors_and_administrators_read_where(as_, cited, role):
    page = as_(role).get("/codes/bacp/33")
    assert "secret-item" in page.text
    assert "hallway/lend-it" in page.text


# The publisher's wording


def test_the_wording_is_for_members(client, as_, imported):
    assert "lend" not in client.get("/codes/bacp/33").text
    assert "Sign in to read it" in client.get("/codes/bacp/33").text
    page = as_(Role.TRAINEE).get("/codes/bacp/33")
    assert LENT in page.text
    assert "Imported 2 March 2026" in words_of(page)
    assert "Sign in to read it" not in client.get("/codes/bacp/31").text


def test_the_wording_is_never_found_by_searching(as_, imported):
    assert "No clause has all of these words" in as_(Role.TRAINEE).get("/codes/search?q=lamp").text


# Searching


def test_an_empty_search_offers_the_themes(client):
    for address in ("/codes/search", "/codes/search?q=", "/codes/search?q=%20%00"):
        page = client.get(address)
        assert "Or begin with a theme" in page.text
        assert page.text.count('href="/themes/') == 27


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("atrium 9.10", "/codes/atrium-practice/9.10"),
        ("bacp 33d", "/codes/bacp/33#part-d"),
        ("BACP:33d", "/codes/bacp/33#part-d"),
        ("plumm chat 8", "/codes/plumm-chat/8"),
        ("lahendus p1", "/codes/lahendus/P1"),
    ],
)
def test_a_reference_finds_its_clause_first(client, asked, first):
    page = client.get("/codes/search", query_string={"q": asked})
    assert re.search(r'<h3 class="clause-heading"><a href="([^"]+)"', page.text)[1] == first


def test_the_words_looked_for_are_marked(client):
    page = client.get("/codes/search?q=confiden")
    assert re.search(r"<mark>[Cc]onfidential", page.text)
    assert 'href="/themes/confidentiality"' in page.text


def test_a_search_that_finds_nothing_says_so_and_keeps_what_was_typed(client):
    page = client.get("/codes/search", query_string={"q": '<b>"zebra" & co'})
    assert "No clause has all of these words" in page.text
    assert "&lt;b&gt;&#34;zebra&#34; &amp; co" in page.text


def test_many_hits_are_shown_on_asking(client):
    few, many = (client.get(f"/codes/search?q=client{more}") for more in ("", "&all=yes"))
    assert few.text.count('class="clause-heading"') == 30
    assert many.text.count('class="clause-heading"') > 30
    assert "Show all" in few.text
    assert "Show all" not in many.text


def test_an_endless_search_is_cut(client):
    assert client.get("/codes/search", query_string={"q": "a b " * 4000}).status_code == 200


# Importing


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


# What it costs


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/codes", 0),
        ("/codes/search?q=client", 0),
        ("/themes/supervision", 0),
        ("/codes/bacp", 1),
        ("/codes/bacp/33", 2),
    ],
)
def test_pages_take_as_many_queries_for_many_citations_as_for_none(
    client, work, session, connection, address, most
):
    with counted(connection) as few:
        client.get(address)
    for n in range(9):
        places = [CitedBy("bacp", number, "quiz", f"item-{n}") for number in ("33", "33d", "34")]
        service.replace_citations(work, f"m{n}", f"Module {n}", places)
    service.import_wording(work, a_person(session).id, a_text_with_parts())
    session.commit()
    with counted(connection) as many:
        client.get(address)
    assert len(few) == len(many) <= most


def test_a_member_reads_a_clause_in_a_few_queries(as_, connection, imported, cited):
    member = as_(Role.TRAINEE)
    with counted(connection) as sent:
        member.get("/codes/bacp/33")
    assert len(sent) <= 5
