"""The pages of a cohort: hand in, look through, start, and take the result."""

from io import BytesIO

import pytest
from sqlalchemy import event, select

from cpd.certificates.models import Certificate
from cpd.cohorts.models import Cohort
from cpd.cohorts.rules.states import CohortState
from cpd.jobs import order_cohorts
from cpd.people.rules import Role
from tests.factories.certificates import the_site
from tests.factories.people import a_person, an_organisation


@pytest.fixture
def admin(as_, session):
    return as_(a_person(session, role=Role.ADMINISTRATOR, of=the_site(session)))


def hand_in(admin, text, **typed):
    usual = {
        "organisation": "",
        "title": "Holding silence",
        "delivery": "live",
        "categories": "Ethics: 1h30",
        "completed_on": "2026-02-01",
        "validity_months": "24",
        "outcomes": "Bear a silence.",
        "approvals": "Northern Register: NR-1",
    }
    file = (BytesIO(text.encode()), "participants.csv")
    return admin.post("/cohorts/new", data=usual | typed | {"file": file})


def the_cohort(session):
    session.expire_all()
    return session.scalars(select(Cohort)).one()


def file_of(*members):
    return "name,email\n" + "".join(f"{one.name},{one.email}\n" for one in members)


def test_who_has_none_is_told_what_a_cohort_is(admin):
    assert "No cohort yet" in admin.get("/cohorts").text


def test_a_file_is_looked_through_started_and_its_result_taken(admin, session, app):
    members = [a_person(session, name=f"Ann {n} Okafor") for n in range(2)]
    session.commit()
    organisation = str(the_site(session).id)
    text = file_of(*members) + "Nobody,nobody@example.org\n"
    page = hand_in(admin, text, organisation=organisation)
    assert page.status_code == 303
    shown = admin.get(page.location).text
    assert "2 certificates can be issued; 1 line cannot" in shown
    assert "Nobody with a confirmed account" in shown
    assert session.scalars(select(Certificate)).all() == []
    admin.post(page.location + "/start")
    admin.post(page.location + "/start")
    with app.app_context():
        assert order_cohorts(lambda: True) == "2 lines dealt with"
    assert "Being issued" in admin.get("/cohorts").text
    shown = admin.get(page.location).text
    assert "Being prepared" in shown
    assert "1 of 3 lines done" in shown
    result = admin.get(page.location + "/result.csv")
    assert result.mimetype == "text/csv"
    assert "ordered" in result.text
    assert "/v/" not in result.text  # nobody is given the address of what is not issued


def test_pausing_going_on_and_cancelling(admin, session):
    member = a_person(session, name="Ann Okafor")
    session.commit()
    page = hand_in(admin, file_of(member), organisation=str(the_site(session).id)).location
    admin.post(page + "/start")
    admin.post(page + "/pause")
    assert "Nothing is issued until you go on" in admin.get(page).text
    admin.post(page + "/resume")
    assert the_cohort(session).state is CohortState.RUNNING
    assert "will be left out" in admin.get(page + "/cancel").text
    admin.post(page + "/cancel")
    assert the_cohort(session).state is CohortState.CANCELLED


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": " "}, "Enter the title"),
        ({"categories": "Ethics"}, "Line 1: write it like"),
        ({"delivery": ""}, "Choose how"),
        ({"completed_on": "1 March"}, "year, month and day"),
        ({"validity_months": "0"}, "1 to 120"),
    ],
)
def test_a_mistake_is_shown_and_what_was_typed_stays(admin, session, typed, said):
    usual = {"organisation": str(the_site(session).id), "outcomes": "Something long to type."}
    page = hand_in(admin, "name,email\nAnn,a@b.org\n", **(usual | typed)).text
    assert said in page
    assert "Something long to type." in page


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Choose the file"),
        ("who,where\nAnn,here\n", "No column is called “email”"),
        ("name,email\n", "and no other"),
        ("%PDF-1.7", "This is a PDF"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(admin, session, text, said):
    page = hand_in(admin, text, organisation=str(the_site(session).id)).text
    assert said in page


def test_another_file_begins_with_what_the_course_said(admin, session):
    member = a_person(session)
    session.commit()
    hand_in(admin, file_of(member), organisation=str(the_site(session).id))
    page = admin.get(f"/cohorts/new?like={the_cohort(session).id}").text
    assert "Holding silence" in page
    assert "Northern Register: NR-1" in page


def test_another_organisation_sees_none_of_it(admin, session, as_):
    member = a_person(session)
    session.commit()
    page = hand_in(admin, file_of(member), organisation=str(the_site(session).id)).location
    stranger = as_(a_person(session, role=Role.ADMINISTRATOR, of=an_organisation(session)))
    for path in (page, page + "/cancel", page + "/result.csv"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(page + "/start").status_code == 404


def test_a_cohort_costs_the_same_however_many_lines(admin, session, connection):
    members = [a_person(session) for _ in range(60)]
    session.commit()
    organisation = str(the_site(session).id)
    pages = [
        hand_in(admin, file_of(*some), organisation=organisation).location
        for some in (members[:2], members)
    ]
    asked = []

    def note(_connection, _cursor, statement, *_):
        asked.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    counts = []
    for page in (*pages, "/cohorts"):
        asked.clear()
        admin.get(page)
        counts.append(len([one for one in asked if one.startswith("SELECT")]))
    event.remove(connection, "before_cursor_execute", note)
    assert counts[0] == counts[1]
    assert max(counts) <= 8


def test_a_cell_that_would_be_a_formula_is_guarded(admin, session):
    text = 'name,email\nAnn,"=cmd@example.org"\n'
    page = hand_in(admin, text, organisation=str(the_site(session).id)).location
    assert "'=cmd@example.org" in admin.get(page + "/result.csv").text
