import re

import pytest

from cpd.app import create_app
from cpd.people.rules import Role
from tests.browsing import CheckedClient
from tests.conftest import settings

TYPED = {"title": "A talk", "reflection": "I learnt to wait.\nAnd to ask."}
ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}


@pytest.fixture
def with_csrf(app):
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


def hidden(page, name) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


def test_an_unknown_address_says_so(client):
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text


def test_an_unknown_address_is_the_same_for_members(as_):
    assert as_(Role.TRAINEE).get("/no/such/page").status_code == 404


@pytest.mark.parametrize(
    "path", ["/v/%00", "/modules/a%00b", "/verify?serial=%00", "/sign-in?next=/%00"]
)
def test_a_character_no_database_keeps_is_refused_in_words(client, path):
    answer = client.get(path)
    assert answer.status_code == 400
    assert "did not arrive as it should" in answer.text


def test_a_wrong_method_is_named_in_words(as_):
    answer = as_(Role.TRAINEE).post("/modules")
    assert answer.status_code == 405
    assert "cannot be done here" in answer.text


def test_a_member_without_the_role_is_told_why(as_):
    answer = as_(Role.TRAINEE).get("/outbox")
    assert answer.status_code == 403
    assert "your role does not include" in answer.text


def test_a_stranger_is_brought_to_the_sign_in_page_and_back(client):
    answer = client.get("/account?a=b")
    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=/account?a%3Db"


def test_what_a_signed_out_writer_typed_is_still_there(client):
    answer = client.post("/account", data=TYPED)
    assert answer.status_code == 401
    assert "nothing is lost" in answer.text
    assert "And to ask." in answer.text
    assert hidden(answer.text, "title") == "A talk"


def test_what_was_chosen_is_kept_without_showing_our_own_keys(client):
    chosen = {"scene": "first", "choice": "ask", "item-trust-1": "b", "seen-trust-1": "2"}
    page = client.post("/account", data=chosen).text
    assert {name: hidden(page, name) for name in chosen} == chosen
    assert "What you had typed" not in page
    assert "What you chose is still" in re.sub(r"\s+", " ", page)


def test_no_password_is_kept_on_a_page(client):
    secrets = {"old_password": "hunter-two", "password": "hunter-three", "token": "hunter-four"}
    assert "hunter" not in client.post("/account/password", data=secrets).text


def test_a_form_from_another_site_is_not_offered_again(client):
    """Or that site could write in somebody's name, with one press of our own button."""
    answer = client.post("/account", data=TYPED, headers=ELSEWHERE)
    assert answer.status_code == 403
    assert "A talk" not in answer.text


def test_another_origin_is_another_site_where_the_browser_says_no_more(client):
    answer = client.post("/account", data=TYPED, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403


def test_a_form_without_its_token_can_be_sent_once_more(with_csrf, as_):
    answer = as_(Role.TRAINEE).post("/account", data=TYPED)
    assert answer.status_code == 400
    assert hidden(answer.text, "title") == "A talk"


def test_sending_it_once_more_works(with_csrf, as_):
    """The page's own form carries a fresh token and everything that was typed."""
    browser = as_(Role.TRAINEE)
    typed = {"name": "Ann Oak", "time_zone": "UTC", "version": "1"}
    page = browser.post("/account", data=typed).text
    again = {name: hidden(page, name) for name in (*typed, "csrf_token")}
    assert browser.post("/account", data=again).status_code == 303


def test_a_form_from_another_site_is_refused_without_its_words(with_csrf, as_):
    answer = as_(Role.TRAINEE).post("/account", data=TYPED, headers=ELSEWHERE)
    assert answer.status_code == 400
    assert "A talk" not in answer.text


def test_a_script_is_answered_in_its_own_language(client):
    asked = {"Accept": "application/json"}
    signed_out = client.get("/account", headers=asked)
    assert (signed_out.status_code, signed_out.json) == (401, {"problem": "You are signed out."})
    assert "typing mistake" in client.get("/no/such/page", headers=asked).json["problem"]


@pytest.fixture
def without_tables(tmp_path):
    """An app whose database was never made, and a browser that says it is signed in."""
    app = create_app(settings(tmp_path, f"sqlite:///{tmp_path / 'empty.sqlite'}"))
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = CheckedClient
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = "somebody"
        cookie["_fresh"] = True
    return browser


@pytest.mark.parametrize("path", ["/", "/modules", "/account"])
def test_a_page_is_shown_even_without_a_database(without_tables, path):
    answer = without_tables.get(path)
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers


def test_what_was_typed_is_kept_even_without_a_database(without_tables):
    answer = without_tables.post("/account", data=TYPED)
    assert answer.status_code == 503
    assert "was not saved" in answer.text
    assert "And to ask." in answer.text


def test_it_lives_but_is_not_ready_without_a_database(without_tables):
    assert without_tables.get("/healthz").status_code == 200
    assert without_tables.get("/readyz").status_code == 503
