import re
from html import unescape

import pytest

from cpd.codes import service
from cpd.codes.files import register
from cpd.codes.service import CitedBy
from cpd.people.rules import Role
from tests.factories.codes import a_text_with_parts
from tests.factories.people import a_person
from tests.web.counting import counted
from tests.web.wording import words_of

LENT = "We never lend lamp d to anybody."


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
        ("/codes/%07", "There is no code"),
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
        assert "The lamp 2 questions in its quiz" in words_of(page)
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
    for address in ("/codes/search", "/codes/search?q=", "/codes/search?q=%20%07"):
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
