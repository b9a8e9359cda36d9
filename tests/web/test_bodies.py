import csv
import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from sqlalchemy import event, select

from cpd.bodies import store
from cpd.bodies.rules import Search, Show
from cpd.certificates.models import Certificate
from cpd.certificates.rules.validity import ReasonClass
from cpd.people.rules import OrganisationKind, Role
from tests.factories.certificates import a_certificate, some_facts, until
from tests.factories.people import a_membership, a_person, an_organisation

DAY = date(2026, 3, 2)
WITHDRAWN = {
    "withdrawn_at": datetime(2026, 2, 1, tzinfo=UTC),
    "reason_class": ReasonClass.CONDUCT,
    "reason": "Secret words.",
}


@pytest.fixture
def body(session):
    return an_organisation(session, kind=OrganisationKind.BODY, name="The Guild")


@pytest.fixture
def assessor(as_, session, body):
    return as_(a_person(session, role=Role.ASSESSOR, of=body))


def a_member(session, body, name, *runs_out, **given):
    """A member of a body with a certificate for each day."""
    person = a_person(session, name=name)
    given = {"role": Role.PRACTITIONER} | given
    a_membership(session, person, body, **given)
    for day in runs_out:
        a_certificate(session, person=person, facts=until(day, name=name))
    session.commit()
    return person


def shown_names(page):
    return re.findall(r'<th scope="row" data-label="Member"><bdi>([^<]+)</bdi>', page.text)


def rows(answer):
    return list(csv.DictReader(StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))


def test_a_roster_without_members_says_how_they_come(assessor):
    assert "Nobody on the roster yet" in assessor.get("/roster").text


def test_what_runs_out_next_stands_first_and_nobody_is_left_out(assessor, session, body):
    a_member(session, body, "None")
    a_member(session, body, "Past", DAY - timedelta(days=1))
    a_member(session, body, "Later", DAY + timedelta(days=300))
    a_member(session, body, "Soon", DAY + timedelta(days=30))
    a_member(session, body, "Today", DAY, role=Role.TRAINEE)
    gone = a_member(session, body, "Gone")
    a_certificate(session, person=gone, **WITHDRAWN)
    session.commit()
    page = assessor.get("/roster")
    assert shown_names(page) == ["Today", "Soon", "Later", "Past", "Gone", "None"]
    assert "None yet" in page.text
    for word in ("Runs out soon", "Valid", "Expired", "Withdrawn", "No certificate"):
        assert word in page.text
    assert "Secret" not in page.text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("show=soon", ["Today Tan", "Soon Sand"]),
        ("show=expired", ["Past Pane"]),
        ("show=none", ["Zero"]),
        ("show=nonsense", ["Today Tan", "Soon Sand", "Past Pane", "Zero"]),
        ("text=sAND", ["Soon Sand"]),
        ("text=g-17", ["Zero"]),
        ("text=%25", []),
        ("text=nobody", []),
    ],
)
def test_the_roster_is_searched_and_filtered(assessor, session, body, query, names):
    a_member(session, body, "Today Tan", DAY)
    a_member(session, body, "Soon Sand", DAY + timedelta(days=90))
    a_member(session, body, "Past Pane", DAY - timedelta(days=1))
    a_member(session, body, "Zero", member_number="G-17")
    assert shown_names(assessor.get(f"/roster?{query}")) == names
    exported = [row["Name"] for row in rows(assessor.get(f"/roster.csv?{query}"))]
    assert exported == names


def test_a_member_is_found_by_a_serial_however_typed(assessor, session, body):
    person = a_member(session, body, "Ann")
    a_member(session, body, "Bo", DAY)
    certificate = a_certificate(session, person=person)
    session.commit()
    typed = certificate.serial.lower().replace("-", "")
    assert shown_names(assessor.get(f"/roster?text={typed}")) == ["Ann"]


def test_an_assessor_never_sees_members_of_another_body(assessor, session, body):
    other = an_organisation(session, kind=OrganisationKind.BODY, name="The Society")
    theirs = a_member(session, other, "Theirs", DAY)
    ours = a_member(session, body, "Ours", DAY)
    serial = session.scalars(a_serial_of(theirs)).one()
    for query in ("", "?text=Theirs", f"?text={serial}", "?show=soon"):
        page = assessor.get(f"/roster{query}").text
        assert f">{serial}<" not in page  # what was typed stays in the field
        assert "The Society" not in page
        assert "Theirs" not in shown_names(assessor.get(f"/roster{query}"))
        assert all(row["Name"] != "Theirs" for row in rows(assessor.get(f"/roster.csv{query}")))
    assert shown_names(assessor.get("/roster")) == [ours.name]


def a_serial_of(person):
    return select(Certificate.serial).where(Certificate.person_id == person.id)


def test_only_current_members_stand_on_the_roster(assessor, session, body):
    a_member(session, body, "Left", DAY, ended_on=DAY - timedelta(days=1))
    a_member(session, body, "Colleague", DAY, role=Role.ASSESSOR)
    a_member(session, body, "Member", DAY)
    assert shown_names(assessor.get("/roster")) == ["Member"]


def test_the_roster_tells_names_numbers_and_certificates_and_no_more(assessor, session, body):
    person = a_member(session, body, "Ann", DAY, member_number="G-17")
    waits = a_certificate(session, person=person, is_issued=False)
    old = a_certificate(session, person=person, replaced_at=datetime(2026, 2, 1, tzinfo=UTC))
    session.commit()
    for answer in (assessor.get("/roster"), assessor.get("/roster.csv")):
        text = answer.get_data(as_text=True)
        assert "G-17" in text
        for secret in (person.email, str(person.id), waits.serial, old.serial):
            assert secret not in text


def test_an_assessor_of_two_bodies_sees_which_is_which(as_, session, body):
    other = an_organisation(session, kind=OrganisationKind.BODY, name="The Society")
    person = a_person(session, role=Role.ASSESSOR, of=body)
    a_membership(session, person, other, role=Role.ASSESSOR)
    both = a_member(session, body, "Both", DAY)
    a_membership(session, both, other)
    assessor = as_(person)
    page = assessor.get("/roster")
    assert shown_names(page) == ["Both", "Both"]
    assert 'data-label="Body">The Guild' in page.text
    assert 'data-label="Body">The Society' in page.text
    assert [row["Body"] for row in rows(assessor.get("/roster.csv"))].count("The Guild") == 1


def test_members_are_counted_by_heads(session, body):
    a_member(session, body, "Two", DAY, DAY + timedelta(days=400))
    a_member(session, body, "Past", DAY - timedelta(days=1))
    a_member(session, body, "None")
    later = a_member(session, body, "Later", DAY + timedelta(days=400))
    a_certificate(session, person=later, facts=until(DAY), **WITHDRAWN)
    tally = store.tally(session, {body.id}, DAY)
    assert (tally.members, tally.with_valid, tally.soon, tally.without_valid) == (4, 2, 1, 2)


def test_a_long_roster_has_pages_and_its_export_is_whole(assessor, session, body):
    for n in range(51):
        a_member(session, body, f"M{n:02}", DAY + timedelta(days=n))
    first, second = assessor.get("/roster"), assessor.get("/roster?page=2")
    assert len(shown_names(first)) == 50
    assert shown_names(second) == ["M50"]
    assert "ends before it" in assessor.get("/roster?page=9").text
    assert len(rows(assessor.get("/roster.csv"))) == 51


def test_the_export_says_the_same_in_cells_that_are_no_formulas(assessor, session, body):
    a_member(session, body, "Ann", member_number="=HYPERLINK(1)")
    person = a_member(session, body, "Øyvind Łu")
    certificate = a_certificate(session, person=person, facts=until(DAY, title="+Ethics"))
    session.commit()
    answer = assessor.get("/roster.csv")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="roster-2026-03-02.csv"'
    held, none = rows(answer)
    assert held == {
        "Body": "The Guild",
        "Name": "Øyvind Łu",
        "Member number": "",
        "Serial": certificate.serial,
        "Module": "'+Ethics",
        "Minutes": "75",
        "Issued on": "2024-03-02",
        "Expires on": "2026-03-02",
        "Standing": "valid",
    }
    assert none["Member number"] == "'=HYPERLINK(1)"
    assert none["Standing"] == "none"


def test_the_roster_costs_the_same_however_long_it_is(assessor, session, body, connection):
    def queries():
        asked = []

        def note(_connection, _cursor, statement, *_):
            asked.append(statement)

        event.listen(connection, "before_cursor_execute", note)
        assessor.get("/roster")
        event.remove(connection, "before_cursor_execute", note)
        return len([one for one in asked if one.startswith("SELECT")])

    a_member(session, body, "First", DAY)
    few = queries()
    for n in range(30):
        a_member(session, body, f"M{n}", DAY, DAY + timedelta(days=n))
    assert queries() == few <= 7


@pytest.mark.parametrize("where", ["/roster", "/roster.csv"])
@pytest.mark.parametrize(
    "role", [Role.TRAINEE, Role.PRACTITIONER, Role.SUPERVISOR, Role.ADMINISTRATOR]
)
def test_only_assessors_open_the_roster(as_, where, role):
    assert as_(role).get(where).status_code == 403


def test_searching_never_reaches_past_the_assessors_bodies(session, body):
    a_member(session, body, "Ann", DAY)
    assert store.roster(session, set(), Search(), DAY) == ([], 0)
    assert store.roster(session, set(), Search(text="Ann", show=Show.SOON), DAY) == ([], 0)


def test_the_name_on_the_roster_is_the_members_own(assessor, session, body):
    person = a_member(session, body, "Ann Now")
    a_certificate(session, person=person, facts=some_facts(name="Ann Before"))
    session.commit()
    page = assessor.get("/roster").text
    assert "Ann Now" in page
    assert "Ann Before" not in page
