"""What is appended stands in the tree at once, in the caller's transaction, and for ever."""

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from cpd.transparency import service
from cpd.transparency.models import LogHead, LogLeaf, LogNode
from cpd.transparency.rules.tree import Frontier, Place, Span, leaf_hash, needed, root
from cpd.transparency.store import leaves as store
from tests.factories.transparency import a_leaf, a_log


def root_of(session):
    size = store.size(session)
    return root(size, store.hashes(session, needed(Span(0, size))))


def test_positions_count_from_nought_without_a_gap(work):
    assert [service.append(work, a_leaf(number)) for number in range(5)] == [0, 1, 2, 3, 4]
    assert store.size(work.session) == 5


def test_a_leaf_is_kept_as_it_was_written(work):
    leaf = a_leaf()
    position = service.append(work, leaf)
    kept = store.leaf(work.session, position)
    assert kept.body == leaf.canonical().decode()
    assert kept.sha256 == leaf_hash(leaf.canonical())
    assert kept.appended_at == work.at


@pytest.mark.parametrize("together", [1, 2, 3, 7, 64])
def test_the_kept_subtrees_are_those_of_the_tree(work, together):
    leaves, tree = [a_leaf(number) for number in range(67)], Frontier()
    nodes = {}
    for begin in range(0, 67, together):
        service.append_all(work, leaves[begin : begin + together])
    for leaf in leaves:
        nodes |= dict(tree.add(leaf_hash(leaf.canonical())))
    kept = work.session.scalars(select(LogNode)).all()
    assert {Place(n.level, n.position): n.sha256 for n in kept} == nodes
    assert root_of(work.session) == tree.root()


def test_nothing_to_append_changes_nothing(work):
    assert service.append_all(work, []) == []
    assert store.size(work.session) == 0


def test_what_the_caller_takes_back_leaves_no_leaf(work):
    a_log(work, 3)
    before = root_of(work.session)
    savepoint = work.session.begin_nested()
    a_log(work, 6)
    savepoint.rollback()
    assert store.size(work.session) == 3
    assert store.counted(work.session) == (3, 1)
    assert root_of(work.session) == before
    assert service.append(work, a_leaf(3)) == 3


REFUSED = {
    "changing a leaf": update(LogLeaf).values(body="{}"),
    "deleting a leaf": delete(LogLeaf),
    "changing a subtree": update(LogNode).values(sha256=b"\0" * 32),
    "deleting a subtree": delete(LogNode),
}


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
def test_the_database_refuses(work, statement):
    a_log(work, 4)
    with pytest.raises(DBAPIError, match="append-only"), work.session.begin_nested():
        work.session.execute(statement)


def test_the_log_reads_few_rows_to_be_appended_to(work):
    """The 64th leaf completes six subtrees; their left halves come in two statements."""
    a_log(work, 63)
    seen = []
    connection = work.session.connection()
    original = connection.execute

    def counting(statement, *rest, **more):
        seen.append(str(statement))
        return original(statement, *rest, **more)

    connection.execute = counting
    try:
        service.append(work, a_leaf(63))
    finally:
        del connection.execute
    assert len(seen) == 5, seen  # the head, two reads, two writes
    assert work.session.execute(text("SELECT count(*) FROM log_node WHERE level = 6")).scalar() == 1
    assert work.session.scalar(select(LogHead.size)) == 64
