from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, select

from cpd.certificates.models import Certificate, WithdrawalRequest
from cpd.certificates.rules.life import Stage
from cpd.certificates.rules.validity import ReasonClass
from cpd.people.rules import Role
from tests.factories.certificates import a_certificate, some_facts, the_site
from tests.factories.minting import issue_waiting
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


@pytest.mark.parametrize("page", ["withdraw", "replace", "suspend", "reinstate"])
def test_no_form_is_offered_for_what_has_ended(admin, session, page):
    ended = {"withdrawn_at": datetime(2026, 2, 1, tzinfo=UTC), "reason": "x"}
    certificate = a_certificate(session, reason_class=ReasonClass.CONDUCT, **ended)
    session.commit()
    answer = admin.get(f"/certificates/issued/{certificate.serial}/{page}")
    assert answer.status_code == 409
    assert "was withdrawn" in answer.text
    assert 'name="reason' not in answer.text


def test_replacing_issues_another_and_links_neither_in_public(app, admin, client, session):
    old = a_certificate(session, facts=some_facts(name="Ann Okafor"))
    session.commit()
    where = f"/certificates/issued/{old.serial}"
    answer = admin.post(f"{where}/replace", data={"name": "Ann Lindqvist"})
    assert answer.status_code == 303
    session.expire_all()
    new = session.scalars(select(Certificate).where(Certificate.replaces_id == old.id)).one()
    assert answer.location == f"/certificates/issued/{new.serial}"
    issue_waiting(app)
    session.expire_all()
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
        ("Ann Okafor", "says already"),
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


ACTS = ("withdraw", "replace", "suspend", "reinstate")
PAGES = ("", "/SERIAL", *(f"/SERIAL/{act}" for act in ACTS))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", [Role.TRAINEE, Role.PRACTITIONER, Role.SUPERVISOR, Role.ASSESSOR])
def test_nobody_else_opens_the_administrators_pages(as_, session, page, role):
    certificate = a_certificate(session)
    where = "/certificates/issued" + page.replace("SERIAL", certificate.serial)
    assert as_(role).get(where).status_code == 403


def test_an_administrator_of_another_organisation_finds_nothing(as_, session):
    certificate = a_certificate(session)
    stranger = as_(a_person(session, role=Role.ADMINISTRATOR, of=an_organisation(session)))
    where = f"/certificates/issued/{certificate.serial}"
    assert stranger.get(where).status_code == 404
    for act in ACTS:
        assert stranger.get(f"{where}/{act}").status_code == 404
    data = {"reason_class": "conduct", "reason": "x"}
    assert stranger.post(f"{where}/withdraw", data=data).status_code == 404


# --- two persons, on hold, and the rest


@pytest.fixture
def other_admin(as_, session):
    return as_(a_person(session, role=Role.ADMINISTRATOR, of=the_site(session)))


CONDUCT = {"reason_class": "conduct", "reason": "The board found against\nthe holder."}


def asked_for(admin, session, **more):
    certificate = a_certificate(session)
    session.commit()
    where = f"/certificates/issued/{certificate.serial}"
    assert admin.post(f"{where}/withdraw", data=CONDUCT | more).location == where
    session.expire_all()
    request = session.scalars(select(WithdrawalRequest)).one()
    return certificate, f"/certificates/withdrawals/{request.id}"


def test_conduct_is_asked_for_and_confirmed_by_somebody_else(admin, other_admin, client, session):
    certificate, where = asked_for(admin, session)
    assert "is valid" in client.get(f"/v/{certificate.token}").text
    assert "Somebody else has to decide" in admin.get(where).text
    assert admin.post(f"{where}/confirm").status_code == 409
    assert certificate.serial in other_admin.get("/certificates/withdrawals").text
    assert "Withdrawals to decide on (1)" in other_admin.get("/certificates/issued").text
    assert "The board found against" in other_admin.get(where).text
    shown = f"/certificates/issued/{certificate.serial}"
    assert other_admin.post(f"{where}/confirm").location == shown
    assert "for reasons of conduct" in client.get(f"/v/{certificate.token}").text
    assert other_admin.post(f"{where}/confirm").status_code == 409
    assert "Nothing to decide" in admin.get("/certificates/withdrawals").text
    assert "The board found against" in admin.get(shown).text


def test_declining_wants_a_reason_and_keeps_it_in_the_file(admin, other_admin, session):
    certificate, where = asked_for(admin, session, on_hold="y")
    assert certificate.suspended_at is not None
    assert "Write down why." in other_admin.post(where, data={"reason": " "}).text
    other_admin.post(where, data={"reason": "Not proven."})
    page = admin.get(f"/certificates/issued/{certificate.serial}").text
    for words in ("Withdrawal declined", "Not proven.", "Put on hold", "Take off hold"):
        assert words in page


def test_on_hold_shows_at_once_to_everybody_and_no_reason(admin, client, session):
    certificate = a_certificate(session)
    session.commit()
    where = f"/certificates/issued/{certificate.serial}"
    assert "Write down why." in admin.post(f"{where}/suspend", data={}).text
    reason = {"reason": "Somebody complained."}
    assert admin.post(f"{where}/suspend", data=reason).location == where
    assert "Somebody complained." in admin.get(where).text
    public = client.get(f"/v/{certificate.token}").text
    assert "is valid" not in public
    assert "complained" not in public
    assert admin.post(f"{where}/suspend", data=reason).status_code == 409
    assert "Somebody complained." in admin.get(f"{where}/reinstate").text
    assert admin.post(f"{where}/reinstate", data={"reason": "Unfounded."}).location == where
    assert "is valid" in client.get(f"/v/{certificate.token}").text


def test_what_was_typed_is_still_there_when_a_correction_is_refused(admin, session):
    certificate = a_certificate(session, facts=some_facts(name="Ann Okafor"))
    session.commit()
    where = f"/certificates/issued/{certificate.serial}/replace"
    typed = {"name": "Bo Ek", "title": "Another title", "minutes_0": "x", "completed_on": "soon"}
    page = admin.post(where, data=typed | {"reason": "Because."}).text
    for words in ("Bo Ek", "Another title", "soon", "Because.", "Enter whole minutes"):
        assert words in page


def test_the_trouble_of_one_is_shown_with_its_stage_and_tried_again(admin, session, clock):
    certificate = a_certificate(
        session, is_issued=False, trouble="It cannot be printed.", stage=Stage.RENDERING,
        tries=2, try_after=clock.now() + timedelta(hours=1),
    )  # fmt: skip
    session.commit()
    where = f"/certificates/issued/{certificate.serial}"
    page = admin.get(where).text
    assert "It stopped at: drawing the page. Tried 2 times" in page
    assert admin.post(f"{where}/try-again").location == where
    session.expire_all()
    assert certificate.try_after is None


def test_the_search_finds_what_is_on_hold_and_what_was_erased(admin, session, clock):
    at = clock.now()
    a_certificate(session, suspended_at=at, suspension_reason="x")
    a_certificate(session, erased_at=at, facts=some_facts(name="", title=""))
    session.commit()
    for show in ("suspended", "erased"):
        assert "1 certificate found" in admin.get(f"/certificates/issued?show={show}").text
    assert "0 certificates found" in admin.get("/certificates/issued?show=valid").text
