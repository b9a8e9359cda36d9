"""When a way is open: a small closed grammar over the state of a case, never code.

condition = alternative { "or" alternative }
alternative = test { "and" test }
test = name | "not" name | name sign number | "(" condition ")"
"""

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

Value = int | bool
State = Mapping[str, Value]

SIGNS: Mapping[str, Callable[[int, int], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
NAME = re.compile(r"[a-z][a-z0-9_]*")
TOKEN = re.compile(r"\s*([a-z][a-z0-9_]*|-?[0-9]{1,9}(?!\w)|==|!=|<=|>=|<|>|\(|\))")
RESERVED = frozenset({"and", "or", "not"})
DEEPEST = 10


class ConditionError(ValueError):
    """A condition cannot be read. The message is for its author."""


@dataclass(frozen=True)
class Flag:
    """`name`, or `not name`."""

    name: str
    wanted: bool = True

    def __str__(self) -> str:
        return self.name if self.wanted else f"not {self.name}"

    def holds(self, state: State) -> bool:
        return bool(state[self.name]) is self.wanted

    def flags(self) -> frozenset[str]:
        return frozenset({self.name})

    def numbers(self) -> frozenset[str]:
        return frozenset()


@dataclass(frozen=True)
class Compared:
    """`name >= 3`."""

    name: str
    sign: str
    number: int

    def __str__(self) -> str:
        return f"{self.name} {self.sign} {self.number}"

    def holds(self, state: State) -> bool:
        return SIGNS[self.sign](state[self.name], self.number)

    def flags(self) -> frozenset[str]:
        return frozenset()

    def numbers(self) -> frozenset[str]:
        return frozenset({self.name})


@dataclass(frozen=True)
class Every:
    """`one and another`: two parts or more, none of them an `Every`."""

    parts: "tuple[Condition, ...]"

    def __str__(self) -> str:
        return " and ".join(f"({p})" if isinstance(p, Some) else str(p) for p in self.parts)

    def holds(self, state: State) -> bool:
        return all(part.holds(state) for part in self.parts)

    def flags(self) -> frozenset[str]:
        return frozenset().union(*(part.flags() for part in self.parts))

    def numbers(self) -> frozenset[str]:
        return frozenset().union(*(part.numbers() for part in self.parts))


@dataclass(frozen=True)
class Some:
    """`one or another`: two parts or more, none of them a `Some`."""

    parts: "tuple[Condition, ...]"

    def __str__(self) -> str:
        return " or ".join(str(part) for part in self.parts)

    def holds(self, state: State) -> bool:
        return any(part.holds(state) for part in self.parts)

    def flags(self) -> frozenset[str]:
        return frozenset().union(*(part.flags() for part in self.parts))

    def numbers(self) -> frozenset[str]:
        return frozenset().union(*(part.numbers() for part in self.parts))


Condition = Flag | Compared | Every | Some


def every(parts: Iterable[Condition]) -> Condition:
    """Join by `and`, without nesting one `and` in another."""
    flat: list[Condition] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Every) else (part,))
    return flat[0] if len(flat) == 1 else Every(tuple(flat))


def some(parts: Iterable[Condition]) -> Condition:
    """Join by `or`, without nesting one `or` in another."""
    flat: list[Condition] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Some) else (part,))
    return flat[0] if len(flat) == 1 else Some(tuple(flat))


def parse(text: str) -> Condition:
    """Read a condition. `str()` of the answer is its normal form."""
    reading = _Reading(_tokens(text))
    condition = reading.alternatives(depth=0)
    if reading.rest:
        raise ConditionError(f"There is “{reading.rest[0]}” where the condition should end.")
    return condition


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    place, end = 0, len(text.rstrip())
    while place < end:
        found = TOKEN.match(text, place)
        if found is None:
            raise ConditionError(f"“{text[place:].strip()}” cannot be read in a condition.")
        tokens.append(found[1])
        place = found.end()
    return tokens


class _Reading:
    """The tokens still to be read, first to last."""

    def __init__(self, tokens: list[str]) -> None:
        self.rest = tokens

    def take(self) -> str:
        if not self.rest:
            raise ConditionError("The condition ends too soon.")
        return self.rest.pop(0)

    def takes(self, token: str) -> bool:
        if self.rest[:1] != [token]:
            return False
        self.rest.pop(0)
        return True

    def alternatives(self, depth: int) -> Condition:
        parts = [self.conjunction(depth)]
        while self.takes("or"):
            parts.append(self.conjunction(depth))
        return some(parts)

    def conjunction(self, depth: int) -> Condition:
        parts = [self.test(depth)]
        while self.takes("and"):
            parts.append(self.test(depth))
        return every(parts)

    def test(self, depth: int) -> Condition:
        if self.takes("("):
            return self.bracket(depth + 1)
        if self.takes("not"):
            return Flag(self.name(), wanted=False)
        name = self.name()
        if self.rest and self.rest[0] in SIGNS:
            return Compared(name, self.take(), self.number())
        return Flag(name)

    def bracket(self, depth: int) -> Condition:
        if depth > DEEPEST:
            raise ConditionError(f"Brackets are nested more than {DEEPEST} deep.")
        condition = self.alternatives(depth)
        if not self.takes(")"):
            raise ConditionError("A bracket is opened and not closed.")
        return condition

    def name(self) -> str:
        token = self.take()
        if token in RESERVED or not NAME.fullmatch(token):
            raise ConditionError(f"There is “{token}” where a name should stand.")
        return token

    def number(self) -> int:
        token = self.take()
        if not token.lstrip("-").isdigit():
            raise ConditionError(f"There is “{token}” where a whole number should stand.")
        return int(token)
