"""The most that counts where caps cross: each minute uses up one of the caps it falls under."""

from collections import deque
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TypeAlias

Group: TypeAlias = frozenset[str]
Node: TypeAlias = tuple[str, tuple[str, ...]]
Rooms: TypeAlias = dict[Node, dict[Node, Fraction]]

SOURCE: Node = ("source", ())
SINK: Node = ("sink", ())


def most_through(
    supply: Mapping[Group, Fraction], limits: Mapping[str, Fraction]
) -> dict[Group, Fraction]:
    """Return how much of each group counts, so that the sum is the largest there is.

    A group is what falls under just these caps. A cap that lies wholly inside another uses that
    one up as well. The same groups give the same answer always.
    """
    rooms: Rooms = {SOURCE: {}, SINK: {}}
    for name in sorted(limits):
        outer = _innermost({one for one in limits if _lies_in(name, one, supply)}, supply)
        for one in outer:
            _join(rooms, ("cap", (name,)), ("cap", (one,)), limits[name])
        if not outer:
            _join(rooms, ("cap", (name,)), SINK, limits[name])
    for group in sorted(supply, key=sorted):
        node: Node = ("group", tuple(sorted(group)))
        _join(rooms, SOURCE, node, supply[group])
        for name in _innermost(set(group), supply):
            _join(rooms, node, ("cap", (name,)), supply[group])
    _fill(rooms)
    return {group: supply[group] - rooms[SOURCE]["group", tuple(sorted(group))] for group in supply}


def _fill(rooms: Rooms) -> None:
    """Send through as much as there is room for, a shortest way at a time."""
    while path := _path(rooms):
        room = min(rooms[one][other] for one, other in path)
        for one, other in path:
            rooms[one][other] -= room
            rooms[other][one] += room


def _lies_in(inner: str, outer: str, groups: Iterable[Group]) -> bool:
    """Say whether all that falls under one cap falls under the other too, and not the reverse."""
    there = [group for group in groups if inner in group or outer in group]
    within = all(outer in group for group in there if inner in group)
    return within and any(inner not in group for group in there)


def _innermost(names: set[str], groups: Iterable[Group]) -> list[str]:
    return sorted(
        name for name in names if not any(_lies_in(other, name, groups) for other in names)
    )


def _join(rooms: Rooms, one: Node, other: Node, room: Fraction) -> None:
    rooms.setdefault(one, {})[other] = room
    rooms.setdefault(other, {})[one] = Fraction(0)


def _path(rooms: Rooms) -> list[tuple[Node, Node]]:
    """Return a shortest way from source to sink that still has room, or nothing."""
    came: dict[Node, Node] = {SOURCE: SOURCE}
    waiting = deque([SOURCE])
    while waiting and SINK not in came:
        here = waiting.popleft()
        for there, room in rooms[here].items():
            if room > 0 and there not in came:
                came[there] = here
                waiting.append(there)
    if SINK not in came:
        return []
    path: list[tuple[Node, Node]] = []
    node = SINK
    while node != SOURCE:
        path.append((came[node], node))
        node = came[node]
    return path
