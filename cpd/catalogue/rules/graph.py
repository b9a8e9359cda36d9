"""Whether the roads of a case hold together."""

from collections.abc import Mapping

from cpd.catalogue.rules.cases import Case, Ending
from cpd.catalogue.rules.walks import Position, Positions

Onto = Mapping[str, tuple[str, ...]]


def onto(case: Case) -> Onto:
    """Give the scenes that each scene may lead to, whatever the conditions."""
    return {scene.id: tuple(dict.fromkeys(w.scene for w in scene.ways)) for scene in case.scenes}


def cycle(case: Case) -> tuple[str, ...]:
    """Find scenes that lead round, the first named again at the end; none without a cycle."""
    ways = onto(case)
    done: set[str] = set()
    for start in ways:
        if found := _round(ways, start, (), done):
            return found
    return ()


def _round(ways: Onto, scene: str, trail: tuple[str, ...], done: set[str]) -> tuple[str, ...]:
    if scene in trail:
        return (*trail[trail.index(scene) :], scene)
    if scene in done:
        return ()
    for following in ways.get(scene, ()):
        if found := _round(ways, following, (*trail, scene), done):
            return found
    done.add(scene)
    return ()


def fewest_decisions(positions: Positions) -> int:
    """Count the decisions on the shortest road. For cases without a cycle."""
    known: dict[Position, int] = {}
    for position in _ends_first(positions):
        onward = positions[position]
        decided = int(any(choice is not None for choice, _ in onward))
        known[position] = decided + min((known[there] for _, there in onward), default=0)
    return known[next(iter(positions))]


def can_pass(case: Case, positions: Positions, *, pass_percent: int) -> bool:
    """Tell whether some road passes: its points, less those it needs, come to 0 or more."""
    margin: dict[Position, int | None] = {}
    for position in _ends_first(positions):
        scene = case.scene(position.scene)
        if scene.ending is not None:
            margin[position] = None if scene.ending is Ending.HARM else 0
            continue
        gains = [
            (choice.points * 100 - scene.best * pass_percent if choice else 0, margin[there])
            for choice, there in positions[position]
        ]
        margin[position] = max((gain + m for gain, m in gains if m is not None), default=None)
    best = margin[next(iter(positions))]
    return best is not None and best >= 0


def _ends_first(positions: Positions) -> list[Position]:
    """Every position after all those it leads to."""
    ordered: dict[Position, None] = {}
    waiting = list(positions)[:1]
    while waiting:
        position = waiting[-1]
        ahead = [there for _, there in positions[position] if there not in ordered]
        if ahead:
            waiting.extend(ahead)
            continue
        ordered[waiting.pop()] = None
    return list(ordered)
