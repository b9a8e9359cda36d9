"""A page about a long log asks the database no more questions than one about a short log."""

from datetime import date, timedelta
from itertools import count

import pytest
from sqlalchemy import select

from cpd.attestations import service as attestations
from cpd.attestations.rules.answers import Answer, Reply
from cpd.evidence.models import Evidence
from cpd.evidence.rules.sorts import EvidenceSort
from cpd.people.rules import Role
from cpd.records.models import Entry, Supervisor
from cpd.standings import service as standings
from cpd.standings.models import Absence, Following
from cpd.standings.rules.following import AbsenceKind, Details
from tests.conftest import TODAY
from tests.factories.attestations import a_question
from tests.factories.documents import a_declaration, a_paper
from tests.factories.records import a_line, a_session, an_entry
from tests.factories.standings import some_practice
from tests.web.counting import counted

PACKS = ("bacp.accredited", "icf.pcc", "emcc.practitioner")
DAY = timedelta(days=1)
# The most a page asks, whoever is signed in counted. An entry's page draws parts of five slices.
MOST = {
    "/log": 8,
    "/log?kind=supervision": 6,
    "/log/plan": 5,
    "/log/supervisors": 5,
    "/log/{entry}": 24,
    "/papers": 5,
    "/standing": 12,
    "/standing/{following}": 12,
    "/standing/rhythm": 12,
    "/standing/absences": 4,
    "/standing/entry/{entry}": 12,
}


@pytest.fixture
def coach(as_):
    return as_(Role.PRACTITIONER)


@pytest.fixture
def lives(app, work, session, coach):
    """Let so many days of a life happen: log, proofs, papers, absences, all on other days."""
    numbers = count(1)

    def go_on(days):
        with app.app_context():
            for _ in range(days):
                a_day(work, session, coach.person, TODAY.date() - next(numbers) * DAY)
        session.commit()
        session.expire_all()

    return go_on


def a_day(work, session, person, on):
    """Something of every sort that these pages show."""
    supervisor = Supervisor(
        person_id=person.id, name=f"S. {on}", email=f"{on}@example.org", added_at=work.at
    )
    session.add(supervisor)
    session.flush()
    met = an_entry(work, person, a_session(done_on=on, supervisor_id=supervisor.id))
    learnt = an_entry(work, person, a_line(done_on=on, title=f"On {on}"))
    an_entry(work, person, kind="reflection", done_on=on, minutes=0, title=f"Of {on}")
    some_practice(session, person, done_on=on)
    for entry in (met, learnt):
        session.add(a_link(work, entry))
    asked = a_question(work, person, met)
    attestations.answer(work, asked.id, Reply(Answer.AGREED), None)
    a_paper(work, person)
    a_declaration(work, person, happened_on=on)
    kind = AbsenceKind.ILLNESS
    session.add(Absence(person_id=person.id, kind=kind, since=on, until=on, added_at=work.at))


def a_link(work, entry):
    return Evidence(
        person_id=entry.person_id,
        entry_id=entry.id,
        sort=EvidenceSort.LINK,
        label="A programme",
        url="https://example.org/programme",
        added_at=work.at,
    )


@pytest.mark.parametrize("path", MOST)
def test_a_longer_log_costs_no_more_questions(path, coach, lives, work, session, connection):
    for pack in PACKS:
        anchors = {"credential_awarded": date(2024, 1, 1)} if pack == "icf.pcc" else {}
        standings.follow(work, coach.person.id, pack, Details(anchors=anchors))
    lives(2)
    address = path.format(
        entry=session.scalars(select(Entry.id).where(Entry.title == "Supervision")).first(),
        following=session.scalars(select(Following.id)).first(),
    )
    short = statements(coach, connection, address)
    lives(12)
    long = statements(coach, connection, address)
    assert len(long) <= len(short), "\n".join(long)
    assert len(long) <= MOST[path], "\n".join(long)


@pytest.mark.parametrize("path", ["/standing", "/log", "/papers"])
def test_more_bodies_cost_no_more_questions(path, coach, lives, work, connection):
    lives(3)
    asked = []
    for pack in PACKS:
        standings.follow(work, coach.person.id, pack, Details())
        work.session.commit()
        asked.append(len(statements(coach, connection, path)))
    assert asked[0] == asked[-1], asked


def statements(browser, connection, address):
    with counted(connection) as sent:
        answer = browser.get(address)
    assert answer.status_code == 200
    return sent
