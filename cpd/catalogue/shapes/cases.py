"""A case as it stands in its file, as a value."""

from collections.abc import Iterator

from cpd.catalogue.rules import conditions
from cpd.catalogue.rules.cases import (
    Aside,
    Case,
    Change,
    Choice,
    Ending,
    Kind,
    Scene,
    Variable,
    Way,
)
from cpd.catalogue.shapes.nodes import ID, Node

MOST_SCENES = 200


def case_of(top: Node) -> Case:
    top.mark("case")
    top.keys("format id title introduction start scenes", "state")
    top.format("cpd-scenario/1")
    top.child("start").mark("start")
    scenes = tuple(_scene(scene_id, node) for scene_id, node in top.entries("scenes"))
    if len(scenes) > MOST_SCENES:
        top.fault("length", f"A case may have {MOST_SCENES} scenes.", at="scenes")
    return Case(
        id=top.id("id"),
        title=top.label("title"),
        introduction=top.prose("introduction"),
        start=top.id("start"),
        state=tuple(_variable(name, node) for name, node in top.entries("state")),
        scenes=scenes,
    )


def _variable(name: str, node: Node) -> Variable:
    node.mark("state", name)
    if not conditions.NAME.fullmatch(name) or name in conditions.RESERVED:
        node.fault("id", "A name in the state is of small letters, digits and underlines.")
    kind = node.one_of("type", Kind)
    ends = "minimum maximum" if kind is Kind.INTEGER else ""
    node.keys(f"type initial meaning {ends}")
    return Variable(
        name=name,
        kind=kind,
        initial=_value(node.child("initial")) if node.has("initial") else 0,
        meaning=node.label("meaning"),
        minimum=node.whole("minimum", -1000, 1000) if ends else None,
        maximum=node.whole("maximum", -1000, 1000) if ends else None,
    )


def _value(node: Node) -> conditions.Value:
    if isinstance(node.value, int):
        return node.value
    node.fault("type", f"{node.name} must be a whole number, or true or false.")
    return 0


def _scene(scene_id: str, node: Node) -> Scene:
    node.mark("scene", scene_id)
    if not ID.fullmatch(scene_id):
        node.fault("id", "An id is of small letters, digits and single hyphens.")
    node.keys("heading text", "asides choices next ending lesson")
    ways_out = [key for key in ("choices", "next", "ending") if node.has(key)]
    if not ways_out:
        node.fault("dead-end", f"“{scene_id}” has no choices, no next scene, and is no ending.")
    if len(ways_out) > 1:
        node.fault("shape", f"“{scene_id}” has {' and '.join(ways_out)}; one of them may stand.")
    if node.has("ending") is not node.has("lesson"):
        node.fault("lesson", f"“{scene_id}”: every ending, and nothing else, has a lesson.")
    return Scene(
        id=scene_id,
        heading=node.label("heading"),
        text=node.prose("text"),
        asides=tuple(_asides(node, scene_id)),
        choices=tuple(_choices(node, scene_id)),
        next=_ways(node, "next", ("next", scene_id)) if node.has("next") else (),
        ending=node.one_of("ending", Ending) if node.has("ending") else None,
        lesson=node.prose("lesson"),
    )


def _asides(node: Node, scene_id: str) -> Iterator[Aside]:
    for number, part in enumerate(node.parts("asides")):
        part.keys("when text")
        part.mark("aside", scene_id, str(number))
        yield Aside(_condition(part), part.prose("text"))


def _choices(node: Node, scene_id: str) -> Iterator[Choice]:
    met: set[str] = set()
    for part in node.parts("choices"):
        part.keys("id text points clauses why to", "add set")
        choice_id = part.id("id")
        if choice_id in met:
            told = f"The id “{choice_id}” stands twice in “{scene_id}”."
            part.fault("duplicate-id", told, at="id")
        met.add(choice_id)
        part.mark("choice", scene_id, choice_id)
        yield _choice(part, scene_id, choice_id)


def _choice(node: Node, scene_id: str, choice_id: str) -> Choice:
    effects = node.child("add" if node.has("add") else "set")
    effects.mark("effect", scene_id, choice_id)
    return Choice(
        id=choice_id,
        text=node.prose("text"),
        points=node.whole("points", 0, 3),
        clauses=node.citations(),
        why=node.prose("why"),
        to=_ways(node, "to", ("to", scene_id, choice_id)) if node.has("to") else (),
        add=tuple(_changes(node, "add")),
        set=tuple(_changes(node, "set")),
    )


def _changes(node: Node, key: str) -> Iterator[Change]:
    for name, part in node.entries(key):
        if key == "add" and isinstance(part.value, bool):
            part.fault("type", f"What is added to “{name}” must be a whole number.")
        yield Change(name, _value(part))


def _ways(node: Node, key: str, mark: tuple[str, ...]) -> tuple[Way, ...]:
    """Read one scene's id, or a list in which all but the last have a condition."""
    child = node.child(key)
    child.mark(*mark)
    if isinstance(child.value, str):
        return (Way(node.id(key)),)
    if not isinstance(child.value, list):
        child.fault("type", f"“{key}” must be a scene's id, or a list of ways.")
        return ()
    parts = list(node.parts(key))
    for part in parts[:-1]:
        part.keys("when scene")
    for part in parts[-1:]:
        part.keys("scene", "when")
        if part.has("when"):
            part.fault("dead-end", "The last way must be open whatever the state: no “when”.")
    return tuple(Way(p.id("scene"), _condition(p) if p.has("when") else None) for p in parts)


def _condition(node: Node) -> conditions.Condition:
    text = node.prose("when", longest=300)
    try:
        return conditions.parse(text)
    except conditions.ConditionError as error:
        if text:
            node.fault("condition", str(error), at="when")
        return conditions.Flag("unread")
