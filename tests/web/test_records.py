import csv
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from sqlalchemy import func, select

from cpd.people.rules import Role
from cpd.records import service, store
from cpd.records.models import Entry
from tests.factories.people import a_person
from tests.factories.records import a_line, a_session, an_entry
from tests.web.counting import counted
from tests.web.log_typing import NEW, TYPED, field


@pytest.fixture
def coach(as_):
    return as_(Role.PRACTITIONER)


# The list


def test_an_empty_log_says_what_to_do(coach):
    page = coach.get("/log").text
    assert "Nothing logged yet" in page
    assert "Another day, another kind" in page
    assert "<svg" not in page


def test_the_log_shows_totals_and_entries(coach, work, session):
    an_entry(work, coach.person, minutes=90)
    an_entry(work, coach.person, a_session(done_on=date(2026, 2, 18), minutes=50))
    an_entry(work, coach.person, done_on=date(2025, 12, 31), minutes=600)
    session.commit()
    page = " ".join(coach.get("/log").text.split())
    assert '<strong class="stat-figure">1 hour 30 minutes</strong>' in page  # CPD this year
    assert '<strong class="stat-figure">50 minutes</strong>' in page  # supervision this year
    assert "0 minutes this month" in page
    assert "12 days" in page
    assert "It was on 18 February 2026" in page
    assert "3 entries, newest first" in page
    assert page.index("2 March 2026</td>") < page.index("31 December 2025</td>")
    assert 'id="minutes-by-month-title">CPD and supervision by month, 2026' in page
    assert "Hours and minutes in each year" in page


def test_a_withdrawn_entry_is_shown_and_does_not_count(coach, work, session):
    entry = an_entry(work, coach.person, title="Counted twice")
    service.withdraw(work, coach.person.id, entry.id)
    session.commit()
    page = coach.get("/log").text
    assert "Counted twice" in page
    assert "Withdrawn" in page
    assert '<strong class="stat-figure">0 minutes</strong>' in page


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", {"Old", "New", "Met"}),
        ("kind=activity", {"Old", "New"}),
        ("kind=supervision&year=2026", {"Met"}),
        ("year=2025", {"Old"}),
        ("year=2026", {"New", "Met"}),
        ("year=1999", set()),
        pytest.param("kind=nothing&year=MMXXVI&page=x", {"Old", "New", "Met"}, id="nonsense"),
        pytest.param("year=99999999&page=-1", {"Old", "New", "Met"}, id="numbers that cannot be"),
        pytest.param("page=99999", {"Old", "New", "Met"}, id="beyond the last page"),
    ],
)
def test_the_list_is_filtered_by_kind_and_year(coach, work, session, asked, shown):
    an_entry(work, coach.person, title="Old", done_on=date(2025, 12, 31))
    an_entry(work, coach.person, title="New", done_on=date(2026, 1, 1))
    an_entry(work, coach.person, a_session(title="Met"))
    session.commit()
    page = coach.get(f"/log?{asked}").text
    assert {title for title in ("Old", "New", "Met") if f">{title}</a>" in page} == shown


def test_this_year_is_the_members_own(as_, work, session, clock):
    clock.instant = datetime(2025, 12, 31, 20, 0, tzinfo=UTC)
    early = as_(a_person(session, time_zone="Pacific/Auckland"))
    late = as_(a_person(session, time_zone="Europe/London"))
    for who in (early, late):
        an_entry(work, who.person, done_on=date(2025, 12, 31), minutes=77)
    session.commit()
    assert '<strong class="stat-figure">0 minutes</strong>' in early.get("/log").text
    assert '<strong class="stat-figure">1 hour 17 minutes</strong>' in late.get("/log").text
    assert field(early.get(NEW).text, "done_on") == "2026-01-01"
    assert "still to come" in late.post(NEW, data=TYPED | {"done_on": "2026-01-01"}).text


def test_fifty_entries_make_a_page_in_as_many_queries_as_one(coach, work, session, connection):
    an_entry(work, coach.person)
    session.commit()
    with counted(connection) as few:
        coach.get("/log")
    for n in range(60):
        an_entry(work, coach.person, title=f"Many {n:02}")
    session.commit()
    with counted(connection) as many:
        page = coach.get("/log").text
    assert len(many) == len(few)
    assert sum("FROM entry " in one.replace("\n", " ") for one in many) == 2
    assert page.count('data-label="What"') == 50
    assert coach.get("/log?page=2").text.count('data-label="What"') == 11


# One entry


def test_a_reflection_reads_as_it_was_typed(coach, work, session):
    typed = "# What I saw\nline one\nline two\n\n    indented, no code\n\nnot a heading\n---\n(c)"
    entry = an_entry(work, coach.person, reflection=typed)
    session.commit()
    page = coach.get(f"/log/{entry.id}").text
    assert "<h3>What I saw</h3>" in page
    assert "line one<br>\nline two" in page
    assert "<p>indented, no code</p>" in page
    assert "<p>not a heading</p>" in page
    assert "<p>(c)</p>" in page


# In and out


def test_the_export_is_the_whole_log(coach, work, session):
    an_entry(work, coach.person, title="=1+1", reflection="One\n\n- two, “three”")
    gone = an_entry(work, coach.person, a_session(done_on=date(2025, 1, 5), supervisor="Ann"))
    service.withdraw(work, coach.person.id, gone.id)
    an_entry(work, a_person(session), title="Of somebody else")
    session.commit()
    answer = coach.get("/log/export.csv", follow_redirects=True)
    assert answer.content_type == "text/csv; charset=utf-8"
    disposition = answer.headers["Content-Disposition"]
    assert disposition == 'attachment; filename="cpd-log-2026-03-02.csv"'
    text = answer.data.decode("utf-8-sig")
    old, new = csv.DictReader(StringIO(text, newline=""))
    assert new["title"] == "'=1+1"
    assert new["reflection"] == "One\n\n- two, “three”"
    assert new["minutes"] == "90"
    assert (old["date_start"], old["format"]) == ("2025-01-05", "individual")
    assert old["supervisor"] == "Ann"


def test_a_long_log_is_exported_whole(coach, session):
    lines = [a_line(title=f"Line {n}") for n in range(1200)]
    for n, line in enumerate(lines):
        values = {"person_id": coach.person.id, "source": "typed", "source_ref": f"form:{n}"}
        at = datetime(2026, 3, 2, tzinfo=UTC)
        store.add_once(session, vars(line) | values | {"logged_at": at, "changed_at": at})
    session.commit()
    answer = coach.get("/transfer/export?as=csv")
    assert answer.text.count("\r\n") == 1201


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("1h30", {"text": "1 hour 30 minutes", "problem": None}),
        ("½ hour", {"text": "30 minutes", "problem": None}),
        ("20.5 min",
         {"text": None, "problem": "That comes to 20.5 minutes. Write 20 min, or 21 min."}),
    ],
)  # fmt: skip
def test_a_time_is_echoed_while_it_is_typed(coach, text, answer):
    assert coach.get("/log/duration", query_string={"text": text}).json == answer


def test_reading_writes_nothing(coach, work, session):
    entry = an_entry(work, coach.person)
    session.commit()
    for path in ("", "/new", f"/{entry.id}", f"/{entry.id}/edit", f"/{entry.id}/withdraw"):
        assert coach.get(f"/log{path}").status_code == 200
    assert session.scalar(select(func.count()).select_from(Entry)) == 1
