"""What an audit reads of the log, a part at a time."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from cpd.transparency.models import LogLeaf, LogNode
from cpd.transparency.rules.tree import Place


class Kept(NamedTuple):
    position: int
    body: str
    sha256: bytes


def leaves_from(session: Session, position: int, many: int) -> Sequence[Kept]:
    """Return the next leaves that are there, from a position on."""
    rows = session.execute(
        select(LogLeaf.position, LogLeaf.body, LogLeaf.sha256)
        .where(LogLeaf.position >= position)
        .order_by(LogLeaf.position)
        .limit(many)
    )
    return [Kept(*row) for row in rows]


def nodes_made_whole(session: Session, begin: int, end: int) -> dict[Place, bytes]:
    """Return the kept subtrees whose last leaf is one of these."""
    found: dict[Place, bytes] = {}
    level = 1
    while end >> level:
        within = and_(
            LogNode.level == level, LogNode.position.between(begin >> level, (end >> level) - 1)
        )
        rows = session.execute(select(LogNode.position, LogNode.sha256).where(within))
        found |= {Place(level, row.position): row.sha256 for row in rows}
        level += 1
    return found
