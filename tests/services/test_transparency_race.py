"""Sixteen append at once: every position is given once, and the tree is one tree."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from cpd.db import db, writing
from cpd.transparency import service
from cpd.transparency.models import LogLeaf
from cpd.transparency.rules.tree import Frontier, Span, leaf_hash, needed, root
from cpd.transparency.store import leaves as store
from cpd.web.context import job
from cpd.work import Work
from tests.conftest import TODAY
from tests.factories.transparency import a_leaf

THREADS = 16
EACH = 10


def append_some(app, together, number):
    """Append ten times, each in a transaction of its own; every third changes its mind."""
    together.wait(timeout=180)
    given = []
    for turn in range(EACH):
        with app.app_context():
            work = Work(db.session(), "test", TODAY, {})
            with writing():
                position = service.append(work, a_leaf(number * EACH + turn))
                if turn % 3 == 0:
                    work.session.rollback()
                    continue
                work.session.commit()
            given.append(position)
    return given


def test_sixteen_at_once_leave_no_gap_and_nothing_double(crowd):
    together = Barrier(THREADS)
    with ThreadPoolExecutor(THREADS) as threads:
        runs = [threads.submit(append_some, crowd, together, number) for number in range(THREADS)]
        given = sorted(position for run in runs for position in run.result())
    assert given == list(range(len(given)))
    assert len(given) == THREADS * 6
    tree = Frontier()
    with crowd.app_context(), job("test") as work:
        for leaf in work.session.scalars(select(LogLeaf).order_by(LogLeaf.position)):
            assert leaf.position == tree.size
            assert leaf.sha256 == leaf_hash(leaf.body.encode())
            tree.add(leaf.sha256)
        size = store.size(work.session)
        assert size == tree.size == len(given)
        kept = store.hashes(work.session, needed(Span(0, size)))
        assert root(size, kept) == tree.root()
