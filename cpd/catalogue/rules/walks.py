"""Where a road leads: a case is replayed from the choices made, and nothing else is kept."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cpd.catalogue.rules.cases import Aside, Case, Choice, Ending, Kind, Scene, Way
from cpd.catalogue.rules.conditions import State, Value
from cpd.catalogue.rules.outcomes import Outcome, reaches
from cpd.kernel.errors import RuleError

Step = tuple[str, str]  # scene id, choice id
Road = Iterable[Step]


@dataclass(frozen=True)
class Visit:
    """A scene on the road, the state on arrival, and what was chosen there, if anything was."""

    scene: Scene
    state: State
    choice: Choice | None = None

    @property
    def asides(self) -> tuple[Aside, ...]:
        return tuple(aside for aside in self.scene.asides if aside.when.holds(self.state))


@dataclass(frozen=True)
class Walk:
    """The scenes passed, bridges and all, in order; the last is where the walker stands."""

    visits: tuple[Visit, ...]

    @property
    def scene(self) -> Scene:
        return self.visits[-1].scene

    @property
    def state(self) -> State:
        return self.visits[-1].state

    @property
    def road(self) -> tuple[Step, ...]:
        return tuple((v.scene.id, v.choice.id) for v in self.visits if v.choice is not None)

    @property
    def arrival(self) -> tuple[Visit, ...]:
        """What is to be read now: the bridges since the last choice, and the scene itself."""
        chosen = [place for place, visit in enumerate(self.visits) if visit.choice is not None]
        return self.visits[chosen[-1] + 1 :] if chosen else self.visits

    @property
    def earned(self) -> int:
        return sum(visit.choice.points for visit in self.visits if visit.choice is not None)

    @property
    def possible(self) -> int:
        """The best choice's points at each scene decided so far."""
        return sum(visit.scene.best for visit in self.visits if visit.choice is not None)

    @property
    def ending(self) -> Ending | None:
        return self.scene.ending

    @property
    def ended(self) -> bool:
        return self.scene.ending is not None


def opening(case: Case) -> State:
    """Give the state before anything is done."""
    return MappingProxyType({variable.name: variable.initial for variable in case.state})


def after(case: Case, choice: Choice, state: State) -> State:
    """Change the state as the choice says: first add, then set, then keep to the ends."""
    changed: dict[str, Value] = dict(state)
    for change in choice.add:
        changed[change.name] += change.value
    for change in choice.set:
        changed[change.name] = change.value
    for variable in case.state:
        if variable.kind is Kind.INTEGER:
            changed[variable.name] = variable.clamped(changed[variable.name])
    return MappingProxyType(changed)


def way(ways: Iterable[Way], state: State) -> str:
    """Find the scene the first open way leads to. A sound case always has one."""
    for candidate in ways:
        if candidate.when is None or candidate.when.holds(state):
            return candidate.scene
    raise LookupError("no way is open")


def _arrive(case: Case, scene_id: str, state: State) -> Iterator[Visit]:
    """Yield the bridges and then the scene at which they end."""
    scene = case.scene(scene_id)
    yield Visit(scene, state)
    for _ in case.scenes:
        if not scene.next:
            return
        scene = case.scene(way(scene.next, state))
        yield Visit(scene, state)
    raise LookupError(f"the bridges from {scene_id} lead round in a circle")


def begin(case: Case) -> Walk:
    return Walk(tuple(_arrive(case, case.start, opening(case))))


def choose(case: Case, walk: Walk, step: Step) -> Walk:
    """Go one decision further."""
    scene_id, choice_id = step
    if walk.ended:
        raise RuleError("This case has ended; there is nothing more to choose.")
    if scene_id != walk.scene.id:
        raise RuleError("That choice belongs to another page of this case.")
    choice = walk.scene.choice(choice_id)
    if choice is None:
        raise RuleError("That choice is not offered here.")
    state = after(case, choice, walk.state)
    passed = (*walk.visits[:-1], Visit(walk.scene, walk.state, choice))
    return Walk((*passed, *_arrive(case, way(choice.to, state), state)))


def replay(case: Case, road: Road) -> Walk:
    """Walk the road from the start. It may stop anywhere, and must not go on after the end."""
    walk = begin(case)
    for step in road:
        walk = choose(case, walk, step)
    return walk


def outcome(walk: Walk, *, pass_percent: int) -> Outcome:
    """Pass only a case that has ended, and not in harm, whatever the points."""
    reached = reaches(walk.earned, walk.possible, pass_percent=pass_percent)
    fit = walk.ended and walk.ending is not Ending.HARM
    return Outcome(walk.earned, walk.possible, passed=fit and reached)


@dataclass(frozen=True)
class Position:
    """A scene and the state on arrival; two roads to one position go on alike."""

    scene: str
    values: tuple[tuple[str, Value], ...]

    @property
    def state(self) -> State:
        return dict(self.values)


class TooManyPositionsError(Exception):
    """The state can take more values than can be followed."""


MOST_POSITIONS = 20_000
Onward = tuple[Choice | None, Position]
Positions = Mapping[Position, tuple[Onward, ...]]


def _position(scene_id: str, state: State) -> Position:
    return Position(scene_id, tuple(sorted(state.items())))


def onward(case: Case, position: Position) -> tuple[Onward, ...]:
    """Give every choice here and the position it leads to; a bridge leads on without a choice."""
    scene, state = case.scene(position.scene), position.state
    if scene.next:
        return ((None, _position(way(scene.next, state), state)),)
    found: list[Onward] = []
    for choice in scene.choices:
        changed = after(case, choice, state)
        found.append((choice, _position(way(choice.to, changed), changed)))
    return tuple(found)


def positions(case: Case) -> Positions:
    """Find every position that some road reaches, in the order found. For cases without a cycle."""
    first = _position(case.start, opening(case))
    found: dict[Position, tuple[Onward, ...]] = {}
    waiting = [first]
    while waiting:
        position = waiting.pop()
        if position not in found:
            if len(found) == MOST_POSITIONS:
                raise TooManyPositionsError
            found[position] = onward(case, position)
            waiting.extend(onto for _, onto in found[position])
    return found
