"""Places in the status lists: drawn by lot, given once, never more than half of a list."""

import itertools
import threading
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cpd.credentials import service
from cpd.credentials.models import StatusEntry, StatusList
from cpd.credentials.rules.awards import LIST_BITS, StatusPlace
from cpd.db import db, writing
from cpd.followers import FOLLOWERS
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.work import Work, transaction
from tests.conftest import TODAY


def entry(session, place):
    return session.scalars(
        select(StatusEntry).where(
            StatusEntry.list_number == place.list_number, StatusEntry.position == place.position
        )
    ).one()


def test_places_are_spread_over_the_whole_list(work):
    drawn = [service.draw_place(work).position for _ in range(400)]
    assert len(set(drawn)) == 400
    eighths = [sum(1 for one in drawn if one * 8 // LIST_BITS == part) for part in range(8)]
    assert min(eighths) > 15, "50 are expected in each; fewer than 16 happens once in ten million"
    rising = sum(later > earlier for earlier, later in itertools.pairwise(drawn))
    assert 140 < rising < 260, "the order of issue must not be readable"


def test_a_list_that_is_half_given_is_followed_by_another(work, session):
    first = service.draw_place(work)
    session.execute(update(StatusList).values(given=LIST_BITS // 2 - 1))
    assert service.draw_place(work).list_number == first.list_number
    assert service.draw_place(work).list_number == first.list_number + 1
    assert session.scalars(select(StatusList.given).order_by(StatusList.number)).all() == [
        LIST_BITS // 2,
        1,
    ]


def test_what_is_noted_at_a_place(work, session):
    place = service.draw_place(work)
    service.suspend(work, place)
    assert entry(session, place).suspended_at == TODAY
    service.reinstate(work, place)
    service.reinstate(work, place)
    assert entry(session, place).suspended_at is None
    service.revoke(work, place)
    later = Work(session, "ann", TODAY + timedelta(days=1), FOLLOWERS)
    service.revoke(later, place)
    assert entry(session, place).revoked_at == TODAY
    with pytest.raises(RuleError, match="withdrawn"):
        service.suspend(work, place)


def test_a_place_that_was_never_given(work):
    with pytest.raises(NotFoundError):
        service.revoke(work, StatusPlace(9, 9))


def test_two_at_once_never_draw_the_same_place(built, monkeypatch):
    """Chance is taken away, so that both want the same places in the same order."""
    drawn, barrier = [], threading.Barrier(2)

    class Unlucky(threading.local):
        def __init__(self):
            self.next = iter(range(1000))

        def __call__(self, _below):
            return next(self.next)

    monkeypatch.setattr(service.secrets, "randbelow", Unlucky())

    def draw():
        with built.app_context():
            engine = db.engine
        barrier.wait()
        for _ in range(10):
            with (
                Session(engine) as session,
                writing(),
                transaction(Work(session, "job:x", TODAY, FOLLOWERS)) as work,
            ):
                drawn.append(service.draw_place(work))

    threads = [threading.Thread(target=draw) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with built.app_context(), Session(db.engine) as session, writing():
        given = session.scalar(select(StatusList.given))
        session.execute(delete(StatusEntry))
        session.execute(delete(StatusList))
        session.commit()
    assert sorted(drawn) == [StatusPlace(1, one) for one in range(20)]
    assert given == 20
