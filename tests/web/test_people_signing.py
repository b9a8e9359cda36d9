from datetime import timedelta
from time import perf_counter

import pytest
from sqlalchemy import select

from cpd.kernel.tokens import sha256
from cpd.people import store
from cpd.people.models import SignIn
from cpd.people.passwords import Passwords
from cpd.people.rules import Role
from tests.web.visiting import (
    FORM,
    PASSWORD,
    cookie_of,
    link_in_newest_letter,
    sign_in,
    someone,
    token_on,
    without_tokens,
)


@pytest.fixture
def guarded(app):
    """Forms need their token here, as they do outside the tests."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


def test_signing_in_begins_a_new_session_each_time(client, session):
    someone(session)
    with client.session_transaction() as kept:
        kept["planted"] = "by a stranger"
    assert sign_in(client).location == "/"
    with client.session_transaction() as kept:
        first = kept["_user_id"]
        assert "planted" not in kept
        assert kept.permanent
    sign_in(client)
    with client.session_transaction() as kept:
        assert kept["_user_id"] != first
    held = session.scalars(select(SignIn).where(SignIn.ended_at.is_(None))).all()
    assert len(held) == 1, "the one before in this browser is ended"


def test_the_address_is_found_however_it_is_written(client, session):
    someone(session)
    assert sign_in(client, email=" Ann@EXAMPLE.org").status_code == 303


def test_every_wrong_sign_in_gets_one_answer(app, session):
    someone(session)
    someone(session, email="new@example.org", confirmed_at=None)
    pages = set()
    for email, password in [
        ("ann@example.org", "wrong"),
        ("nobody@example.org", "wrong"),
        ("new@example.org", "wrong"),
        ("no address", "wrong"),
        ("ann@example.org", "x" * 256),
    ]:
        answer = sign_in(app.test_client(), email=email, password=password)
        pages.add((answer.status_code, without_tokens(answer.text).replace(email, "")))
    assert len(pages) == 1


def test_the_time_it_takes_does_not_tell_who_is_known(app, session):
    """Hashing costs here what it costs outside the tests: answers without it would stand out."""
    settings = app.extensions["cpd"].settings
    costly = Passwords(memory_kib=19_456, passes=2)
    someone(session, password_hash=costly.hashed(PASSWORD))
    app.extensions["cpd"].settings = type(settings)(
        **(vars(settings) | {"argon2_memory_kib": 19_456, "argon2_passes": 2})
    )
    took = {"ann@example.org": [], "nobody@example.org": []}
    try:
        for _ in range(5):
            for email, times in took.items():
                began = perf_counter()
                sign_in(app.test_client(), email=email, password="wrong")
                times.append(perf_counter() - began)
    finally:
        app.extensions["cpd"].settings = settings
    known, unknown = (min(times) for times in took.values())  # a busy machine only adds
    assert 0.5 < unknown / known < 2


def test_an_unconfirmed_person_is_told_when_the_password_is_right(client, session):
    someone(session, confirmed_at=None)
    answer = sign_in(client)
    assert "not confirmed yet" in answer.text
    assert client.get("/account").status_code == 303
    assert client.post(link_in_newest_letter(session)).status_code == 303


def test_too_many_wrong_passwords_and_even_the_right_one_waits(app, session, clock):
    someone(session)
    browser = app.test_client()
    for _ in range(10):
        assert sign_in(browser, password="wrong").status_code == 422
    answer = sign_in(browser)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert sign_in(browser, email="nobody@example.org", password="wrong").status_code == 422
    clock.instant += timedelta(minutes=15)
    assert sign_in(browser).status_code == 303


def elsewhere(number: int) -> str:
    return f"198.51.100.{number}"


def test_a_stranger_alone_keeps_nobody_from_signing_in(app, session):
    someone(session)
    stranger = app.test_client()
    answers = [sign_in(stranger, password="wrong") for _ in range(80)]
    assert answers[-1].status_code == 429
    assert sign_in(app.test_client(), coming_from=elsewhere(7)).status_code == 303


def test_many_strangers_together_are_refused_in_the_end(app, session):
    someone(session)
    for number in range(12):
        for _ in range(5):
            sign_in(app.test_client(), password="wrong", coming_from=elsewhere(number))
    one_more = sign_in(app.test_client(), password="wrong", coming_from=elsewhere(99))
    assert one_more.status_code == 429


def test_a_machine_with_many_addresses_is_one_visitor(app):
    browser = app.test_client()
    answers = [
        sign_in(browser, f"p{n}@x.org", "wrong", coming_from=f"2001:db8:1:2::{n:x}")
        for n in range(51)
    ]
    assert [answer.status_code for answer in answers[-2:]] == [422, 429]
    other = sign_in(browser, password="wrong", coming_from="2001:db8:1:3::1")
    assert other.status_code == 422


def test_a_visitor_cannot_try_one_password_on_everybody(app):
    browser = app.test_client()
    answers = [sign_in(browser, email=f"p{n}@x.org", password="wrong") for n in range(51)]
    assert [answer.status_code for answer in answers[-2:]] == [422, 429]


def test_signing_in_well_does_not_use_up_the_tries(app, session):
    someone(session)
    assert {sign_in(app.test_client()).status_code for _ in range(12)} == {303}


@pytest.mark.parametrize(
    ("onward", "lands"),
    [
        ("/account?page=2", "/account?page=2"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https:evil.example", "/"),
        ("https://evil.example/", "/"),
        ("\t//evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("", "/"),
    ],
)
def test_signing_in_leads_on_within_the_site_only(client, session, onward, lands):
    someone(session)
    page = client.get("/sign-in", query_string={"next": onward})
    assert ("evil" in page.text) is False
    assert sign_in(client, next=onward).location == lands
    assert client.get("/sign-in", query_string={"next": onward}).location == lands


def test_a_page_for_members_sends_to_the_sign_in_page_and_back(client, session):
    someone(session)
    answer = client.get("/account")
    assert answer.location == "/sign-in?next=/account"
    assert 'value="/account"' in client.get(answer.location).text


def test_after_signing_out_a_copied_cookie_is_worth_nothing(app, client, session):
    someone(session)
    sign_in(client)
    copied = cookie_of(client)
    answer = client.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get(answer.location).status_code == 200
    thief = app.test_client()
    thief.set_cookie("cpd", copied)
    assert thief.get("/account").status_code == 303
    assert thief.get("/account", headers={"Accept": "application/json"}).status_code == 401
    assert thief.post("/account", data={"name": "Eve"}).status_code == 401


def test_a_sign_in_runs_out_after_a_week_unused(client, session, clock):
    someone(session)
    sign_in(client)
    clock.instant += timedelta(days=6)
    assert client.get("/account").status_code == 200
    clock.instant += timedelta(days=7)
    assert client.get("/account").status_code == 200
    clock.instant += timedelta(days=7, minutes=1)
    assert client.get("/account").status_code == 303


def test_a_new_password_by_letter_ends_every_sign_in(app, client, session):
    someone(session)
    sign_in(client)
    other = app.test_client()
    other.post("/forgotten-password", data=FORM)
    link = link_in_newest_letter(session)
    assert "at least 12" in other.post(link, data={"password": "short"}).text.lower()
    assert other.post(link, data={"password": "dry herons hum now"}).location == "/sign-in"
    assert client.get("/account").status_code == 303
    assert other.get(link).status_code == 404
    assert sign_in(other, password="dry herons hum now").status_code == 303


def test_the_cookie_holds_a_token_whose_hash_alone_is_kept(client, session):
    someone(session)
    sign_in(client)
    with client.session_transaction() as kept:
        token = kept["_user_id"]
    assert session.scalars(select(SignIn.token_sha256)).all() == [sha256(token)]


POSTS = [
    "/register", "/sign-in", "/sign-out", "/forgotten-password", "/account", "/account/password",
    "/account/address", "/account/sign-ins/end-others",
]  # fmt: skip


@pytest.mark.parametrize("path", POSTS)
def test_a_form_without_its_token_is_refused_and_kept(guarded, as_, path):
    browser = as_(Role.TRAINEE)
    answer = browser.post(path, data={"name": "What I typed", "password": "secret words here"})
    assert answer.status_code == 400
    assert "What I typed" in answer.text
    assert "secret words here" not in answer.text


@pytest.mark.parametrize("path", POSTS)
def test_a_form_from_another_site_is_refused_and_nothing_is_offered(guarded, as_, path):
    sent = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    answer = as_(Role.TRAINEE).post(path, data={"name": "Planted"}, headers=sent)
    assert answer.status_code == 400
    assert "Planted" not in answer.text


def test_with_its_token_a_form_is_taken(guarded, client, session):
    token = token_on(client.get("/register"))
    assert client.post("/register", data=FORM | {"csrf_token": token}).status_code == 303


def test_a_lost_session_loses_nothing_that_was_typed(guarded, client, session):
    """The session ends while somebody types; after signing in again the same words arrive."""
    someone(session)
    token = token_on(client.get("/sign-in"))
    sign_in(client, csrf_token=token)
    page = client.get("/account")
    typed = {"name": "Ann Lee-Typed", "time_zone": "Asia/Tokyo", "version": "1"}
    typed["csrf_token"] = token_on(page)
    client.delete_cookie("cpd")
    kept = client.post("/account", data=typed)
    assert kept.status_code == 400
    assert "Ann Lee-Typed" in kept.text
    again = client.post("/account", data=typed | {"csrf_token": token_on(kept)})
    assert again.status_code == 401
    assert "Ann Lee-Typed" in again.text
    sign_in(client, csrf_token=token_on(client.get("/sign-in")))
    once_more = client.post("/account", data=typed | {"csrf_token": token_on(again)})
    saved = client.post("/account", data=typed | {"csrf_token": token_on(once_more)})
    assert saved.status_code == 303
    session.expire_all()
    assert store.by_email(session, FORM["email"]).name == "Ann Lee-Typed"
