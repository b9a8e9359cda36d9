import html
import re
from datetime import date

import pytest

from cpd.people.rules import Role
from cpd.records.rules.kinds import EntryKind
from tests.browsing import sign_in
from tests.factories.modules import a_loaded_module, a_passed_module
from tests.factories.people import a_person
from tests.factories.records import an_entry
from tests.web.log_typing import MET, NEW, SESSION, TYPED, entries, field, logged


@pytest.fixture
def coach(as_):
    return as_(Role.PRACTITIONER)


# Logging


def test_what_was_logged_is_said_and_shown(coach, session):
    answer = coach.post(
        SESSION, data=MET | {"reflection": "**Much** learnt."}, follow_redirects=True
    )
    page = " ".join(answer.text.split())
    assert "Logged: 1 hour 30 minutes of group supervision on 2 March 2026." in page
    assert "<dd>1 hour 30 minutes</dd>" in page
    assert "<dd>Group</dd>" in page
    assert "<dd>Ann</dd>" in page
    assert "<strong>Much</strong> learnt." in page
    (entry,) = entries(session)
    assert (entry.kind, entry.minutes, entry.supervisor) == (EntryKind.SUPERVISION, 90, "Ann")


def test_a_title_and_a_time_are_enough(coach, session):
    page = coach.get(NEW).text
    assert field(page, "done_on") == "2026-03-02"
    form = {name: field(page, name) for name in ("form_id", "done_on")}
    coach.post(NEW, data=form | {"time": "90 min", "title": "A talk"})
    (entry,) = entries(session)
    assert (entry.minutes, entry.source_ref) == (90, f"form:{form['form_id']}")


def test_the_form_is_for_its_kind(coach):
    assert 'name="supervisor"' not in coach.get(NEW).text
    page = coach.get(SESSION).text
    assert 'name="supervisor"' in page
    assert 'data-echo="/log/duration"' in page
    assert "data-draft=" in page
    assert "no name, no detail" in page
    assert coach.get("/log/new?kind=holiday").status_code == 404


LONG = "x" * 204_800


@pytest.mark.parametrize(
    ("path", "wrong", "said"),
    [
        pytest.param(NEW, {"time": "1.333"}, "That comes to 79.98 minutes", id="no whole minute"),
        pytest.param(NEW, {"time": "soon"}, "could not be understood", id="no time"),
        pytest.param(NEW, {"time": LONG}, "too long for a time", id="200 KB of time"),
        pytest.param(NEW, {"time": ""}, "Enter how long it took", id="nothing"),
        pytest.param(NEW, {"title": LONG}, "this has 204,800", id="200 KB of title"),
        pytest.param(NEW, {"title": " "}, "Enter a title", id="no title"),
        pytest.param(NEW, {"done_on": "2026-02-29"}, "no such day", id="no leap year"),
        pytest.param(NEW, {"done_on": "02/03/2026"}, "year, month and day", id="a day of slashes"),
        pytest.param(NEW, {"time": "1.30"}, "can mean 1h30 or 1h18", id="two meanings"),
        pytest.param(NEW, {"done_on": "2026-03-03"}, "still to come", id="tomorrow"),
        pytest.param(NEW, {"done_on": "0026-03-02"}, "too long ago", id="two thousand years ago"),
        pytest.param(NEW, {"done_on": ""}, "Enter the day", id="no day"),
        pytest.param(NEW, {"reflection": LONG}, "at most 20,000", id="200 KB of reflection"),
        pytest.param(SESSION, {"supervision_format": "x"}, "Choose individual", id="no format"),
        pytest.param(SESSION, {"supervisor": LONG}, "A name can have", id="200 KB of a name"),
    ],
)
def test_a_mistake_is_said_and_everything_typed_is_still_there(coach, session, path, wrong, said):
    typed = (MET if path == SESSION else TYPED) | {"reflection": "So much <b>learnt</b>."} | wrong
    answer = coach.post(path, data=typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Please look at this again" in answer.text
    for name in set(typed) - {"supervision_format", "reflection"}:
        assert field(answer.text, name) == typed[name]
    assert html.escape(typed["reflection"]) in answer.text
    assert entries(session) == []


def test_a_day_no_calendar_can_show_is_shown_as_text(coach):
    page = coach.post(NEW, data=TYPED | {"done_on": "02/03/2026"}).text
    assert re.search(r'<input[^>]*id="done_on"[^>]*type="text"', page)
    assert re.search(r'<input[^>]*id="done_on"[^>]*type="date"', coach.get(NEW).text)


def test_a_leap_day_is_a_day(coach, session):
    assert logged(coach, session, done_on="2024-02-29").done_on == date(2024, 2, 29)
    assert ">29 February 2024</td>" in coach.get("/log?year=2024").text


def test_the_same_form_sent_twice_is_one_entry(coach, session):
    typed = TYPED | {"form_id": "a" * 32}
    first, second = coach.post(NEW, data=typed), coach.post(NEW, data=typed)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert len(entries(session)) == 1


def test_going_back_and_sending_something_else_asks_first(coach, session):
    typed = TYPED | {"form_id": "a" * 32}
    first = coach.post(NEW, data=typed)
    page = coach.post(NEW, data=typed | {"title": "Another"}).text
    assert "This form was saved before" in page
    assert first.location in page
    assert field(page, "title") == "Another"
    assert len(entries(session)) == 1
    logged(coach, session, title="Another", form_id=field(page, "form_id"))
    assert len(entries(session)) == 2


def test_a_form_id_that_is_none_is_replaced(coach, session):
    logged(coach, session, form_id="x" * 5000)
    assert re.fullmatch(r"form:[0-9a-f]{32}", entries(session)[0].source_ref)


def test_nothing_in_a_reflection_runs(coach, session):
    nasty = "<script>alert(1)</script> [x](javascript:alert(1)) ![y](https://example.org/y.png)"
    entry = logged(coach, session, reflection=nasty, title='"><script>alert(2)</script>')
    for path in (f"/log/{entry.id}", f"/log/{entry.id}/edit", "/log"):
        page = coach.get(path).text
        assert "<script>alert" not in page
        assert 'href="javascript' not in page
        assert '<img src="https://example' not in page


def test_a_lost_session_keeps_what_was_typed(client, session, clock):
    """Signed out while writing: the page holds the text, and it is logged after signing in."""
    reflection = "What I take from it.\n\nThat <silence> is an answer, “too”.\n" * 100
    answer = client.post(SESSION, data=MET | {"form_id": "b" * 32, "reflection": reflection})
    assert answer.status_code == 401
    assert "nothing is lost" in answer.text
    (form,) = re.findall(r'<form class="kept-form".*?</form>', answer.text, re.DOTALL)
    action = html.unescape(re.search(r'action="([^"]*)"', form)[1])
    kept = {
        name: html.unescape(value)
        for name, value in re.findall(r'name="([^"]*)" value="([^"]*)"', form)
        if name != "csrf_token"
    }
    assert kept["reflection"] == reflection
    assert entries(session) == []
    person = a_person(session)
    session.commit()
    sign_in(client, session, person, clock.now())
    assert client.post(action, data=kept).status_code == 303
    (entry,) = entries(session)
    assert (entry.reflection, entry.kind) == (reflection.strip(), EntryKind.SUPERVISION)
    assert (entry.person_id, entry.source_ref) == (person.id, f"form:{'b' * 32}")


# One entry


def test_a_change_is_kept_and_told(coach, session):
    entry = logged(coach, session)
    form = coach.get(f"/log/{entry.id}/edit").text
    assert (field(form, "time"), field(form, "version")) == ("1h30", "1")
    typed = TYPED | {"time": "45", "title": "Half a day", "version": "1"}
    answer = coach.post(f"/log/{entry.id}/edit", data=typed, follow_redirects=True)
    page = " ".join(answer.text.split())
    assert "Changed: 45 minutes of CPD activity on 2 March 2026." in page
    assert "What was changed" in page
    assert "(before: 1 hour 30 minutes)" in page
    assert "(before: A day on listening)" in page


def test_a_change_that_changes_nothing_says_so(coach, session):
    entry = logged(coach, session)
    typed = TYPED | {"version": "1"}
    page = coach.post(f"/log/{entry.id}/edit", data=typed, follow_redirects=True).text
    assert "Nothing was different" in page


def test_a_change_over_another_tabs_is_refused_and_kept(coach, session):
    entry = logged(coach, session)
    address = f"/log/{entry.id}/edit"
    coach.post(address, data=TYPED | {"version": "1", "time": "2h"})
    typed = TYPED | {"version": "1", "time": "45", "reflection": "Long thoughts."}
    page = coach.post(address, data=typed).text
    assert "changed in another tab" in page
    assert "2 hours" in page
    assert (field(page, "time"), field(page, "version")) == ("45", "2")
    assert "Long thoughts." in page
    assert entries(session)[0].minutes == 120
    answer = coach.post(address, data=typed | {"version": field(page, "version")})
    assert answer.status_code == 303
    assert (entries(session)[0].minutes, entries(session)[0].version) == (45, 3)


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 4000, "²"])
def test_a_version_that_is_none_is_an_older_one(coach, session, version):
    entry = logged(coach, session)
    answer = coach.post(f"/log/{entry.id}/edit", data=TYPED | {"time": "5h", "version": version})
    assert "changed in another tab" in answer.text


def test_withdrawing_asks_and_can_be_undone(coach, session):
    entry = logged(coach, session)
    assert "Withdraw this entry?" in coach.get(f"/log/{entry.id}/withdraw").text
    page = coach.post(f"/log/{entry.id}/withdraw", follow_redirects=True).text
    assert "no longer counts" in page
    assert "Restore it" in page
    assert coach.get(f"/log/{entry.id}/withdraw").status_code == 303
    refused = coach.post(f"/log/{entry.id}/edit", data=TYPED | {"reflection": "Typed."})
    assert refused.status_code == 409
    assert "Typed." in refused.text
    assert "counts again" in coach.post(f"/log/{entry.id}/restore", follow_redirects=True).text
    assert entries(session)[0].withdrawn_at is None


def test_a_double_click_on_withdraw_does_no_harm(coach, session):
    entry = logged(coach, session)
    for _ in range(2):
        assert coach.post(f"/log/{entry.id}/withdraw").status_code == 303


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", ""), ("get", "/edit"), ("post", "/edit"), ("get", "/withdraw"), ("post", "/withdraw"),
     ("post", "/restore")],
)  # fmt: skip
def test_somebody_elses_entry_is_not_there(coach, as_, work, session, method, path):
    entry = an_entry(work, coach.person, title="Private")
    session.commit()
    answer = getattr(as_(Role.ADMINISTRATOR), method)(f"/log/{entry.id}{path}", data=TYPED)
    assert answer.status_code == 404
    assert "Private" not in answer.text
    assert entries(session)[0].version == 1


def test_what_a_module_credited_takes_only_a_reflection(coach, work, session):
    a_passed_module(work, coach.person, a_loaded_module(work))
    session.commit()
    (entry,) = entries(session)
    assert "From a module" in coach.get("/log").text
    assert "Add a reflection" in coach.get(f"/log/{entry.id}").text
    page = coach.get(f"/log/{entry.id}/edit").text
    assert 'name="time"' not in page
    typed = {"version": "1", "reflection": "Much.", "time": "20h", "done_on": "2020-01-01"}
    coach.post(f"/log/{entry.id}/edit", data=typed)
    (entry,) = entries(session)
    assert (entry.reflection, entry.minutes, entry.done_on) == ("Much.", 60, date(2026, 3, 2))
