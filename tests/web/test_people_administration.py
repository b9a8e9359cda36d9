import re

import pytest

from cpd.people import store
from cpd.people.rules import Role
from tests.factories.people import a_membership, a_person, an_organisation
from tests.web.counting import counted


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
    a_person(session, of=site, name="Олена Шевченко")
    a_person(session, of=site, name="Siobhán Ní Bhriain")
    session.commit()

    def found(words):
        return administrator.get("/people", query_string={"q": words}).text

    assert "Zuzanna" in found("zuzanna now")
    assert "Zuzanna" in found("ZN@EXAMPLE")
    assert "Олена" in found("ОЛЕНА шев")
    assert "Siobhán" in found("bhriain siobhan")
    assert "Percy" not in found("zuzanna")
    assert "Zuzanna" not in found("100%")
    assert "Nobody found" in found("x' OR 1=1 --")
    assert administrator.get("/people?q=%07&page=99999999999999999999").status_code == 200


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
