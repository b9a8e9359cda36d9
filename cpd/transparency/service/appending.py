"""A line is added to the log, in the transaction of what it tells of."""

from collections.abc import Sequence

from cpd.transparency.rules.leaves import Leaf
from cpd.transparency.rules.tree import (
    Place,
    completed,
    halves,
    leaf_hash,
    node_hash,
)
from cpd.transparency.store import leaves as store
from cpd.work import Work


def append(work: Work, leaf: Leaf) -> int:
    """Add a leaf and return its position. Until the transaction ends nobody else appends.

    So append last: whoever waits for the log while holding other rows holds up others for longer.
    """
    return append_all(work, [leaf])[0]


def append_all(work: Work, leaves: Sequence[Leaf]) -> list[int]:
    """Add leaves in this order and return their positions."""
    if not leaves:
        return []
    begin = store.take_position(work.session, len(leaves))
    bodies = [leaf.canonical() for leaf in leaves]
    rows = [(begin + at, body, leaf_hash(body)) for at, body in enumerate(bodies)]
    fresh = {Place(0, position): found for position, _, found in rows}
    whole = [place for position, _, _ in rows for place in completed(position)]
    known = fresh | store.hashes(work.session, outside(whole, fresh))
    nodes = []
    for place in whole:
        left, right = halves(place)
        known[place] = node_hash(known[left], known[right])
        nodes.append((place, known[place]))
    store.write(work.session, rows, nodes, work.at)
    return [position for position, _, _ in rows]


def outside(whole: Sequence[Place], fresh: dict[Place, bytes]) -> set[Place]:
    """Return the parts of new subtrees that are neither new leaves nor new subtrees."""
    parts = {half for place in whole for half in halves(place)}
    return parts - fresh.keys() - set(whole)
