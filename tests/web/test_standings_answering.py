"""What a member can do so that hours count: say more in an entry, or what the body said."""

import re
from datetime import date

import pytest

from cpd.people.rules import Role
from cpd.standings import service
from cpd.standings.rules.following import Details
from tests.factories.standings import a_logged, a_supervision

BACP, ICF = "bacp.accredited", "icf.pcc"
TYPED = {"done_on": "2026-03-01", "time": "1h30", "title": "A day on listening"}


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


def test_a_bodys_word_settles_what_it_leaves_open_and_can_be_taken_back(coach, follows, session):
    id_ = follows(joined_on=date(2026, 1, 1))
    a_supervision(session, coach.person, minutes=30, done_on=date(2026, 1, 10))
    session.commit()
    page = coach.get("/standing").text
    address = f"/standing/{id_}/answer?rule=supervision_monthly&amp;start=2026-01-01"
    assert f'href="{address}"' in page
    assert "Log your practice, or say there was none" in page
    address = address.replace("&amp;", "&")
    assert "What did BACP say about “Supervision each month”?" in coach.get(address).text
    wrong = coach.post(address, data={"said_on": "2027-01-01", "note": "Kept words."})
    assert wrong.status_code == 422
    assert "Choose what they said." in wrong.text
    assert "Kept words." in wrong.text
    answer = {"verdict": "exempt", "said_on": "2026-02-20", "note": "In my folder"}
    assert coach.post(address, data=answer).status_code == 303
    page = plain(coach.get(f"/standing/{id_}"))
    assert "January 2026: BACP said on 20 February 2026 that nothing is owed." in page
    assert "In my folder" in page
    assert coach.get(address).status_code == 404
    assert coach.post(address, data=answer).status_code == 303
    (taken_back,) = re.findall(r'action="(/papers/declarations/[^"]+/take-back)"', page)
    coach.post(taken_back)
    assert "January 2026: BACP said" not in plain(coach.get(f"/standing/{id_}"))


def test_a_word_about_one_gap_explains_no_other(coach, follows, session):
    id_ = follows("hcpc.registrant", joined_on=date(2025, 1, 1))
    for day in ("2025-01-10", "2025-06-01", "2025-12-15", "2026-02-20"):
        a_logged(session, coach.person, done_on=date.fromisoformat(day))
    session.commit()
    address = f"/standing/{id_}/answer?rule=explain_gaps"
    page = coach.get(address).text
    assert re.findall(r'<option[^>]* value="([^"]+)"', page) == ["2025-06-02", "2025-01-11"]
    assert 'value="not_met"' not in page
    answer = {"verdict": "met", "said_on": "2026-03-01", "about": "2025-01-11"}
    assert coach.post(address, data=answer).status_code == 303
    page = plain(coach.get(f"/standing/{id_}"))
    assert "One gap has to be explained: 1 June to 15 December 2025." in page
    assert 'value="2025-01-11"' not in coach.get(address).text
    coach.post(address, data=answer | {"verdict": "exempt", "about": "2025-06-02"})
    assert "No gap has to be explained." in plain(coach.get(f"/standing/{id_}"))


def test_an_entry_without_a_category_leads_to_where_it_is_chosen(coach, follows, session):
    follows(ICF, anchors={"credential_awarded": date(2025, 1, 1)})
    made = coach.post("/log/new?kind=activity", data=TYPED)
    entry = made.location
    page = plain(coach.get(entry))
    assert f'href="{entry}/edit#for-bodies"' in page
    assert "Choose a category" in plain(coach.get("/standing"))
    form = coach.get(f"{entry}/edit").text
    assert '<option value="icf:core">Core competency</option>' in form
    changed = TYPED | {"version": "1", "category_choices": "icf:core", "tag_ticks": "ethics"}
    coach.post(f"{entry}/edit", data=changed)
    page = plain(coach.get(entry))
    assert "ICF: Core competency" in page
    assert "Choose a category" not in page
    assert '<option value="icf:core" selected>' in coach.get(f"{entry}/edit").text


def test_a_category_of_a_body_no_longer_followed_stays(coach, follows, session):
    id_ = follows(ICF)
    entry = coach.post(
        "/log/quick",
        data={"title": "A talk", "time": "1h", "kind": "activity", "category_choices": "icf:core"},
    ).location
    coach.post(f"/standing/{id_}/stop")
    form = coach.get(f"{entry}/edit").text
    assert 'value="icf: core"' in form
    assert "category_choices" not in form
