import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from cpd.people.rules import Role
from cpd.records.rules.kinds import SupervisionFormat
from cpd.standings import service, store
from cpd.standings.models import Absence, Following, Judging
from cpd.standings.rules.asking import questions
from cpd.standings.rules.following import AbsenceKind, Details
from cpd.standings.service.members import panels_of
from tests.conftest import TODAY
from tests.factories.people import a_person
from tests.factories.standings import AS_OF, a_logged, a_supervision, some_practice
from tests.web.counting import counted

BACP, ICF, EMCC = "bacp.accredited", "icf.pcc", "emcc.practitioner"
MOST_QUERIES = 11


@pytest.fixture
def coach(as_):
    return as_(Role.PRACTITIONER)


@pytest.fixture
def follows(coach, work, session):
    """Let the coach follow a body, and return the id of that."""

    def begin(pack=BACP, **details):
        id_, _ = service.follow(work, coach.person.id, pack, Details(**details))
        session.commit()
        return id_

    return begin


def plain(answer):
    return " ".join(answer.text.split())


def test_who_follows_nothing_is_shown_a_few_to_choose_from(coach):
    page = plain(coach.get("/standing"))
    assert "A few to choose from" in page
    assert "BACP accredited member" in page


def test_following_without_entries_says_so_and_judges(coach, follows):
    follows()
    page = plain(coach.get("/standing"))
    assert "Nothing is logged yet" in page
    assert "No indemnity insurance is logged." in page
    assert "Something is due" in page


def test_what_is_missing_is_said_with_amount_sort_and_day(coach, follows, session):
    follows()
    some_practice(session, coach.person)
    a_supervision(session, coach.person, minutes=45)
    session.commit()
    page = plain(coach.get("/standing"))
    assert "45 more minutes of supervision by 31 March 2026" in page
    assert "45 minutes of 1 hour 30 minutes" in page
    assert "none of it with evidence" in page
    assert "March 2026: still open." in page


def test_a_month_that_was_short_is_not_met(coach, follows, session):
    follows()
    some_practice(session, coach.person, done_on=date(2026, 2, 2))
    session.commit()
    page = plain(coach.get("/standing"))
    assert "Not met: BACP." in page
    assert "February 2026: short." in page


def test_a_day_that_only_the_member_knows_is_asked_for_right_there(coach, follows):
    id_ = follows(ICF)
    page = coach.get("/standing").text
    assert "Before this can be judged" in page
    answer = coach.post(
        f"/standing/{id_}/details",
        data={"version": "1", "anchor_credential_awarded": "2024-01-01", "joined_on": ""},
    )
    assert (answer.status_code, answer.location) == (303, f"/standing/{id_}")
    page = plain(coach.get("/standing"))
    assert "Before this can be judged" not in page
    assert "40 more hours of coach education by 31 December 2026" in page


def test_a_day_to_come_is_refused_and_stays_typed(coach, follows):
    id_ = follows(ICF)
    data = {"version": "1", "anchor_credential_awarded": "2026-03-03"}
    page = coach.post(f"/standing/{id_}/details", data=data)
    assert page.status_code == 422
    assert "That day is still to come" in page.text
    assert 'value="2026-03-03"' in page.text


def test_three_bodies_and_a_long_log_cost_few_queries(coach, follows, session, connection):
    follows()
    follows(ICF, anchors={"credential_awarded": date(2024, 1, 1)})
    follows(EMCC)
    for number in range(30):
        a_supervision(session, coach.person, done_on=AS_OF - timedelta(days=9 * number))
    session.commit()
    with counted(connection) as statements:
        page = plain(coach.get("/standing"))
    assert page.count("<article") == 3
    assert len(statements) <= MOST_QUERIES, "\n".join(statements)


def test_a_members_page_reads_that_member_only(coach, follows, session, connection):
    follows()
    a_logged(session, a_person(session), title="Somebody else's")
    session.commit()
    with counted(connection) as statements:
        coach.get("/standing")
    for table in ("entry", "evidence", "attestation"):
        asked = [one for one in statements if re.search(rf"FROM {table}\s", one)]
        bound = [one for one in asked if re.search(rf"{table}\.person_id (=|IN) ", one)]
        assert asked == bound != [], table


def test_several_bodies_are_followed_at_once(coach, session):
    answer = coach.post("/standing/follow", data={"pack": [BACP, ICF, "nobody.here"]})
    assert (answer.status_code, answer.location) == (303, "/standing")
    assert {one.pack_id for one in store.followed_by(session, coach.person.id)} == {BACP, ICF}


def test_nothing_ticked_is_asked_again(coach):
    answer = coach.post("/standing/follow", data={})
    assert "Tick at least one." in answer.text


def test_bodies_are_looked_for_by_any_of_their_names(coach):
    page = coach.get("/standing/follow?q=ireland").text
    assert "IACP accredited member" in page
    assert "BACP" not in page
    assert "No such body" in coach.get("/standing/follow?q=zzz").text


def test_a_pack_is_shown_with_its_sources_and_what_is_unclear(coach):
    page = plain(coach.get(f"/standing/packs/{BACP}"))
    assert "Unofficial" in page
    assert "http://bacp.co.uk/supervision" in page
    assert "Seen on 21 November 2026." in page
    assert "Confidence: high." in page
    assert "What is unclear" in page
    assert coach.get("/standing/packs/nobody.here").status_code == 404
    assert coach.get("/standing/packs/..%2f..%2fetc").status_code == 404


def test_every_requirement_is_shown_with_its_reasons(coach, follows, session):
    id_ = follows()
    some_practice(session, coach.person, done_on=date(2026, 2, 2))
    a_supervision(
        session, coach.person, minutes=120, contracted=5, title="Tuesday group",
        supervision_format=SupervisionFormat.GROUP,
    )  # fmt: skip
    session.commit()
    page = plain(coach.get(f"/standing/{id_}"))
    assert "At least an hour and a half of supervision in every calendar month" in page
    assert "group of 5 shared 2 hours; each is credited 24 minutes" in page
    assert "Earlier: 1 period, 1 not met" in page
    assert "For a person to judge" in page


def test_whatever_paper_a_body_asks_for_can_be_added(coach, follows, session):
    id_ = follows("atrium.practitioner")
    address = "/papers/new?document=acknowledgement_of_codes"
    assert f'href="{address}"' in coach.get(f"/standing/{id_}").text
    page = coach.post(address, data={"issued_on": "2026-03-01"}, follow_redirects=True)
    assert "Added" in page.text
    rows = [one.row for one in judged_by(session, coach.person).rows]
    assert [row.verdict.value for row in rows if row.requirement == "both_codes"] == ["met"]


def test_what_a_person_decides_can_be_written_down_from_the_rule(coach, follows, session):
    id_ = follows()
    address = f"/standing/{id_}/answer?rule=cpd_record&amp;start=2026-01-01"
    assert f'href="{address}"' in coach.get(f"/standing/{id_}").text
    coach.post(address.replace("&amp;", "&"), data={"said_on": "2026-03-01", "verdict": "met"})
    rows = [one.row for one in judged_by(session, coach.person).rows]
    assert [row.verdict.value for row in rows if row.requirement == "cpd_record"] == ["met"]


def judged_by(session, person):
    (found,) = panels_of(session, person.id, "UTC", AS_OF)
    return found


def test_what_if_changes_nothing_but_the_page(coach, follows, session):
    id_ = follows()
    some_practice(session, coach.person)
    session.commit()
    asked = "what=individual&time=1h30&on=2026-03-20&size="
    page = plain(coach.get(f"/standing/{id_}?{asked}"))
    assert "1 hour 30 minutes would count; all of the time counts. March 2026 would be met" in page
    assert "Nothing is counted" not in page
    page = plain(coach.get(f"/standing/{id_}?what=individual&time=soon&on=2026-03-20"))
    assert "That could not be understood as a time" in page
    assert "March 2026, so far: 0 minutes counted" in plain(coach.get(f"/standing/{id_}"))


def test_stopping_leads_to_where_it_can_be_undone(coach, follows, session):
    id_ = follows()
    answer = coach.post(f"/standing/{id_}/stop")
    assert (answer.status_code, answer.location) == (303, "/standing/follow#ended")
    assert "You followed before" in coach.get("/standing/follow").text
    assert coach.get(f"/standing/{id_}").status_code == 404
    assert coach.post(f"/standing/{id_}/resume").status_code == 303
    assert [one.id for one in store.followed_by(session, coach.person.id)] == [id_]


def test_a_body_whose_rules_are_gone_is_said_to_be(coach, follows, session):
    id_ = follows()
    session.get(Following, id_).pack_id = "was.here"
    session.commit()
    assert "The rules of this body are not here any more" in plain(coach.get("/standing"))
    assert coach.get(f"/standing/{id_}").status_code == 404


def test_days_away_are_added_withdrawn_and_restored(coach, session):
    data = {"kind": "parental", "since": "2026-02-01", "until": "2026-02-28"}
    assert coach.post("/standing/absences", data=data).status_code == 303
    absence = session.scalars(select(Absence)).one()
    assert absence.kind is AbsenceKind.PARENTAL
    assert "Parental leave, 1 February 2026 to 28 February 2026" in plain(
        coach.get("/standing/absences")
    )
    assert coach.post(f"/standing/absences/{absence.id}/withdraw").status_code == 303
    assert "Withdrawn" in coach.get("/standing/absences").text
    assert coach.post(f"/standing/absences/{absence.id}/restore").status_code == 303


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"kind": "", "since": "2026-02-01"}, "Choose what it is."),
        ({"kind": "illness", "since": "1 Feb"}, "Write the day as year, month and day"),
        ({"kind": "illness", "since": "2026-02-02", "until": "2026-02-01"}, "before the first"),
    ],
)
def test_odd_days_away_are_explained_and_stay_typed(coach, session, typed, problem):
    page = coach.post("/standing/absences", data=typed)
    assert problem in page.text
    assert f'value="{typed["since"]}"' in page.text
    assert session.scalars(select(Absence)).all() == []


def test_leave_lets_off_a_whole_month(coach, follows, session):
    follows()
    some_practice(session, coach.person, done_on=date(2026, 1, 12))
    session.commit()
    coach.post(
        "/standing/absences",
        data={"kind": "parental", "since": "2026-02-01", "until": "2026-02-28"},
    )
    assert "February 2026: nothing owed." in plain(coach.get("/standing"))


def test_an_entry_is_told_how_each_body_counted_it(coach, follows, session):
    follows()
    follows(EMCC, anchors={"credential_awarded": date(2026, 1, 1)})
    entry = a_supervision(
        session, coach.person, minutes=120, contracted=5,
        supervision_format=SupervisionFormat.GROUP,
    )  # fmt: skip
    session.commit()
    page = plain(coach.get(f"/standing/entry/{entry.id}"))
    assert "24 minutes counted of 2 hours." in page
    assert "Group of 5 shared 2 hours; each is credited 24 minutes" in page
    assert coach.get(f"/standing/entry/{uuid4()}").status_code == 404


def test_the_page_of_an_entry_says_it_in_short(coach, follows, session):
    entry = a_supervision(session, coach.person)
    session.commit()
    assert "How each body counted this entry" not in coach.get(f"/log/{entry.id}").text
    follows()
    page = plain(coach.get(f"/log/{entry.id}"))
    assert "How each body counted this entry" in page
    assert "All of it counted: 1 hour." in page


def test_the_calendar_marks_sessions(coach, follows, session):
    assert "No body you follow counts supervision" in coach.get("/standing/rhythm").text
    first, second = follows(), follows("bacp.student-accredited-course")
    a_supervision(session, coach.person, done_on=date(2026, 1, 12))
    a_supervision(session, coach.person)
    session.commit()
    page = plain(coach.get("/standing/rhythm"))
    assert ", supervised" in page
    page = plain(coach.get(f"/standing/rhythm?body={second}"))
    assert "in a gap that is too long" in page
    assert "Too long" in page
    assert "The next session is due by 16 March 2026" in page
    for odd in (first, uuid4(), "nonsense"):
        assert coach.get(f"/standing/rhythm?body={odd}").status_code == 200


def test_runs_are_shown_to_whoever_runs_the_site(as_, session):
    administrator = as_(Role.ADMINISTRATOR)
    assert "No run yet" in administrator.get("/standing/runs").text
    session.add(Judging(as_of=AS_OF, began_at=TODAY, members=20_000, done=400))
    session.commit()
    page = plain(administrator.get("/standing/runs"))
    assert "400 of 20000" in page
    assert "Going on" in page


def test_every_pack_makes_a_page(coach, follows, session):
    """Whatever is in a pack: with nothing known of the member, and with all it asks."""
    some_practice(session, coach.person)
    a_supervision(session, coach.person, done_on=date(2026, 2, 3), part=None)
    a_logged(session, coach.person, done_on=date(2025, 6, 3))
    for pack_id in service.offered():
        id_ = follows(pack_id)
        assert coach.get(f"/standing/packs/{pack_id}").status_code == 200
        assert coach.get(f"/standing/{id_}").status_code == 200
        assert coach.get(f"/standing/rhythm?body={id_}").status_code == 200
        asked = questions(service.current(pack_id, AS_OF))
        days = {f"anchor_{name}": "2024-02-29" for name in asked.anchors}
        grade = {"grade": asked.grades[0]} if asked.grades else {}
        told = days | grade | {"version": "1", "joined_on": "2024-02-29", "working_share": "80%"}
        assert coach.post(f"/standing/{id_}/details", data=told).status_code == 303
        assert coach.get(f"/standing/{id_}?what=activity&time=1h&on=2026-03-09").status_code == 200
    assert plain(coach.get("/standing")).count("<article") == len(service.offered())
