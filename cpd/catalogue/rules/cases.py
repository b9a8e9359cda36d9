"""What a branching case is: its scenes, what can be done in each, and what that changes."""

from dataclasses import dataclass
from enum import StrEnum

from cpd.catalogue.rules.conditions import Condition, Value
from cpd.catalogue.rules.items import Citation


class Ending(StrEnum):
    GOOD = "good"
    MIXED = "mixed"
    HARM = "harm"


class Kind(StrEnum):
    INTEGER = "integer"
    BOOLEAN = "boolean"


@dataclass(frozen=True)
class Variable:
    """A part of the state. Only whole numbers have ends, and both count."""

    name: str
    kind: Kind
    initial: Value
    meaning: str
    minimum: int | None = None
    maximum: int | None = None

    def clamped(self, value: int) -> int:
        if self.minimum is not None and value < self.minimum:
            return self.minimum
        if self.maximum is not None and value > self.maximum:
            return self.maximum
        return value


@dataclass(frozen=True)
class Way:
    """Where the story goes on, if its condition holds. Of several, the first that holds wins."""

    scene: str
    when: Condition | None = None


@dataclass(frozen=True)
class Aside:
    """A paragraph that is shown only if its condition holds on arrival."""

    when: Condition
    text: str


@dataclass(frozen=True)
class Change:
    """For `add`, how much is added; for `set`, what the value becomes."""

    name: str
    value: Value


@dataclass(frozen=True)
class Choice:
    id: str
    text: str
    points: int
    clauses: tuple[Citation, ...]
    why: str
    to: tuple[Way, ...]
    add: tuple[Change, ...] = ()
    set: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Scene:
    """A page of the case. It has choices, or ways on (a bridge), or it is an ending."""

    id: str
    heading: str
    text: str
    asides: tuple[Aside, ...] = ()
    choices: tuple[Choice, ...] = ()
    next: tuple[Way, ...] = ()
    ending: Ending | None = None
    lesson: str = ""

    @property
    def best(self) -> int:
        """The points of the best choice; nothing where there is no choice."""
        return max((choice.points for choice in self.choices), default=0)

    @property
    def ways(self) -> tuple[Way, ...]:
        """Every way out, whatever is chosen."""
        return self.next + tuple(way for choice in self.choices for way in choice.to)

    def choice(self, choice_id: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.id == choice_id), None)


@dataclass(frozen=True)
class Case:
    id: str
    title: str
    introduction: str
    start: str
    state: tuple[Variable, ...]
    scenes: tuple[Scene, ...]

    def scene(self, scene_id: str) -> Scene:
        for scene in self.scenes:
            if scene.id == scene_id:
                return scene
        raise KeyError(scene_id)

    @property
    def decisions(self) -> tuple[Scene, ...]:
        return tuple(scene for scene in self.scenes if scene.choices)

    @property
    def endings(self) -> tuple[Scene, ...]:
        return tuple(scene for scene in self.scenes if scene.ending is not None)
