import re
from contextlib import contextmanager
from datetime import timedelta
from statistics import median
from time import perf_counter

import pytest
from sqlalchemy import event, select

from cpd.kernel.tokens import sha256
from cpd.letters.models import Letter
from cpd.people import store
from cpd.people.models import Person, SignIn
from cpd.people.passwords import Passwords
from cpd.people.rules import OrganisationKind, Role
from tests.factories.people import a_membership, a_person, an_organisation

PASSWORD = "wet otters sing"
KEPT = Passwords(memory_kib=8, passes=1).hashed(PASSWORD)
FORM = {
    "name": "Ann Lee",
    "email": "ann@example.org",
    "role": "trainee",
    "time_zone": "Europe/London",
    "password": PASSWORD,
}


@pytest.fixture
def guarded(app):
    """Forms need their token here, as they do outside the tests."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


def link_in_newest_letter(session) -> str:
    session.expire_all()
    letter = session.scalars(select(Letter)).all()[-1]
    return re.search(r"http://localhost(/\S+)", letter.text)[1]


def sign_in(client, email="ann@example.org", password=PASSWORD, **more):
    return client.post("/sign-in", data={"email": email, "password": password, **more})


def someone(session, **given) -> Person:
    person = a_person(session, **({"email": FORM["email"], "password_hash": KEPT} | given))
    session.commit()
    return person


def cookie_of(client) -> str:
    return client.get_cookie("cpd").value


def without_tokens(html: str) -> str:
    return re.sub(r'(csrf_token" value|csrf-token" content)="[^"]*"', "", html)


def token_on(page) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]


# Registering


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


def test_in_another_browser_confirming_asks_for_the_password(app, client, session):
    client.post("/register", data=FORM)
    link, other = link_in_newest_letter(session), app.test_client()
    assert "Enter your password" in other.post(link).text
    assert "not the password you chose" in other.post(link, data={"password": "wrong"}).text
    assert other.post(link, data={"password": PASSWORD}).status_code == 303
    assert other.get("/account").status_code == 200


def test_nobody_confirms_a_password_that_somebody_else_chose(app, client, session):
    client.post("/register", data=FORM)
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
        pytest.param("name", "", "Enter your name", id="no name"),
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
    assert answer.status_code == 200
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


# Signing in


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
    known, unknown = (median(times) for times in took.values())
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
        assert sign_in(browser, password="wrong").status_code == 200
    answer = sign_in(browser)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert sign_in(browser, email="nobody@example.org", password="wrong").status_code == 200
    clock.instant += timedelta(minutes=15)
    assert sign_in(browser).status_code == 303


def test_a_visitor_cannot_try_one_password_on_everybody(app):
    browser = app.test_client()
    answers = [sign_in(browser, email=f"p{n}@x.org", password="wrong") for n in range(51)]
    assert [answer.status_code for answer in answers[-2:]] == [200, 429]


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


# Forms need their token


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


# The account page


def test_the_account_is_changed_and_certificates_keep_their_name(as_, session):
    browser = as_(Role.TRAINEE)
    assert "keep the name they were issued with" in browser.get("/account").text
    changed = {"name": "New Name", "time_zone": "Asia/Tokyo", "version": "1", "email": "x@y.org",
               "role": "administrator", "id": "1"}  # fmt: skip
    assert browser.post("/account", data=changed).status_code == 303
    session.expire_all()
    person = store.by_id(session, browser.person.id)
    assert (person.name, person.time_zone, person.role) == ("New Name", "Asia/Tokyo", "trainee")
    assert person.email != "x@y.org"


def test_a_second_tab_does_not_overwrite_the_first(as_, session):
    browser = as_(Role.TRAINEE)
    first = {"name": "First", "time_zone": "UTC", "version": "1"}
    browser.post("/account", data=first)
    answer = browser.post("/account", data=first | {"name": "Second"})
    assert "changed in another tab" in answer.text
    assert 'value="Second"' in answer.text
    version = re.search(r'name="version"[^>]*value="(\d+)"', answer.text)[1]
    again = browser.post("/account", data=first | {"name": "Second", "version": version})
    assert again.status_code == 303


def test_the_password_is_changed_with_the_old_one(app, client, session):
    someone(session)
    other = app.test_client()
    sign_in(client)
    sign_in(other)
    wrong = {"old_password": "wrong", "password": "dry herons hum now"}
    assert "This is not your password" in client.post("/account/password", data=wrong).text
    answer = client.post("/account/password", data=wrong | {"old_password": PASSWORD})
    assert answer.status_code == 303
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 303


def test_the_old_password_cannot_be_guessed_at_a_desk(client, session):
    someone(session)
    sign_in(client)
    wrong = {"old_password": "wrong", "password": "dry herons hum now"}
    answers = [client.post("/account/password", data=wrong).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


def test_the_address_is_changed_by_letter(client, session):
    someone(session)
    sign_in(client)
    ask = {"email": "new@example.org", "password": PASSWORD}
    assert client.post("/account/address", data=ask).status_code == 303
    link = link_in_newest_letter(session)
    assert "new@example.org" in client.get(link).text
    assert client.post(link).status_code == 303
    assert "new@example.org" in client.get("/account").text
    assert client.post(link).status_code == 404


def test_browsers_are_listed_and_ended(app, client, session):
    someone(session)
    firefox = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Firefox/130.0"}
    others = [app.test_client(), app.test_client()]
    for other in others:
        other.post("/sign-in", data=FORM, headers=firefox)
    sign_in(client)
    page = client.get("/account").text
    assert page.count("Firefox on Windows") == 2
    client.post(re.search(r'action="(/account/sign-ins/[^"]+/end)"', page)[1])
    assert sorted(other.get("/account").status_code for other in others) == [200, 303]
    client.post("/account/sign-ins/end-others")
    assert {other.get("/account").status_code for other in others} == {303}
    assert client.get("/account").status_code == 200


def test_nobody_ends_the_sign_in_of_somebody_else(as_, session):
    eve, ann = as_(Role.TRAINEE), as_(Role.TRAINEE)
    [hers] = store.sign_ins_of(session, ann.person.id, session.scalar(select(SignIn.began_at)))
    assert eve.post(f"/account/sign-ins/{hers.id}/end").status_code == 404
    assert ann.get("/account").status_code == 200


def test_certificates_are_shared_with_a_body_by_consent_and_not_after(as_, session):
    body = an_organisation(session, kind=OrganisationKind.BODY, name="Atrium")
    browser = as_(Role.PRACTITIONER)
    assert "Not shared" in browser.get("/account").text
    join = f"/account/bodies/{body.id}/join"
    assert "assessors of Atrium see your name" in browser.get(join).text
    long = browser.post(join, data={"member_number": "x" * 41})
    assert "at most 40 characters" in long.text
    browser.post(join, data={"member_number": "M 17"})
    assert "M 17" in browser.get("/account").text
    leave = f"/account/bodies/{body.id}/leave"
    assert browser.get(leave).status_code == 200
    assert "M 17" in browser.get("/account").text, "a GET ended it"
    browser.post(leave)
    assert "Not shared" in browser.get("/account").text


def test_a_provider_is_no_body_to_share_with(as_, session):
    provider = an_organisation(session)
    assert as_(Role.TRAINEE).get(f"/account/bodies/{provider.id}/join").status_code == 404


# The administrator's pages


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
def site(session):
    return an_organisation(session, key="site", name="Clause & Hour")


@pytest.fixture
def administrator(as_, session, site):
    return as_(a_person(session, role=Role.ADMINISTRATOR, of=site, name="Adam"))


def test_an_administrator_sees_their_own_people(administrator, session, site):
    mine = a_person(session, of=site, name="Mine Own")
    stranger = a_person(session, of=an_organisation(session), name="Stranger There")
    session.commit()
    page = administrator.get("/people").text
    assert "Mine Own" in page
    assert "Stranger There" not in page
    assert administrator.get(f"/people/{mine.id}").status_code == 200
    assert administrator.get(f"/people/{stranger.id}").status_code == 404


def test_the_menu_says_people_there_and_not_on_ones_own_account(administrator):
    here = 'href="/people" aria-current="true"'
    assert here in administrator.get("/people").text
    assert here in administrator.get(f"/people/{administrator.person.id}").text
    assert here not in administrator.get("/account").text


def test_people_are_found_by_name_or_address(administrator, session, site):
    a_person(session, of=site, name="Zuzanna Nowak", email="zn@example.org")
    a_person(session, of=site, name="Percy 100%", email="pc@example.org")
    session.commit()

    def found(words):
        return administrator.get("/people", query_string={"q": words}).text

    assert "Zuzanna" in found("zuzanna now")
    assert "Zuzanna" in found("ZN@EXAMPLE")
    assert "Percy" not in found("zuzanna")
    assert "Zuzanna" not in found("100%")
    assert "Nobody found" in found("x' OR 1=1 --")
    assert administrator.get("/people?q=%00&page=99999999999999999999").status_code == 200


def test_fifty_people_make_a_page_in_as_many_queries_as_one(
    administrator, session, site, connection
):
    with counted(connection) as few:
        administrator.get("/people")
    for n in range(60):
        person = a_person(session, of=site, name=f"Many {n:02}")
        a_membership(session, person, site, role=Role.AUTHOR)
    session.commit()
    with counted(connection) as many:
        page = administrator.get("/people").text
    assert len(many) == len(few) <= 7
    assert page.count("/people/") == 50
    assert "Many 59" in administrator.get("/people?page=2").text


def test_a_role_is_given_and_ended_after_asking(administrator, session, site):
    person = a_person(session, of=site, name="Ann")
    session.commit()
    page = administrator.get(f"/people/{person.id}").text
    grant = re.search(rf'href="(/people/{person.id}/roles/{site.id}/author/grant)"', page)[1]
    assert "Make Ann author?" in administrator.get(grant).text
    assert f"/people/{person.id}/memberships/" not in page, "a GET gave the role"
    assert administrator.post(grant).status_code == 303
    page = administrator.get(f"/people/{person.id}").text
    end = re.search(rf'href="(/people/{person.id}/memberships/[^"]+/end)"', page)[1]
    assert "no longer be author" in administrator.get(end).text
    assert administrator.post(end).status_code == 303
    assert administrator.post(end).status_code == 404


def test_a_role_holds_and_ends_at_once_in_every_browser(administrator, as_, session, site):
    ann = as_(a_person(session, of=site))
    administrator.post(f"/people/{ann.person.id}/roles/{site.id}/administrator/grant")
    assert ann.get("/people").status_code == 200
    held = store.membership(session, ann.person.id, site.id, Role.ADMINISTRATOR)
    administrator.post(f"/people/{ann.person.id}/memberships/{held.id}/end")
    assert ann.get("/people").status_code == 403


def test_the_last_administrator_cannot_step_down(administrator, session, site):
    me = administrator.person.id
    held = store.membership(session, me, site.id, Role.ADMINISTRATOR)
    answer = administrator.post(f"/people/{me}/memberships/{held.id}/end")
    assert answer.status_code == 409
    assert "last administrator" in answer.text
    assert administrator.get("/people").status_code == 200


@pytest.mark.parametrize("role", ["assessor", "trainee", "god"])
def test_a_role_that_is_not_to_be_given_is_not_found(administrator, session, site, role):
    path = f"/people/{administrator.person.id}/roles/{site.id}/{role}/grant"
    assert administrator.get(path).status_code == 404
    assert administrator.post(path).status_code == 404


def test_an_administrator_elsewhere_reaches_nobody_here(as_, session, site):
    person = a_person(session, of=site)
    elsewhere = as_(a_person(session, role=Role.ADMINISTRATOR, of=an_organisation(session)))
    held = store.memberships_of(session, person.id)[0]
    for path in (
        f"/people/{person.id}",
        f"/people/{person.id}/roles/{site.id}/author/grant",
        f"/people/{person.id}/memberships/{held.id}/end",
    ):
        assert elsewhere.get(path).status_code == 404


def test_pages_with_a_link_from_a_letter_tell_no_other_site(client, session):
    client.post("/register", data=FORM)
    answer = client.get(link_in_newest_letter(session))
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_cookie_holds_a_token_whose_hash_alone_is_kept(client, session):
    someone(session)
    sign_in(client)
    with client.session_transaction() as kept:
        token = kept["_user_id"]
    assert session.scalars(select(SignIn.token_sha256)).all() == [sha256(token)]
