from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from cpd.audit.models import AuditEntry
from cpd.standings import service, store
from cpd.standings.models import Judging, Standing
from cpd.standings.rules.following import Details
from cpd.standings.service import judging
from tests.factories.people import a_person
from tests.factories.standings import AS_OF, a_supervision, some_practice

BACP, ICF = "bacp.accredited", "icf.pcc"


def told(session):
    return sorted(session.scalars(select(AuditEntry.kind)))


def followed(work, person, pack=BACP, **details):
    return service.follow(work, person.id, pack, Details(**details))[0]


def opens(work):
    @contextmanager
    def read():
        yield work.session

    @contextmanager
    def begin():
        yield work
        work.session.flush()

    return service.Opens(read=read, begin=begin)


def judge(work, as_of=AS_OF, goes_on=lambda: True):
    return service.judge_everybody(opens(work), as_of, goes_on)


@pytest.fixture
def crowd(work, session, monkeypatch):
    """Five members, judged two at a time; one of them follows two bodies."""
    monkeypatch.setattr(judging, "AT_ONCE", 2)
    people = [a_person(session) for _ in range(5)]
    for person in people:
        followed(work, person)
        some_practice(session, person)
    followed(work, people[0], ICF, anchors={"credential_awarded": date(2024, 1, 1)})
    a_person(session)
    return people


def runs(session):
    query = select(Judging.as_of, Judging.members, Judging.done, Judging.ended_at)
    return [tuple(row) for row in session.execute(query.order_by(Judging.as_of))]


def test_everybody_who_follows_a_body_is_judged(work, session, crowd):
    assert judge(work) == 5
    assert len(session.scalars(select(Standing)).all()) == 6
    assert runs(session) == [(AS_OF, 5, 5, work.at)]
    assert "judging.ended" in told(session)
    one = session.get(Standing, store.followed_by(session, crowd[1].id)[0].id)
    assert (one.verdict, one.next_date) == ("due", date(2026, 3, 31))
    assert one.verdicts[0].keys() == {
        "requirement", "start", "end", "verdict", "required", "claimed", "evidenced", "short",
        "last_date",
    }  # fmt: skip


def test_who_follows_a_body_no_longer_stands_nowhere_with_it(work, session, crowd):
    judge(work)
    (one,) = store.followed_by(session, crowd[1].id)
    service.stop(work, crowd[1].id, one.id)
    assert one.id not in set(session.scalars(select(Standing.following_id)))


def test_a_run_that_was_broken_off_goes_on_where_it_stopped(work, session, crowd):
    batches = iter([True, True, False])
    assert judge(work, goes_on=lambda: next(batches)) == 4
    assert runs(session) == [(AS_OF, 5, 4, None)]
    assert judge(work) == 1
    assert runs(session) == [(AS_OF, 5, 5, work.at)]
    assert len(session.scalars(select(Standing)).all()) == 6


def test_judging_again_replaces_how_they_stood(work, session, crowd):
    judge(work)
    a_supervision(session, crowd[0], minutes=90)
    tomorrow = AS_OF + timedelta(days=1)
    judge(work, tomorrow)
    rows = session.scalars(select(Standing).execution_options(populate_existing=True)).all()
    assert ({one.as_of for one in rows}, len(rows)) == ({tomorrow}, 6)


def test_a_run_of_another_day_that_nobody_ended_is_ended(work, session, crowd):
    judge(work, goes_on=iter([True, False]).__next__)
    judge(work, AS_OF + timedelta(days=1))
    assert [row[2:] for row in runs(session)] == [(2, work.at), (5, work.at)]


def test_of_two_that_judge_at_once_one_stops(work, session, crowd):
    run = judging.run_for(work, AS_OF)
    mine = judging.next_batch(session, run.id)
    assert judging.end(work, mine)
    assert not judging.end(work, mine)
    assert runs(session)[0][2] == 2


def test_a_log_that_cannot_be_judged_holds_up_nobody(work, session, crowd, monkeypatch, caplog):
    broken = store.followed_by(session, crowd[2].id)[0].id
    judge_one = judging.judge

    def judged(kept, one, *days):
        if one.id == broken:
            raise ZeroDivisionError
        return judge_one(kept, one, *days)

    monkeypatch.setattr(judging, "judge", judged)
    assert judge(work) == 5
    assert len(session.scalars(select(Standing)).all()) == 5
    assert str(broken) in caplog.text


def test_nobody_to_judge_is_a_run_too(work, session):
    assert judge(work) == 0
    assert runs(session) == [(AS_OF, 0, 0, work.at)]
