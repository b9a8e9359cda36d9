from datetime import timedelta

import pytest
from sqlalchemy import select

from cpd.letters.models import Letter
from cpd.people import store
from cpd.people.models import Person
from tests.web.visiting import FORM, PASSWORD, link_in_newest_letter, someone, without_tokens


def test_somebody_registers_confirms_and_is_signed_in(client, session):
    answer = client.post("/register", data=FORM)
    assert (answer.status_code, answer.location) == (303, "/register/letter")
    assert "ann@example.org" in client.get("/register/letter").text
    link = link_in_newest_letter(session)
    assert "Confirm and sign in" in client.get(link).text
    assert store.by_email(session, FORM["email"]).confirmed_at is None, "a GET confirmed"
    assert client.post(link).status_code == 303
    assert client.get("/account").status_code == 200
    assert client.get(link).status_code == 404


def test_a_link_opened_again_says_which_way_leads_on(app, client, session, clock):
    client.post("/register", data=FORM)
    link = link_in_newest_letter(session)
    client.post(link)
    assert "You are signed in" in client.get(link).text
    stranger = app.test_client()
    assert 'href="/sign-in"' in without_menu(stranger.get(link).text)
    clock.instant += timedelta(minutes=1)  # two letters of one instant have no newest
    stranger.post("/forgotten-password", data={"email": FORM["email"]})
    reset = link_in_newest_letter(session)
    stranger.post(reset, data={"password": PASSWORD})
    again = stranger.get(reset)
    assert (again.status_code, "Ask for a new letter" in again.text) == (404, True)


def without_menu(page):
    return page.partition("<main")[2]


def test_in_another_browser_confirming_asks_for_the_password(app, client, session):
    client.post("/register", data=FORM)
    link, other = link_in_newest_letter(session), app.test_client()
    assert "Enter your password" in other.post(link).text
    assert "not the password you chose" in other.post(link, data={"password": "wrong"}).text
    assert other.post(link, data={"password": PASSWORD}).status_code == 303
    assert other.get("/account").status_code == 200


def test_nobody_confirms_a_password_that_somebody_else_chose(app, client, session, clock):
    client.post("/register", data=FORM)
    clock.instant += timedelta(minutes=1)
    eve = app.test_client()
    eve.post("/register", data=FORM | {"password": "eves own long words"})
    answer = client.post(link_in_newest_letter(session), data={"password": PASSWORD})
    assert "not the password you chose" in answer.text


def test_known_and_unknown_addresses_get_one_answer(app, session):
    someone(session, email="known@example.org")
    pages = []
    for path, email in [
        ("/register", "known@example.org"),
        ("/register", "fresh@example.org"),
        ("/forgotten-password", "known@example.org"),
        ("/forgotten-password", "fresh@other.example.org"),
    ]:
        browser = app.test_client()
        answer = browser.post(path, data=FORM | {"email": email})
        page = without_tokens(browser.get(answer.location).text).replace(email, "")
        pages.append((answer.status_code, answer.location, answer.text, page))
    assert len(set(pages)) == 1


@pytest.mark.parametrize(
    ("field", "wrong", "says"),
    [
        pytest.param("name", "x" * 200_000, "at most 144 characters", id="a 200 KB name"),
        pytest.param("name", "Ann\u202eLee", "invisible", id="a name that turns the line"),
        pytest.param("name", "", "Enter the name", id="no name"),
        pytest.param("email", "ann@", "not an e-mail address", id="no address"),
        pytest.param("email", "x" * 200_000, "at most 200 characters", id="a 200 KB address"),
        pytest.param("role", "administrator", "Not a valid choice", id="a role not to be had"),
        pytest.param("time_zone", "Middle/Earth", "from the list", id="no time zone"),
        pytest.param("password", "password1234", "guessers try first", id="an easy password"),
        pytest.param("password", "x7!" * 70_000, "at most 256", id="a 200 KB password"),
        pytest.param("password", "Ann Lee 1234", "your name or address", id="the own name"),
    ],
)
def test_a_mistake_is_shown_and_the_rest_stays(client, session, field, wrong, says):
    answer = client.post("/register", data=FORM | {field: wrong})
    assert answer.status_code == 422
    assert says in answer.text
    for other in {"name", "email"} - {field}:
        assert f'value="{FORM[other]}"' in answer.text
    assert PASSWORD not in answer.text
    assert session.scalars(select(Person)).all() == []


@pytest.mark.parametrize(
    "name", ["Ann\r\nBcc: eve@example.net", "</style><style>@import", "{{ 7*7 }}", "O'Neill & <b>"]
)
def test_a_name_steers_neither_letter_nor_page(client, session, name):
    client.post("/register", data=FORM | {"name": name})
    for letter in session.scalars(select(Letter)):
        assert "\n" not in letter.subject
        assert "\r" not in letter.subject
        assert not letter.text.splitlines()[0].startswith("Bcc")
        assert "<style>@import" not in letter.html
        assert "<b>" not in letter.html
        client.get(link_in_newest_letter(session))


def test_a_name_in_another_script_is_welcome(client, session):
    client.post("/register", data=FORM | {"name": "\u0645\u06cc\u200c\u0646\u0648"})
    assert store.by_email(session, FORM["email"]).name == "\u0645\u06cc\u200c\u0646\u0648"


def test_letters_link_to_our_own_address_whatever_the_host(client, session):
    client.post("/register", data=FORM, headers={"Host": "127.0.0.1"})
    assert link_in_newest_letter(session).startswith("/confirm/")
    answer = client.post("/register", data=FORM, headers={"Host": "evil.example"})
    assert answer.status_code == 400


def test_an_address_is_not_flooded_with_letters(client, session):
    answers = [client.post("/forgotten-password", data=FORM) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]


def test_pages_with_a_link_from_a_letter_tell_no_other_site(client, session):
    client.post("/register", data=FORM)
    answer = client.get(link_in_newest_letter(session))
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
