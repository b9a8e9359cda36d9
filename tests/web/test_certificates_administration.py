from datetime import UTC, datetime

import pytest
from sqlalchemy import event, select

from cpd.certificates.models import Certificate
from cpd.certificates.rules.validity import ReasonClass
from cpd.people.rules import Role
from tests.factories.certificates import a_certificate, some_facts, the_site
from tests.factories.people import a_person, an_organisation
from tests.web.test_certificates import STATES


@pytest.fixture
def admin(as_, session):
    return as_(a_person(session, role=Role.ADMINISTRATOR, of=the_site(session)))


def test_an_administrator_sees_what_the_organisation_issued(admin, session):
    ours = a_certificate(session, facts=some_facts(name="Ours"))
    theirs = a_certificate(session, facts=some_facts(name="Theirs"), of=an_organisation(session))
    session.commit()
    page = admin.get("/certificates/issued").text
    assert ours.serial in page
    assert theirs.serial not in page
    assert admin.get(f"/certificates/issued/{theirs.serial}").status_code == 404


def test_the_list_is_searched_and_filtered(admin, session):
    for given, _title in STATES.values():
        a_certificate(session, **given)
    a_certificate(session, facts=some_facts(name="Somebody Else"))
    session.commit()
    page = admin.get("/certificates/issued?text=somebody+else&show=all").text
    assert "1 certificate found" in page
    assert "1 certificate found" in admin.get("/certificates/issued?show=withdrawn").text
    assert "Nothing found" in admin.get("/certificates/issued?text=nobody").text
    assert admin.get("/certificates/issued?show=nonsense&page=-3").status_code == 200
    assert admin.get("/certificates/issued?page=" + "9" * 400).status_code == 200


def test_the_list_costs_the_same_however_long_it_is(admin, session, connection):
    def queries():
        asked = []

        def note(_connection, _cursor, statement, *_):
            asked.append(statement)

        event.listen(connection, "before_cursor_execute", note)
        admin.get("/certificates/issued")
        event.remove(connection, "before_cursor_execute", note)
        return len([one for one in asked if one.startswith("SELECT")])

    a_certificate(session)
    session.commit()
    few = queries()
    for _ in range(60):
        a_certificate(session)
    session.commit()
    assert queries() == few
    assert "Page " in admin.get("/certificates/issued").text


def test_withdrawing_shows_at_once_to_everybody(admin, client, session):
    certificate = a_certificate(session, facts=some_facts(name="Ann Okafor"))
    session.commit()
    where = f"/certificates/issued/{certificate.serial}"
    form = admin.get(f"{where}/withdraw").text
    assert "Ann Okafor" in form
    assert certificate.title in form
    reason = {"reason_class": "issued_in_error", "reason": "Two people share the name."}
    answer = admin.post(f"{where}/withdraw", data=reason)
    assert (answer.status_code, answer.location) == (303, where)
    page = admin.get(where).text
    assert "Two people share the name." in page
    assert admin.person.name in page
    public = client.get(f"/v/{certificate.token}").text
    assert "was withdrawn on 2 March 2026" in public
    assert "because it had been issued in error" in public
    assert "Two people" not in public
    assert admin.post(f"{where}/withdraw", data=reason).status_code == 409


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"reason": "x"}, "Choose why."),
        ({"reason_class": "conduct"}, "Write down what happened."),
        ({"reason_class": "conduct", "reason": "   "}, "Write down what happened."),
        ({"reason_class": "conduct", "reason": "x" * 200_000}, "at most 2,000 characters"),
        ({"reason_class": "spite", "reason": "x"}, "Not a valid choice"),
    ],
)
def test_a_withdrawal_without_its_reason_is_asked_again(admin, session, data, sentence):
    certificate = a_certificate(session)
    session.commit()
    where = f"/certificates/issued/{certificate.serial}/withdraw"
    page = admin.post(where, data=data).text
    assert sentence in page
    session.expire_all()
    assert certificate.withdrawn_at is None


@pytest.mark.parametrize("page", ["withdraw", "replace"])
def test_no_form_is_offered_for_what_has_ended(admin, session, page):
    ended = {"withdrawn_at": datetime(2026, 2, 1, tzinfo=UTC), "reason": "x"}
    certificate = a_certificate(session, reason_class=ReasonClass.CONDUCT, **ended)
    session.commit()
    answer = admin.get(f"/certificates/issued/{certificate.serial}/{page}")
    assert answer.status_code == 409
    assert "was withdrawn" in answer.text
    assert 'name="reason' not in answer.text


def test_replacing_issues_another_and_links_neither_in_public(admin, client, session):
    old = a_certificate(session, facts=some_facts(name="Ann Okafor"))
    session.commit()
    where = f"/certificates/issued/{old.serial}"
    answer = admin.post(f"{where}/replace", data={"name": "Ann Lindqvist", "bears": "x"})
    assert answer.status_code == 303
    session.expire_all()
    new = session.scalars(select(Certificate).where(Certificate.replaces_id == old.id)).one()
    assert answer.location == f"/certificates/issued/{new.serial}"
    assert new.issued_at is not None
    assert "is valid" in client.get(f"/v/{new.token}").text
    public = client.get(f"/v/{old.token}").text
    assert "was replaced" in public
    assert new.serial not in public
    assert new.serial in admin.get(where).text
    assert old.serial in admin.get(answer.location).text


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Enter the name"),
        ("Ann Okafor", "bears already"),
        ("x" * 200_000, "at most 144 characters"),
        ("12", "at least one letter"),
        ("Ann \u16a0", "fonts cannot print: “\u16a0” (runic letter"),
    ],
)
def test_a_replacement_needs_another_good_name(admin, session, name, sentence):
    certificate = a_certificate(session, facts=some_facts(name="Ann Okafor"))
    session.commit()
    where = f"/certificates/issued/{certificate.serial}/replace"
    assert sentence in admin.post(where, data={"name": name}).text


@pytest.mark.parametrize("page", ["", "/SERIAL", "/SERIAL/withdraw", "/SERIAL/replace"])
@pytest.mark.parametrize("role", [Role.TRAINEE, Role.PRACTITIONER, Role.SUPERVISOR, Role.ASSESSOR])
def test_nobody_else_opens_the_administrators_pages(as_, session, page, role):
    certificate = a_certificate(session)
    where = "/certificates/issued" + page.replace("SERIAL", certificate.serial)
    assert as_(role).get(where).status_code == 403


def test_an_administrator_of_another_organisation_finds_nothing(as_, session):
    certificate = a_certificate(session)
    stranger = as_(a_person(session, role=Role.ADMINISTRATOR, of=an_organisation(session)))
    where = f"/certificates/issued/{certificate.serial}"
    for page in (where, f"{where}/withdraw", f"{where}/replace"):
        assert stranger.get(page).status_code == 404
    data = {"reason_class": "conduct", "reason": "x"}
    assert stranger.post(f"{where}/withdraw", data=data).status_code == 404
