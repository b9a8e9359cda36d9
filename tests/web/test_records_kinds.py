"""Every kind of entry by its form, two fields for ten seconds, the question about clients."""

import html
import re
from datetime import date, time, timedelta

import pytest
from markupsafe import Markup

from cpd.people.rules import Role
from cpd.records import service
from cpd.records.rules.kinds import (
    DilemmaSort,
    EntryKind,
    FeedbackFrom,
    Part,
    PlanState,
    SupervisionFormat,
)
from cpd.records.rules.supervisors import Supervising
from cpd.web import panels
from tests.factories.records import a_line, a_session, an_entry
from tests.web.log_typing import MET, TYPED, entries, field, logged


@pytest.fixture
def coach(as_):
    return as_(Role.PRACTITIONER)


def squeezed(page):
    return " ".join(html.unescape(page).split())


def the_entry(session):
    (entry,) = entries(session)
    return entry


@pytest.mark.parametrize("kind", EntryKind)
def test_each_kind_has_a_form_that_shows_and_changes_what_it_saved(coach, session, kind):
    address = f"/log/new?kind={kind}"
    assert coach.get(address).status_code == 200
    typed = TYPED | {"supervision_format": "individual", "reflection": "**Much**"}
    entry = logged(coach, session, address, **typed)
    assert entry.kind is kind
    assert "<strong>Much</strong>" in coach.get(f"/log/{entry.id}").text
    form = coach.get(f"/log/{entry.id}/edit").text
    assert field(form, "title") == "A day on listening"
    again = coach.post(f"/log/{entry.id}/edit", data=typed | {"version": "1"},
                       follow_redirects=True).text  # fmt: skip
    assert "Nothing was different" in again


def test_a_group_of_five_is_logged_whole(coach, work, session):
    ann = service.add_supervisor(work, coach.person.id, Supervising(name="Ann")).id
    session.commit()
    typed = MET | {"time": "", "begins": "7pm", "ends": "20:30", "contracted": "5",
                   "attended": "٤", "facilitated": "y", "own_time": "20 min",
                   "supervisor_id": str(ann), "supervisor": "", "part": "received"}  # fmt: skip
    entry = logged(coach, session, "/log/new?kind=supervision", **typed)
    assert (entry.minutes, entry.begins, entry.ends) == (90, time(19), time(20, 30))
    assert (entry.contracted, entry.attended, entry.facilitated) == (5, 4, True)
    assert (entry.own_minutes, entry.supervisor_id, entry.supervisor) == (20, ann, "Ann")
    page = squeezed(coach.get(f"/log/{entry.id}").text)
    assert "19:00 to 20:30" in page
    again = typed | {"version": "1", "time": "1h30"}
    assert "Nothing was different" in coach.post(
        f"/log/{entry.id}/edit", data=again, follow_redirects=True).text  # fmt: skip
    coach.post(f"/log/{entry.id}/edit", data=again | {"supervisor": "Boris"})
    assert (the_entry(session).supervisor, the_entry(session).supervisor_id) == ("Boris", None)
    assert "<dt>Size of the group</dt><dd>5</dd>" in page


def test_supervision_given_is_its_own_column(coach, session):
    typed = MET | {"supervision_format": "individual", "part": "delivered"}
    entry = logged(coach, session, "/log/new?kind=supervision", **typed)
    assert (entry.part, entry.supervisor) == (Part.DELIVERED, None)
    assert "Supervision given this year" in coach.get("/log").text


def test_a_night_that_is_moved_to_another_day_stays_one_night(coach, session):
    night = MET | {"time": "", "begins": "22:00", "ends": "01:00", "done_on": "2026-02-20"}
    entry = logged(coach, session, "/log/new?kind=supervision", **night)
    assert (entry.minutes, entry.ended_on) == (180, date(2026, 2, 21))
    form = coach.get(f"/log/{entry.id}/edit").text
    assert field(form, "ended_on") == ""
    moved = night | {"version": "1", "done_on": "2026-02-01", "ended_on": field(form, "ended_on")}
    coach.post(f"/log/{entry.id}/edit", data=moved)
    assert (the_entry(session).minutes, the_entry(session).ended_on) == (180, date(2026, 2, 2))


def test_a_month_of_practice_is_one_line(coach, session):
    typed = TYPED | {"title": "Coaching", "time": "62h", "done_on": "2026-02-01",
                     "ended_on": "2026-02-28"}  # fmt: skip
    entry = logged(coach, session, "/log/new?kind=practice", **typed)
    assert (entry.minutes, entry.ended_on) == (3720, date(2026, 2, 28))
    page = squeezed(coach.get("/log").text)
    assert "1 February 2026 to 28 February 2026" in page
    assert "Practice this year" in page
    assert "Together" not in page


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("practice", {"time": "62h"}, "at most 24 hours"),
        ("practice", {"ended_on": "2026-02-01"}, "before the first"),
        ("activity", {"time": "2h", "begins": "9", "ends": "10"}, "Which is right"),
        ("activity", {"begins": "soon"}, "as a time of day"),
        ("supervision", {"contracted": "many"}, "Write a number"),
        ("supervision", {"contracted": "0"}, "1 to 200"),
        ("supervision", {"own_time": "2h"}, "longer than the whole"),
        ("plan", {"due_on": "2999-01-01"}, "next 10 years"),
        ("activity", {"clauses": "9.3"}, "is not a clause"),
        ("activity", {"clause_ticks": "nobody:1"}, "is not a clause"),
        ("activity", {"categories": "icf"}, "like icf: core"),
        ("dilemma", {"taken_to_id": "x"}, "Not a valid choice"),
        ("activity", {"topic": "x" * 300}, "at most 200"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(coach, session, kind, given, said):
    typed = TYPED | {"supervision_format": "group", "reflection": "Kept words."} | given
    answer = coach.post(f"/log/new?kind={kind}", data=typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Kept words." in answer.text
    assert entries(session) == []


def test_clauses_and_tags_are_ticked_or_typed(coach, session):
    typed = TYPED | {"clause_ticks": ["atrium-practice:9.3", "global:3.8"], "clauses": "bacp:33d",
                     "tag_ticks": ["ethics"], "tags": "Own word",
                     "category": "Reading"}  # fmt: skip
    entry = logged(coach, session, **typed)
    assert entry.clauses == ["atrium-practice:9.3", "global:3.8", "bacp:33d"]
    assert (entry.tags, entry.category) == (["ethics", "own_word"], "reading")
    form = coach.get(f"/log/{entry.id}/edit").text
    assert re.search(r'<input checked[^>]*value="global:3.8"', form)
    assert (field(form, "clauses"), field(form, "tags")) == ("bacp:33d", "own_word")
    page = coach.get(f"/log/{entry.id}").text
    assert "/codes/atrium-practice/9.3" in page


def test_feedback_says_what_changed(coach, session):
    typed = TYPED | {"feedback_from": "client", "reflection": "Warm.", "outcomes": "I wait."}
    entry = logged(coach, session, "/log/new?kind=feedback", **typed)
    assert (entry.feedback_from, entry.minutes) == (FeedbackFrom.CLIENT, 0)
    page = coach.get(f"/log/{entry.id}").text
    assert "What you changed because of it" in page


def test_a_dilemma_and_its_session_show_each_other(coach, work, session):
    met = an_entry(work, coach.person, a_session(title="Tuesday"))
    session.commit()
    typed = TYPED | {"title": "Two roles", "dilemma_sort": "relationship"}
    dilemma = logged(coach, session, "/log/new?kind=dilemma", **typed)
    assert dilemma.dilemma_sort is DilemmaSort.RELATIONSHIP
    assert "not taken to supervision yet" in coach.get("/log").text
    taken = typed | {"taken_to_id": str(met.id), "version": "1"}
    coach.post(f"/log/{dilemma.id}/edit", data=taken)
    assert "not taken to supervision yet" not in coach.get("/log").text
    assert f'href="/log/{met.id}"' in coach.get(f"/log/{dilemma.id}").text
    assert f'href="/log/{dilemma.id}"' in coach.get(f"/log/{met.id}").text


def test_a_plan_is_worked_off(coach, session):
    typed = TYPED | {"title": "Say no", "due_on": "2026-03-01"}
    entry = logged(coach, session, "/log/new?kind=plan", **typed)
    page = coach.get("/log/plan").text
    assert "Its day has passed" in page
    assert coach.post(f"/log/{entry.id}/settle", data={"state": "done"}).location == "/log/plan"
    assert the_entry(session).plan_state is PlanState.DONE
    assert "Open it again" in coach.get("/log/plan").text
    assert coach.post(f"/log/{entry.id}/settle", data={"state": "x"}).status_code == 404


# Ten seconds


def quick(client, **typed):
    form = {"form_id": field(client.get("/log").text, "form_id"), "kind": "activity"}
    return client.post("/log/quick", data=form | typed)


def test_two_fields_and_a_tap_make_an_entry(coach, session):
    answer = quick(coach, title="A talk", time="1h30")
    entry = the_entry(session)
    assert (answer.status_code, answer.location) == (303, f"/log/{entry.id}")
    assert (entry.title, entry.minutes, entry.done_on) == ("A talk", 90, date(2026, 3, 2))
    assert "Add details" in coach.get(answer.location).text


def test_quick_supervision_is_like_the_last(coach, work, session):
    an_entry(work, coach.person, a_session(supervision_format=SupervisionFormat.GROUP, contracted=5,
                                           supervisor="Ann", done_on=date(2026, 2, 1)))  # fmt: skip
    session.commit()
    page = quick(coach, title="", time="90", kind="supervision")
    assert page.status_code == 303
    entry = entries(session)[-1] if entries(session)[-1].title == "Supervision" else None
    newest = max(entries(session), key=lambda one: one.done_on)
    assert (newest.supervision_format, newest.contracted, newest.supervisor) == ("group", 5, "Ann")
    assert entry is not None
    assert "group supervision with Ann, today" in coach.get(page.location).text


def test_quick_supervision_is_what_its_title_says(coach, session, clock):
    quick(coach, title="Tuesday group", time="90", kind="supervision")
    clock.instant += timedelta(minutes=1)
    quick(coach, title="Peer group", time="90", kind="supervision")
    clock.instant += timedelta(minutes=1)
    quick(coach, title="With my supervisor", time="90", kind="supervision")
    ways = {one.title: one.supervision_format for one in entries(session)}
    assert ways == {"Tuesday group": "group", "Peer group": "peer", "With my supervisor": "peer"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": "", "time": "1h"}, "Enter a title"),
        ({"title": "A talk", "time": "soon"}, "could not be understood"),
        ({"title": "My client Anna", "time": "1h"}, "Could somebody be known by this?"),
    ],
)
def test_a_quick_entry_that_cannot_be_is_asked_about(coach, session, typed, said):
    page = quick(coach, **typed).text
    assert said in page
    assert field(page, "title") == typed["title"]
    assert field(page, "time") == typed["time"]
    assert entries(session) == []


def test_a_quick_form_sent_twice_is_one_entry(coach, session):
    form = {"form_id": "a" * 32, "kind": "practice", "title": "", "time": "1h"}
    first, second = (coach.post("/log/quick", data=form) for _ in range(2))
    assert first.location == second.location
    assert the_entry(session).title == "Practice"


# Could somebody be known by this?


def test_what_looks_like_a_client_is_shown_and_can_stay_with_a_reason(coach, session):
    typed = TYPED | {"reflection": "Much.\n\nMy client Anna said <so>, born 3.4.1981."}
    page = coach.post("/log/new", data=typed).text
    assert "<mark>Anna</mark>" in page
    assert "<mark>3.4.1981</mark>" in page
    assert "/codes/atrium-practice/6.1" in page
    assert html.escape(typed["reflection"].split("\n")[-1]) in page
    assert entries(session) == []
    assert (
        "Say in a few words" in coach.post("/log/new", data=typed | {"identity_reason": "x"}).text
    )
    entry = logged(coach, session, **typed, identity_reason="A made-up name")
    assert entry.identity_reason == "A made-up name"
    assert "A made-up name" in coach.get(f"/log/{entry.id}").text
    changed = typed | {"version": "1", "time": "2h", "identity_reason": "A made-up name"}
    assert coach.post(f"/log/{entry.id}/edit", data=changed).status_code == 303


def test_what_is_nobodys_is_not_asked_about(coach, session):
    logged(coach, session, reflection="Yalom on endings; M., 34, came on Monday.", provider="Mr Ed")
    assert the_entry(session).identity_reason is None


# Supervisors, the list, panels


def test_supervisors_are_kept_in_a_list(coach):
    typed = {"name": "Ann", "email": "ann@example.org", "accredited-0-what": "BACP",
             "accredited-0-since": "2020-01-01", "accredited-0-until": "", "accredited-1-what": "",
             "relations-0-what": "core_trainer", "relations-0-since": "",
             "relations-0-until": "2024-01-01", "ended_on": ""}  # fmt: skip
    page = coach.post("/log/supervisors/new", data=typed, follow_redirects=True).text
    assert "Ann is in your list." in page
    assert "BACP" in page
    assert "Trainer on my core course" in page
    (address,) = set(re.findall(r'href="(/log/supervisors/[0-9a-f-]{36})"', page))
    form = coach.get(address).text
    assert field(form, "accredited-0-what") == "bacp"
    typed |= {"version": field(form, "version"), "ended_on": "2026-03-01"}
    assert "1 March 2026" in coach.post(address, data=typed, follow_redirects=True).text
    assert coach.post(address, data=typed | {"name": "B"}).status_code == 409
    assert "Ann (until 1 March 2026)" in coach.get("/log/new?kind=supervision").text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Enter the name"),
        ({"email": "ann"}, "like name@example.org"),
        ({"ended_on": "2027-01-01"}, "still to come"),
        ({"accredited-0-what": "x", "accredited-0-since": "1.1.2020"}, "year, month and day"),
    ],
)
def test_a_supervisor_that_cannot_be_is_said(coach, wrong, said):
    answer = coach.post("/log/supervisors/new", data={"name": "Ann"} | wrong)
    assert answer.status_code == 422
    assert said in answer.text


def test_somebody_elses_supervisor_is_not_there(coach, as_, work, session):
    ann = service.add_supervisor(work, coach.person.id, Supervising(name="Ann")).id
    session.commit()
    assert as_(Role.PRACTITIONER).get(f"/log/supervisors/{ann}").status_code == 404


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("q=endings", {"One"}),
        ("needs=reflection", {"Two"}),
        ("q=%00", None),
        ("needs=nobody-knows", {"One", "Two", "Hours"}),
        ("kind=practice&q=hours", {"Hours"}),
    ],
)
def test_the_list_is_narrowed(coach, work, session, asked, shown):
    an_entry(work, coach.person, title="One", reflection="On endings")
    an_entry(work, coach.person, title="Two")
    an_entry(work, coach.person, a_line(kind=EntryKind.PRACTICE, title="Hours"))
    session.commit()
    answer = coach.get(f"/log?{asked}")
    if shown is None:
        assert answer.status_code == 400
    else:
        assert {one for one in ("One", "Two", "Hours") if f">{one}</a>" in answer.text} == shown


def test_higher_slices_add_to_the_page_of_an_entry(coach, session):
    entry = logged(coach, session)
    panels.add("entry", "test", lambda of: Markup("<p>Of {}</p>").format(of), place=1)
    panels.add("entry", "silent", lambda _: None, place=2)
    try:
        assert f"<p>Of {entry.id}</p>" in coach.get(f"/log/{entry.id}").text
    finally:
        panels.add("entry", "test", lambda _: None, place=1)
