"""Whether a case is sound: its roads, its state, its clauses, and no way to pass unread."""

from collections.abc import Iterator
from dataclasses import dataclass

from cpd.catalogue.rules.cases import Case, Choice, Kind, Scene, Variable
from cpd.catalogue.rules.conditions import Condition
from cpd.catalogue.rules.findings import Clauses, Finding, Key, Lines, finding
from cpd.catalogue.rules.graph import can_pass, cycle, fewest_decisions
from cpd.catalogue.rules.tells import case_guessers, random_share
from cpd.catalogue.rules.walks import Positions, TooManyPositionsError, positions

FEWEST_SCENES = 6
FEWEST_DECISIONS = 4
FEWEST_ENDINGS = 3
RANDOM_PERCENT = 10
# Rules without which no road can be walked to its end.
UNSOUND = frozenset({"dangling", "cycle", "undeclared-state", "state-type", "dead-end"})


@dataclass(frozen=True)
class CaseLint:
    case: Case
    pass_percent: int
    clauses: Clauses
    lines: Lines

    def say(self, key: Key, rule: str, message: str) -> Finding:
        return finding(self.lines, key, rule, message)

    def findings(self) -> Iterator[Finding]:
        """Look at the roads only if the parts are sound: a walk needs every scene and name."""
        parts = list(self.parts())
        yield from parts
        yield from self.size()
        if UNSOUND.isdisjoint(found.rule for found in parts):
            yield from self.roads()

    def parts(self) -> Iterator[Finding]:
        if self.case.start not in self.scene_ids:
            yield self.say(("start",), "dangling", f"The start “{self.case.start}” is no scene.")
        for variable in self.case.state:
            yield from self.variable(variable)
        for scene in self.case.scenes:
            yield from self.scene(scene)
        if circle := cycle(self.case):
            told = " → ".join(circle)
            yield self.say(("scene", circle[0]), "cycle", f"The roads lead round: {told}.")

    @property
    def scene_ids(self) -> frozenset[str]:
        return frozenset(scene.id for scene in self.case.scenes)

    def variable(self, variable: Variable) -> Iterator[Finding]:
        is_truth = isinstance(variable.initial, bool)
        if is_truth is not (variable.kind is Kind.BOOLEAN):
            told = f"“{variable.name}” is {variable.kind}, but its first value is not."
            yield self.say(("state", variable.name), "state-type", told)
        elif not is_truth and variable.clamped(variable.initial) != variable.initial:
            told = f"The first value of “{variable.name}” lies outside its ends."
            yield self.say(("state", variable.name), "state-type", told)

    def scene(self, scene: Scene) -> Iterator[Finding]:
        if scene.ending is None and not scene.ways:
            told = f"“{scene.id}” has no choices, no next scene, and is no ending."
            yield self.say(("scene", scene.id), "dead-end", told)
        for way in scene.next:
            yield from self.target(way.scene, ("next", scene.id))
            yield from self.condition(way.when, ("next", scene.id))
        for number, aside in enumerate(scene.asides):
            yield from self.condition(aside.when, ("aside", scene.id, str(number)))
        for choice in scene.choices:
            yield from self.choice(choice, ("choice", scene.id, choice.id))
        if scene.choices:
            yield from self.offered(scene)

    def offered(self, scene: Scene) -> Iterator[Finding]:
        key = ("scene", scene.id)
        if len(scene.choices) not in (3, 4):
            told = f"“{scene.id}” offers {len(scene.choices)} choices; three or four are wanted."
            yield self.say(key, "choice-count", told)
        points = [choice.points for choice in scene.choices]
        if max(points) < 2 or min(points) > 0:
            told = f"“{scene.id}” wants a choice worth 2 or 3 points, and one worth none."
            yield self.say(key, "points", told)

    def choice(self, choice: Choice, key: Key) -> Iterator[Finding]:
        if not 1 <= len(choice.clauses) <= 3:
            told = f"“{choice.id}” cites {len(choice.clauses)} clauses; one to three are wanted."
            yield self.say(key, "uncited", told)
        yield from self.clauses.troubles(choice.clauses, self.lines, key)
        for way in choice.to:
            yield from self.target(way.scene, ("to", *key[1:]))
            yield from self.condition(way.when, ("to", *key[1:]))
        for change in choice.add:
            yield from self.named(change.name, Kind.INTEGER, ("effect", *key[1:]))
        for change in choice.set:
            kind = Kind.BOOLEAN if isinstance(change.value, bool) else Kind.INTEGER
            yield from self.named(change.name, kind, ("effect", *key[1:]))

    def target(self, scene_id: str, key: Key) -> Iterator[Finding]:
        if scene_id not in self.scene_ids:
            yield self.say(key, "dangling", f"There is no scene “{scene_id}” to go to.")

    def condition(self, condition: Condition | None, key: Key) -> Iterator[Finding]:
        if condition is None:
            return
        for name in sorted(condition.flags()):
            yield from self.named(name, Kind.BOOLEAN, key)
        for name in sorted(condition.numbers()):
            yield from self.named(name, Kind.INTEGER, key)

    def named(self, name: str, kind: Kind, key: Key) -> Iterator[Finding]:
        declared = {variable.name: variable.kind for variable in self.case.state}
        if name not in declared:
            yield self.say(key, "undeclared-state", f"“{name}” is not declared in the state.")
        elif declared[name] is not kind:
            told = f"“{name}” is {declared[name]}, and is used here as {kind}."
            yield self.say(key, "state-type", told)

    def size(self) -> Iterator[Finding]:
        if len(self.case.decisions) < FEWEST_SCENES:
            told = f"{len(self.case.decisions)} scenes have choices; {FEWEST_SCENES} are wanted."
            yield self.say(("case",), "too-few-decisions", told)
        if len(self.case.endings) < FEWEST_ENDINGS:
            told = f"There are {len(self.case.endings)} endings; {FEWEST_ENDINGS} are wanted."
            yield self.say(("case",), "too-few-endings", told)

    def roads(self) -> Iterator[Finding]:
        try:
            reached = positions(self.case)
        except TooManyPositionsError:
            told = "The state can take too many values to follow; narrow its ends."
            yield self.say(("case",), "too-many-states", told)
            return
        yield from self.reach(reached)
        yield from self.tells()

    def reach(self, reached: Positions) -> Iterator[Finding]:
        met = {position.scene for position in reached}
        for scene in self.case.scenes:
            if scene.id not in met:
                told = f"No road whose conditions hold leads to “{scene.id}”."
                yield self.say(("scene", scene.id), "unreachable", told)
        fewest = fewest_decisions(reached)
        if fewest < FEWEST_DECISIONS:
            told = f"Some road meets {fewest} decisions; every road wants {FEWEST_DECISIONS}."
            yield self.say(("case",), "short-road", told)
        if not can_pass(self.case, reached, pass_percent=self.pass_percent):
            yield self.say(("case",), "no-pass", "No road passes.")

    def tells(self) -> Iterator[Finding]:
        outcomes = case_guessers(self.case, pass_percent=self.pass_percent)
        for name, outcome in outcomes.items():
            if outcome.passed:
                told = f"Always taking the {name} choice passes, with {outcome.percent} %."
                yield self.say(("case",), "tell", told)
        share = random_share(self.case, pass_percent=self.pass_percent)
        if share * 100 > RANDOM_PERCENT:
            told = f"{float(share):.0%} of random walks pass; at most {RANDOM_PERCENT} % may."
            yield self.say(("case",), "tell", told)
