"""Drafts, templates, duplicates, series, the timer and practice in bulk, as they are seen."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from cpd.people.rules import Role
from cpd.records import service, store
from cpd.records.models import ClosedMonth, Draft, Entry, Timer
from cpd.records.rules.kinds import EntryKind, Source
from tests.factories.records import a_line, a_session, an_entry
from tests.web.log_typing import TYPED, entries, field

PLACE = "a" * 32
DRAFTS = f"/log/drafts/{PLACE}?kind=activity"


@pytest.fixture
def coach(as_):
    return as_(Role.PRACTITIONER)


def send(client, seq=1, path=DRAFTS, **fields):
    typed = {name: [value] for name, value in fields.items()}
    return client.post(path, json={"seq": seq, "fields": typed})


def drafts(session):
    session.expire_all()
    return session.scalars(select(Draft)).all()


# Drafts


def test_a_draft_is_kept_by_script_and_said_in_the_members_own_time(coach, session):
    answer = send(coach, 7, title="A talk", reflection="It began")
    assert answer.json == {"at": "09:00", "seq": 7}
    assert send(coach, 3, title="A late one").json["seq"] == 7
    (draft,) = drafts(session)
    assert draft.fields["reflection"] == "It began"


def test_a_draft_is_gone_on_with_and_gone_once_it_is_logged(coach, session):
    send(coach, title="A talk on endings", reflection="It began")
    page = coach.get("/log").text
    assert "Go on with: A talk on endings" in page
    form = coach.get(f"/log/new?draft={PLACE}").text
    assert field(form, "form_id") == PLACE
    assert field(form, "title") == "A talk on endings"
    assert "It began</textarea>" in form
    answer = coach.post("/log/new?kind=activity", data=TYPED | {"form_id": PLACE})
    assert answer.status_code == 303
    assert drafts(session) == []
    late = send(coach, 99, title="A talk on endings")
    assert (late.status_code, drafts(session)) == (409, [])
    assert "was logged" in late.json["problem"]


def test_without_script_a_button_keeps_the_draft(coach, session):
    answer = coach.post(DRAFTS, data=TYPED, follow_redirects=True)
    assert "Kept as a draft" in answer.text
    assert drafts(session)[0].fields["time"] == "1h30"
    assert "nothing to keep" in coach.post(DRAFTS, data={}, follow_redirects=True).text


def test_a_draft_is_thrown_away_and_brought_back(coach, session):
    send(coach, title="A talk")
    page = coach.post(f"/log/drafts/{PLACE}/throw-away", follow_redirects=True).text
    assert "1 draft thrown away" in page
    assert "Go on with" not in page
    page = coach.post(f"/log/drafts/{PLACE}/bring-back", follow_redirects=True).text
    assert "Go on with: A talk" in page


def test_a_draft_of_an_entry_changed_meanwhile_stands_beside_it(coach, work, session):
    entry = an_entry(work, coach.person, title="As it was")
    session.commit()
    path = f"/log/drafts/{PLACE}?kind=activity&entry={entry.id}&version=1"
    assert send(coach, path=path, title="As I typed", done_on="2026-03-02").status_code == 200
    assert "Go on with what you typed" in coach.get(f"/log/{entry.id}/edit").text
    service.change(work, coach.person.id, entry.id, 1, a_line(title="As another tab has it"))
    session.commit()
    page = coach.get(f"/log/{entry.id}/edit?draft={PLACE}").text
    assert field(page, "title") == "As I typed"
    assert "What the entry says now" in page
    assert "As another tab has it" in page
    assert field(page, "version") == "1"


def test_saving_a_change_ends_its_draft(coach, work, session):
    entry = an_entry(work, coach.person)
    session.commit()
    send(coach, path=f"/log/drafts/{PLACE}?kind=activity&entry={entry.id}&version=1", title="B")
    data = TYPED | {"title": "B", "version": "1", "form_id": PLACE}
    assert coach.post(f"/log/{entry.id}/edit", data=data).status_code == 303
    assert drafts(session) == []


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        pytest.param("/log/drafts/x?kind=activity", {"seq": 1, "fields": {}}, 404, id="no form"),
        pytest.param(DRAFTS + "x", {"seq": 1, "fields": {}}, 404, id="no kind"),
        pytest.param(DRAFTS, {"seq": -1, "fields": {}}, 409, id="no number"),
        pytest.param(DRAFTS + "&entry=x", {"seq": 1, "fields": {}}, 409, id="no entry"),
        pytest.param(DRAFTS, {"seq": 1, "fields": {"reflection": ["a" * 70_000]}}, 409, id="large"),
    ],
)  # fmt: skip
def test_a_draft_that_cannot_be_kept_is_refused_in_words(coach, session, path, body, status):
    answer = coach.post(path, json=body)
    assert (answer.status_code, bool(answer.json["problem"])) == (status, True)
    assert drafts(session) == []


def test_who_is_signed_out_is_told_so_in_a_word(client):
    assert send(client, title="A talk").status_code == 401
    page = client.post(DRAFTS, data=TYPED)
    assert page.status_code == 401
    assert "A day on listening" in page.text


# Duplicates and templates


def test_an_entry_is_begun_again_without_its_day_and_reflection(coach, work, session):
    entry = an_entry(
        work, coach.person, done_on=date(2026, 1, 5), provider="Harbour", reflection="Mine"
    )
    session.commit()
    page = coach.get(f"/log/new?from={entry.id}").text
    assert (field(page, "title"), field(page, "provider")) == ("A day on listening", "Harbour")
    assert field(page, "done_on") == "2026-03-02"
    assert "Mine" not in page


def test_a_template_is_made_used_and_stands_beside_the_quick_entry(coach, work, session):
    entry = an_entry(work, coach.person, a_session(title="Group", supervisor="Ann"))
    session.commit()
    page = coach.post(f"/log/{entry.id}/template", data={"name": "Tuesdays"}, follow_redirects=True)
    assert "“Tuesdays” is a template now" in page.text
    link = re.search(r'class="chip" href="([^"]+)">Tuesdays<', coach.get("/log").text)[1]
    form = coach.get(link).text
    assert field(form, "supervisor") == "Ann"
    action = re.search(r'action="(/log/new[^"]*template[^"]*)"', form)[1].replace("&amp;", "&")
    made = coach.post(action, data=TYPED | {"supervision_format": "group", "form_id": PLACE})
    assert made.status_code == 303
    assert "used 1 time" in coach.get("/log/templates").text


@pytest.mark.parametrize("what", ["draft", "from", "template"])
def test_what_is_not_there_is_not_begun_from(coach, what):
    assert coach.get(f"/log/new?{what}=nothing").status_code == 404
    assert coach.get(f"/log/new?{what}=00000000-0000-0000-0000-000000000000").status_code == 404


# Series


def test_a_series_is_looked_at_logged_and_taken_back(coach, work, session):
    entry = an_entry(work, coach.person, a_session(done_on=date(2026, 2, 2)))
    an_entry(work, coach.person, a_session(done_on=date(2026, 2, 16)))
    session.commit()
    asked = f"/log/{entry.id}/repeat?every=week&until=2026-03-16"
    page = coach.get(asked).text
    assert page.count('type="checkbox"') == 4
    assert page.count(" checked>") == 3
    assert "in your log already" in page
    assert "2 more days are still to come" in page
    data = {"every": "week", "until": "2026-03-16", "day": ["2026-02-09", "2026-02-23"]}
    shown = coach.post(f"/log/{entry.id}/repeat", data=data, follow_redirects=True)
    assert "2 entries stand" in shown.text
    assert len(entries(session)) == 4
    undone = coach.post(shown.request.path + "/take-back", follow_redirects=True).text
    assert "0 entries stand" in undone
    assert "Let all of it count again" in undone


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"until": "soon"}, "year, month and day with dashes"),
        ({"until": "2026-01-01"}, "after that of the entry"),
        ({"until": "2026-03-02"}, "Tick at least one day"),
        ({"until": "2026-03-02", "day": "2026-02-10"}, "not of this series"),
        ({"until": "2026-03-02", "day": "yesterday"}, "year, month and day with dashes"),
    ],
)
def test_a_series_that_cannot_be_is_refused_on_its_page(coach, work, session, data, why):
    entry = an_entry(work, coach.person, a_session(done_on=date(2026, 2, 2)))
    session.commit()
    answer = coach.post(f"/log/{entry.id}/repeat", data={"every": "week"} | data)
    assert why in answer.text
    assert len(entries(session)) == 1


# The timer


def test_a_timer_is_seen_on_every_page_and_fills_the_form(coach, session, clock):
    coach.post("/log/timer", data={"kind": "practice", "title": "Clinic"})
    clock.instant += timedelta(minutes=50)
    for path in ("/log", "/log/plan", "/log/new", "/log/practice", "/log/templates"):
        page = coach.get(path).text
        assert "0:50:00" in page, path
        assert 'data-ticking="3000"' in page, path
    stopped = coach.post("/log/timer/stop")
    form = coach.get(stopped.location).text
    assert (field(form, "time"), field(form, "begins"), field(form, "ends")) == (
        "50 min", "09:00", "09:50")  # fmt: skip
    assert "paused at" in coach.get("/log").text
    typed = {"time": "50 min", "begins": "09:00", "ends": "09:50", "title": "Clinic",
             "done_on": "2026-03-02", "form_id": PLACE}  # fmt: skip
    assert coach.post(stopped.location, data=typed).status_code == 303
    assert coach.post(stopped.location, data=typed).status_code == 303
    (entry,) = entries(session)
    assert (entry.minutes, entry.source) == (50, Source.TIMER)
    assert session.scalar(select(func.count()).select_from(Timer)) == 0


def test_a_timer_logged_in_another_tab_is_asked_about(coach, session, clock):
    coach.post("/log/timer", data={"kind": "practice", "title": "Clinic"})
    clock.instant += timedelta(minutes=50)
    where = coach.post("/log/timer/stop").location
    typed = {"time": "50 min", "title": "Clinic", "done_on": "2026-03-02"}
    assert coach.post(where, data=typed | {"form_id": "1" * 32}).status_code == 303
    again = coach.post(where, data=typed | {"form_id": "2" * 32})
    assert "logged or discarded meanwhile" in again.text
    assert len(entries(session)) == 1
    assert "timer=" not in re.search(r'action="(/log/new[^"]*)"', again.text)[1]


def test_a_forgotten_timer_asks_how_long_it_really_was(coach, clock):
    coach.post("/log/timer", data={"kind": "supervision", "title": ""})
    clock.instant += timedelta(hours=13)
    assert "Is it still running?" in coach.get("/log/timer").text
    form = coach.get(coach.post("/log/timer/stop").location).text
    assert "How long was it really?" in form
    assert (field(form, "time"), field(form, "title")) == ("", "Supervision")
    assert 'value="received" checked' in form or 'checked id="part-0"' in form


def test_a_timer_is_paused_resumed_and_discarded_as_often_as_one_likes(coach, session):
    for act in ("pause", "resume", "stop"):
        assert coach.post(f"/log/timer/{act}").status_code == 303
    coach.post("/log/timer", data={"kind": "practice", "title": "Clinic"})
    again = coach.post("/log/timer", data={"kind": "activity"}, follow_redirects=True).text
    assert "A timer is there already" in again
    for act in ("pause", "pause", "resume", "resume"):
        assert coach.post(f"/log/timer/{act}").status_code == 303
    token = field(coach.get("/log/timer/discard").text, "timer")
    assert "Nothing was logged" in coach.post(
        "/log/timer/discard", data={"timer": token}, follow_redirects=True).text  # fmt: skip
    assert "logged or discarded" in coach.post(
        "/log/timer/discard", data={"timer": token}, follow_redirects=True).text  # fmt: skip
    assert coach.get("/log/timer/discard").status_code == 303
    assert entries(session) == []


# Practice in bulk


def rows(page, **typed):
    """Return what the page would send, with this typed over it: feb_time="40h"."""
    names = {"jan": "2026-01", "feb": "2026-02", "mar": "2026-03"}
    sent = {
        name: field(page, name) for name in re.findall(r'<input[^>]*\bname="(2026-[^"]+)"', page)
    }
    return sent | {
        f"{names[name.split('_')[0]]}-{name.split('_')[1]}": value for name, value in typed.items()
    }


def test_a_year_of_practice_is_filled_in_and_closed(coach, session):
    page = coach.get("/log/practice").text
    assert "Running until 31 March 2026" in page
    typed = rows(page, feb_time="40h", feb_setting="Online", feb_closing="complete",
                 jan_closing="none")  # fmt: skip
    done = coach.post("/log/practice?year=2026&by=month", data=typed, follow_redirects=True).text
    assert "Saved 2 months" in done
    assert field(done, "2026-02-time") == "40h"
    assert len(session.scalars(select(ClosedMonth)).all()) == 2
    same = coach.post("/log/practice", data=rows(done, feb_closing="complete", jan_closing="none"))
    assert same.status_code == 303
    (entry,) = entries(session)
    assert (entry.minutes, entry.version) == (2400, 1)


def test_what_was_typed_stays_beside_what_is_wrong_with_it(coach, session):
    typed = rows(coach.get("/log/practice").text, feb_time="a lot", jan_time="40h",
                 mar_closing="complete")  # fmt: skip
    page = coach.post("/log/practice", data=typed).text
    assert field(page, "2026-02-time") == "a lot"
    assert field(page, "2026-01-time") == "40h"
    assert 'id="2026-02-problem"' in page
    assert "March 2026 is not over yet" in page
    assert entries(session) == []


def test_practice_is_shown_by_week_and_for_years_before(coach, work, session):
    an_entry(work, coach.person, kind=EntryKind.PRACTICE, done_on=date(2024, 5, 6), minutes=60)
    session.commit()
    page = coach.get("/log/practice?year=2026&by=week").text
    assert "23 Feb to 1 March 2026" in page
    assert "<option>2024</option>" in page
    assert field(coach.get("/log/practice?year=2024").text, "2024-05-time") == "1h"
    for nonsense in ("year=MM&by=day", "year=0001", "year=9999"):
        assert "Practice hours 2026" in coach.get(f"/log/practice?{nonsense}").text


def test_an_entry_in_a_closed_month_opens_it_and_says_so(coach, work, session):
    service.close_month(work, coach.person.id, date(2026, 2, 1), is_none=True)
    session.commit()
    typed = TYPED | {"done_on": "2026-02-03", "form_id": PLACE}
    page = coach.post("/log/new?kind=practice", data=typed, follow_redirects=True).text
    assert "February 2026 is open again" in page
    assert store.closed_months(session, coach.person.id, [date(2026, 2, 1)]) == []


def test_a_time_in_bulk_is_echoed_with_what_it_adds(coach):
    assert coach.get("/log/duration?bulk=1&text=%2B2h").json["text"] == "2 hours more"
    assert coach.get("/log/duration?bulk=1&text=0").json["text"] == "None"
    assert coach.get("/log/duration?text=%2B2h").json["problem"]
    assert coach.get("/log/duration?bulk=1&text=x").json["problem"]


def test_nothing_of_it_is_anybody_elses(coach, as_, work, session):
    entry = an_entry(work, coach.person)
    session.commit()
    send(coach, title="Secret")
    stranger = as_(Role.PRACTITIONER)
    assert stranger.get(f"/log/new?draft={PLACE}").status_code == 404
    assert stranger.get(f"/log/new?from={entry.id}").status_code == 404
    assert stranger.get(f"/log/{entry.id}/repeat").status_code == 404
    assert "Secret" not in stranger.get("/log").text
    assert session.scalar(select(func.count()).select_from(Entry)) == 1
