import re

from sqlalchemy import select

from cpd.people import store
from cpd.people.models import SignIn
from cpd.people.rules import OrganisationKind, Role
from tests.factories.people import an_organisation
from tests.web.visiting import FORM, PASSWORD, link_in_newest_letter, sign_in, someone


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
    assert answers == [422] * 10 + [429]


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
