"""The leaves of the log, the subtrees over them, and the row that says how many there are."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import and_, func, insert, or_, select
from sqlalchemy.orm import Session

from cpd.db import insert_into
from cpd.transparency.models import LogHead, LogLeaf, LogNode
from cpd.transparency.rules.tree import Place

ONLY = 1  # the one row of log_head
AT_ONCE = 200  # places asked for in one statement

One = TypeVar("One")


def take_position(session: Session, many: int = 1) -> int:
    """Return the first of the next free positions, and hold the log until the transaction ends.

    One statement makes the row on first use and counts on: two who append wait for one another.
    """
    upsert = (
        insert_into(session, LogHead)
        .values(id=ONLY, size=many)
        .on_conflict_do_update(index_elements=["id"], set_={"size": LogHead.size + many})
        .returning(LogHead.size)
    )
    return int(session.execute(upsert).scalar_one()) - many


def size(session: Session) -> int:
    return session.scalar(select(LogHead.size).where(LogHead.id == ONLY)) or 0


def write(
    session: Session,
    leaves: Sequence[tuple[int, bytes, bytes]],
    nodes: Sequence[tuple[Place, bytes]],
    at: datetime,
) -> None:
    """Write leaves (position, body, hash) and the subtrees that they made whole."""
    rows = [
        {"position": position, "body": body.decode("ascii"), "sha256": found, "appended_at": at}
        for position, body, found in leaves
    ]
    session.execute(insert(LogLeaf), rows)
    if nodes:
        places = [{"level": p.level, "position": p.position, "sha256": h} for p, h in nodes]
        session.execute(insert(LogNode), places)


def hashes(session: Session, places: Iterable[Place]) -> dict[Place, bytes]:
    """Return the kept hashes of these places. What is not there is left out."""
    wanted = sorted(set(places))
    leaves = [place.position for place in wanted if place.level == 0]
    above = [place for place in wanted if place.level]
    found: dict[Place, bytes] = {}
    for some in parts(leaves):
        rows = session.execute(
            select(LogLeaf.position, LogLeaf.sha256).where(LogLeaf.position.in_(some))
        )
        found |= {Place(0, row.position): row.sha256 for row in rows}
    for some_places in parts(above):
        is_one = or_(
            *(and_(LogNode.level == p.level, LogNode.position == p.position) for p in some_places)
        )
        rows = session.execute(
            select(LogNode.level, LogNode.position, LogNode.sha256).where(is_one)
        )
        found |= {Place(row.level, row.position): row.sha256 for row in rows}
    return found


def parts(wanted: Sequence[One]) -> Iterator[Sequence[One]]:
    for begin in range(0, len(wanted), AT_ONCE):
        yield wanted[begin : begin + AT_ONCE]


def leaf_hashes(session: Session, begin: int, end: int) -> list[bytes]:
    within = LogLeaf.position.between(begin, end - 1)
    return list(session.scalars(select(LogLeaf.sha256).where(within).order_by(LogLeaf.position)))


def node_hashes(session: Session, level: int, begin: int, end: int) -> dict[int, bytes]:
    within = and_(LogNode.level == level, LogNode.position.between(begin, end - 1))
    rows = session.execute(select(LogNode.position, LogNode.sha256).where(within))
    return {row.position: row.sha256 for row in rows}


def leaf(session: Session, position: int) -> LogLeaf | None:
    return session.get(LogLeaf, position)


def leaves(session: Session, begin: int, end: int) -> list[LogLeaf]:
    within = LogLeaf.position.between(begin, end - 1)
    return list(session.scalars(select(LogLeaf).where(within).order_by(LogLeaf.position)))


def beginning_with(session: Session, text: str, begin: int, end: int) -> list[LogLeaf]:
    """Return the leaves from one position to another that begin with a text."""
    within = LogLeaf.position.between(begin, end - 1)
    is_such = LogLeaf.body.startswith(text, autoescape=True)
    query = select(LogLeaf).where(within, is_such)
    return list(session.scalars(query.order_by(LogLeaf.position)))


def counted(session: Session) -> tuple[int, int]:
    """Return how many leaves and how many whole subtrees are kept."""
    count = select(func.count())
    leaves = session.scalar(count.select_from(LogLeaf)) or 0
    return leaves, session.scalar(count.select_from(LogNode)) or 0
