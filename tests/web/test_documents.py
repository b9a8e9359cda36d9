from datetime import date
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import event, select

from cpd.documents.models import DeclarationMade, Paper
from cpd.people.rules import Role


@pytest.fixture
def coach(as_):
    return as_(Role.PRACTITIONER)


def a_png() -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, "PNG")
    return file.getvalue()


INSURANCE = "/papers/new?document=indemnity_insurance"
COVER = {"first_on": "2026-01-01", "last_on": "2026-12-31", "title": "Careful Mutual"}


def test_an_empty_list_says_what_belongs_there(coach):
    page = coach.get("/papers").text
    assert "No papers yet" in page
    assert "Professional indemnity insurance" in page


def test_what_was_added_is_shown_with_its_standing(coach, session):
    answer = coach.post(INSURANCE, data=COVER, follow_redirects=True)
    assert "Added: Careful Mutual." in answer.text
    assert "Covers today" in answer.text
    assert session.scalars(select(Paper.last_on)).all() == [date(2026, 12, 31)]


def test_a_check_asks_for_no_file_and_no_number(coach):
    page = coach.get("/papers/new?document=dbs_check").text
    assert "stays with you" in page
    assert 'type="file"' not in page


def test_a_mistake_is_said_and_what_was_typed_is_still_there(coach, session):
    answer = coach.post(INSURANCE, data=COVER | {"last_on": "2025-12-31"})
    assert "The last day lies before the first" in answer.text
    assert 'value="Careful Mutual"' in answer.text
    assert session.scalars(select(Paper)).all() == []


def test_correcting_withdrawing_and_restoring(coach, session):
    coach.post(INSURANCE, data=COVER)
    (paper_id,) = session.scalars(select(Paper.id)).all()
    form = coach.get(f"/papers/{paper_id}/correct").text
    assert 'value="2026-12-31"' in form
    data = COVER | {"last_on": "2027-01-31", "version": "1"}
    answer = coach.post(f"/papers/{paper_id}/correct", data=data, follow_redirects=True)
    assert "31 January 2027" in answer.text
    answer = coach.post(f"/papers/{paper_id}/withdraw", follow_redirects=True)
    assert "It counts no more" in answer.text
    assert coach.get(f"/papers/{paper_id}/correct").status_code == 409
    answer = coach.post(f"/papers/{paper_id}/restore", follow_redirects=True)
    assert "Restored: Careful Mutual." in answer.text


def test_an_event_is_written_down_before_the_body_knows(coach, session):
    coach.post("/papers/declare?sort=complaint_upheld", data={"happened_on": "2026-02-01"})
    page = coach.get("/papers").text
    assert "not yet" in page
    (made,) = session.scalars(select(DeclarationMade)).all()
    answer = coach.post(f"/papers/declarations/{made.id}/take-back", follow_redirects=True)
    assert "Taken back" in answer.text


def test_grace_is_read_in_hours(coach, session):
    data = {"happened_on": "2026-02-01", "minutes": "a few"}
    answer = coach.post("/papers/declare?sort=granted_grace", data=data)
    assert "Write the hours as a number" in answer.text
    coach.post("/papers/declare?sort=granted_grace", data=data | {"minutes": "6,5"})
    assert session.scalars(select(DeclarationMade.minutes)).all() == [390]


def test_a_standard_is_judged_where_it_is_named(coach):
    path = "/papers/declare?sort=judged&about=hcpc.registrant/standard_1"
    page = coach.get(path).text
    assert "hcpc.registrant/standard_1" in page
    answer = coach.post(
        "/papers/declare?sort=judged", data={"happened_on": "2026-02-01", "verdict": "met"}
    )
    assert "Open this from the standard" in answer.text


def test_a_copy_is_kept_fetched_and_removed(coach, session):
    coach.post(INSURANCE, data=COVER)
    (paper_id,) = session.scalars(select(Paper.id)).all()
    path = f"/papers/{paper_id}/proof"
    assert "Keep this copy" in coach.get(path).text
    wrong = coach.post(path, data={"file": (BytesIO(b"MZ..."), "policy.pdf")})
    assert "Please look at this again" in wrong.text
    coach.post(path, data={"file": (BytesIO(a_png()), "policy.png")})
    fetched = coach.get(f"{path}/file")
    assert fetched.headers["Content-Disposition"].startswith("attachment;")
    assert fetched.data.startswith(b"\x89PNG")
    coach.post(f"{path}/remove")
    assert coach.get(f"{path}/file").status_code == 404


def test_looking_at_a_copy_holds_nobody_up(coach, session, connection):
    coach.post(INSURANCE, data=COVER)
    (paper_id,) = session.scalars(select(Paper.id)).all()
    asked = []
    event.listen(connection, "before_cursor_execute", lambda *given: asked.append(given[2]))
    for page in ("proof", "correct"):
        assert coach.get(f"/papers/{paper_id}/{page}").status_code == 200
    assert [one for one in asked if "FROM paper" in one]
    assert not [one for one in asked if "FOR UPDATE" in one]


def test_no_copy_of_a_check_is_kept(coach, session):
    coach.post("/papers/new?document=dbs_check", data={"issued_on": "2026-01-15"})
    (paper_id,) = session.scalars(select(Paper.id)).all()
    assert "Add a copy" not in coach.get("/papers").text
    answer = coach.post(f"/papers/{paper_id}/proof", data={"file": (BytesIO(a_png()), "dbs.png")})
    assert answer.status_code == 409
    assert "No copy of a check is kept" in answer.text


def test_what_does_not_exist_is_not_found(coach):
    assert coach.get("/papers/new?document=../x").status_code == 404
    assert coach.get("/papers/declare?sort=gossip").status_code == 404


def test_a_refused_form_says_so_and_keeps_what_was_typed(coach, session):
    answer = coach.post(INSURANCE, data=COVER | {"last_on": "soon", "country": "é" * 81})
    assert answer.status_code == 422
    assert "Careful Mutual" in answer.text
    answer = coach.post(INSURANCE, data=COVER | {"country": "é" * 81})
    assert "A country can have at most 80 characters." in answer.text
    answer = coach.post(
        "/papers/declare?sort=complaint_upheld",
        data={"happened_on": "2026-02-03", "declared_on": "2026-02-01", "note": "Kept words."},
    )
    assert answer.status_code == 422
    assert "Kept words." in answer.text
    assert session.scalars(select(Paper.id)).all() == []
    assert session.scalars(select(DeclarationMade.id)).all() == []


def test_a_body_may_say_so_before_the_day_it_is_about(coach, session):
    answer = coach.post(
        "/papers/declare?sort=judged",
        data={"happened_on": "2026-02-28", "declared_on": "2026-02-01", "verdict": "exempt",
              "requirement": "bacp.accredited/supervision_monthly", "note": "one\x00two"},
    )  # fmt: skip
    assert answer.status_code == 303
    (made,) = session.scalars(select(DeclarationMade)).all()
    assert (made.declared_on, made.note) == (date(2026, 2, 1), "onetwo")
