"""A cohort: looked through, ordered line by line, paused, cancelled, tried again."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event, func, select

from cpd.certificates.models import Certificate
from cpd.cohorts import service, store
from cpd.cohorts.models import CohortLine
from cpd.cohorts.rules.states import CohortState, LineState
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.people.rules import Role
from cpd.transfers.rules.tables import table_of_csv
from tests.factories.certificates import the_site
from tests.factories.people import a_person
from tests.rules.test_cohorts import a_course


class Administrator:
    def __init__(self, person, *organisations):
        self.id, self.held = person.id, frozenset(organisations)

    def organisations(self, *_roles):
        return self.held


@pytest.fixture
def me(session):
    person, site = a_person(session, role=Role.ADMINISTRATOR), the_site(session)
    return Administrator(person, site.id)


@pytest.fixture
def begin(work):
    @contextmanager
    def opened():
        yield work
        work.session.flush()

    return opened


def people(session, count):
    return [a_person(session, name=f"Ann {n} Okafor") for n in range(count)]


def handed_in(me, text, **course):
    (organisation,) = me.held
    return service.Draft(
        organisation_id=organisation,
        course=a_course(**({"completed_on": date(2026, 2, 1)} | course)),
        file_name="participants.csv",
        table=table_of_csv(text.encode()),
    )


def drafted(work, me, file):
    return service.draft(work, me, file, service.look_through(work.session, file, work.at.date()))


def file_of(members):
    return "name,email\n" + "".join(f"{one.name},{one.email}\n" for one in members)


def a_draft(work, me, members, **course):
    return drafted(work, me, handed_in(me, file_of(members), **course))


def always():
    return True


def run(begin):
    return service.order_waiting(begin, always)


def states(session, cohort):
    query = select(CohortLine).where(CohortLine.cohort_id == cohort.id).order_by(CohortLine.line)
    return [one.state for one in session.scalars(query.execution_options(populate_existing=True))]


def certificates(session):
    return session.scalars(select(Certificate).where(Certificate.in_bulk)).all()


def test_a_draft_orders_nothing(work, me, session, begin):
    cohort = a_draft(work, me, people(session, 2))
    assert (cohort.state, cohort.lines) == (CohortState.DRAFT, 2)
    assert run(begin) == 0
    assert certificates(session) == []


def test_a_started_cohort_orders_one_certificate_a_line(work, me, session, begin):
    members = people(session, 3)
    cohort = a_draft(work, me, members)
    service.start(work, me, cohort.id)
    assert run(begin) == 3
    made = certificates(session)
    assert {one.person_id for one in made} == {one.id for one in members}
    facts = made[0].printed
    assert (facts.minutes, facts.completed_on) == (90, date(2026, 2, 1))
    assert [(one.name, one.minutes) for one in facts.categories] == [("Ethics", 90)]
    assert facts.achievement.startswith("urn:uuid:")
    assert len({one.serial for one in made}) == 3
    assert cohort.state is CohortState.RUNNING  # until their files are there


def test_a_cohort_is_done_when_every_file_is(work, me, session, begin, clock):
    cohort = a_draft(work, me, people(session, 2))
    service.start(work, me, cohort.id)
    run(begin)
    for one in certificates(session):
        one.issued_at, one.sha256 = clock.now(), "0" * 64
    session.flush()
    run(begin)
    assert cohort.state is CohortState.DONE
    assert cohort.ended_at == work.at


def test_a_line_whose_certificate_was_corrected_unissued_is_not_waited_for(
    work, me, session, begin, clock
):
    cohort = a_draft(work, me, people(session, 1))
    service.start(work, me, cohort.id)
    run(begin)
    (wrong,) = certificates(session)
    wrong.replaced_at = clock.now()
    session.flush()
    run(begin)
    assert cohort.state is CohortState.DONE
    assert store.tallies(session, [cohort.id])[cohort.id].ordered == 0


def test_looking_through_a_file_only_reads(work, me, session):
    member = people(session, 1)[0]
    session.flush()
    sent = []
    note = lambda *told: sent.append(told[2])  # noqa: E731
    event.listen(session.get_bind(), "before_cursor_execute", note)
    file = handed_in(me, file_of([member]) + "".join(f"Nobody,n{n}@b.org\n" for n in range(700)))
    try:
        found = service.look_through(session, file, date(2026, 3, 1))
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", note)
    assert (len(found), sum(one.problem is None for one in found)) == (701, 1)
    assert [one.split()[0] for one in sent] == ["SELECT", "SELECT"], "two, at 500 addresses each"


def test_a_bad_line_does_not_stop_the_rest(work, me, session, begin):
    good, other = people(session, 2)
    text = (
        "name,email\n"
        f"{good.name},{good.email}\n"
        "Nobody Known,nobody@example.org\n"
        f"Bea Lind,{other.email}\n"
        ",broken\n"
    )
    cohort = drafted(work, me, handed_in(me, text))
    assert states(session, cohort) == ["waiting", "refused", "refused", "refused"]
    service.start(work, me, cohort.id)
    assert run(begin) == 1
    problems = [line.problem for line, _ in store.every_line(session, cohort.id)]
    assert problems[0] is None
    assert "Nobody with a confirmed account" in problems[1]
    assert "another name" in problems[2]
    assert "Enter the name" in problems[3]


def test_a_line_that_breaks_midway_leaves_nothing_and_the_others_go_on(
    work, me, session, begin, monkeypatch
):
    members = people(session, 3)
    cohort = a_draft(work, me, members)
    service.start(work, me, cohort.id)
    real = service.ordering.order

    def breaks(work, new):
        made = real(work, new)
        if new.person_id == members[1].id:
            raise ZeroDivisionError
        return made

    monkeypatch.setattr(service.ordering, "order", breaks)
    assert run(begin) == 3
    assert states(session, cohort) == ["ordered", "refused", "ordered"]
    assert {one.person_id for one in certificates(session)} == {members[0].id, members[2].id}
    monkeypatch.setattr(service.ordering, "order", real)
    assert service.retry(work, me, cohort.id) == 1
    run(begin)
    assert len(certificates(session)) == 3


def test_the_same_file_handed_in_twice_earns_once(work, me, session, begin):
    members = people(session, 2)
    for _ in range(2):
        service.start(work, me, a_draft(work, me, members).id)
        run(begin)
    assert len(certificates(session)) == 2
    last = session.scalars(select(CohortLine).where(CohortLine.problem.is_not(None))).all()
    assert len(last) == 2
    assert all("has a certificate for it already" in one.problem for one in last)


def test_another_day_of_the_same_course_is_earned_anew(work, me, session, begin):
    members = people(session, 1)
    for day in (date(2026, 2, 1), date(2026, 2, 8)):
        service.start(work, me, a_draft(work, me, members, completed_on=day).id)
        run(begin)
    assert len(certificates(session)) == 2


def test_pausing_stops_the_lines_and_the_files(work, me, session, begin, monkeypatch):
    monkeypatch.setattr(service.ordering, "MOST_IN_THE_WORKS", 2)
    cohort = a_draft(work, me, people(session, 5))
    service.start(work, me, cohort.id)
    assert run(begin) == 2
    service.pause(work, me, cohort.id)
    service.pause(work, me, cohort.id)
    session.expire_all()
    assert all(one.paused_at for one in certificates(session))
    assert run(begin) == 0
    service.resume(work, me, cohort.id)
    session.expire_all()
    assert not any(one.paused_at for one in certificates(session))
    assert run(begin) == 0  # what is in the works comes first


def test_no_more_is_in_the_works_than_can_be_paused(work, me, session, begin, monkeypatch, clock):
    monkeypatch.setattr(service.ordering, "MOST_IN_THE_WORKS", 2)
    cohort = a_draft(work, me, people(session, 5))
    service.start(work, me, cohort.id)
    run(begin)
    assert states(session, cohort).count("ordered") == 2
    for one in certificates(session):
        one.issued_at, one.sha256 = clock.now(), "0" * 64
    session.flush()
    run(begin)
    assert states(session, cohort).count("ordered") == 4


def test_cancelling_leaves_out_what_is_not_ordered(work, me, session, begin, monkeypatch):
    monkeypatch.setattr(service.ordering, "MOST_IN_THE_WORKS", 2)
    cohort = a_draft(work, me, people(session, 3))
    service.start(work, me, cohort.id)
    run(begin)
    service.pause(work, me, cohort.id)
    service.cancel(work, me, cohort.id)
    service.cancel(work, me, cohort.id)
    session.expire_all()
    assert states(session, cohort) == ["ordered", "ordered", "left_out"]
    assert not any(one.paused_at for one in certificates(session))
    assert run(begin) == 0
    with pytest.raises(RuleError, match="was cancelled"):
        service.retry(work, me, cohort.id)


def test_who_registers_later_gets_theirs_at_another_try(work, me, session, begin):
    first = people(session, 1)[0]
    text = f"name,email\n{first.name},{first.email}\nLate Comer,late@example.org\n"
    cohort = drafted(work, me, handed_in(me, text))
    service.start(work, me, cohort.id)
    run(begin)
    a_person(session, name="Late Comer", email="late@example.org")
    assert service.retry(work, me, cohort.id) == 1
    run(begin)
    assert states(session, cohort) == ["ordered", "ordered"]


def test_a_name_no_font_can_print_is_refused_before_it_costs_a_number(work, me, session):
    odd = a_person(session, name="ጸሐይ ታደሰ")
    cohort = a_draft(work, me, [odd])
    (line,) = [line for line, _ in store.every_line(session, cohort.id)]
    assert line.state is LineState.REFUSED
    assert "our fonts cannot print" in line.problem


def test_a_cohort_without_one_sound_line_cannot_start(work, me):
    cohort = drafted(work, me, handed_in(me, "name,email\nAnn,nobody@example.org\n"))
    with pytest.raises(RuleError, match="No line"):
        service.start(work, me, cohort.id)


def test_nobody_steers_the_cohort_of_others(work, me, session):
    cohort = a_draft(work, me, people(session, 1))
    stranger = Administrator(a_person(session))
    for do in (service.start, service.pause, service.resume, service.cancel, service.retry):
        with pytest.raises(NotFoundError):
            do(work, stranger, cohort.id)
    with pytest.raises(NotFoundError):
        drafted(work, stranger, handed_in(me, "name,email\nAnn,a@b.org\n"))


def test_counting_takes_one_query_for_all(work, me, session, begin):
    one, two = a_draft(work, me, people(session, 2)), a_draft(work, me, people(session, 3))
    found = store.tallies(session, [one.id, two.id])
    assert (found[one.id].waiting, found[two.id].waiting) == (2, 3)
    assert session.scalar(select(func.count()).select_from(CohortLine)) == 5


def test_a_draft_nobody_started_is_dropped_in_time(work, me, session, clock):
    cohort = a_draft(work, me, people(session, 2))
    started = a_draft(work, me, people(session, 1))
    service.start(work, me, started.id)
    assert service.purge(work).startswith("0 draft cohorts dropped")
    cohort.changed_at = started.changed_at = work.at - timedelta(days=31)
    session.flush()
    assert service.purge(work).startswith("1 draft cohort dropped")
    session.expire_all()
    assert [one.id for one, _ in store.cohorts(session, me.held, skip=0, most=9)] == [started.id]


def test_who_got_nothing_is_forgotten_and_who_got_one_is_not(work, me, session, begin):
    member = people(session, 1)[0]
    text = f"name,email\n{member.name},{member.email}\nNobody Known,nobody@example.org\n"
    cohort = drafted(work, me, handed_in(me, text))
    service.start(work, me, cohort.id)
    run(begin)
    service.cancel(work, me, cohort.id)
    cohort.ended_at = work.at - timedelta(days=181)
    session.flush()
    service.purge(work)
    session.expire_all()
    kept = [(line.name, line.email) for line, _ in store.every_line(session, cohort.id)]
    assert kept == [(member.name, member.email), ("", "")]
