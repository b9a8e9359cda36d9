"""What a content file says: strict YAML, with the line of every node."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from cpd.kernel.errors import RuleError

Value: TypeAlias = dict[str, Any] | list[Any] | str | int | bool | None
NodePath: TypeAlias = tuple[str | int, ...]
Anchors: TypeAlias = dict[str, tuple[Value, dict[NodePath, int]]]

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 30
MAX_NODES = 20_000  # of one document, every alias counted as what it stands for
MAX_ANCHORS = 100

# Written in C where the platform has it: a bank of questions reads ten times as fast.
_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: Mapping[str, Value] = {"true": True, "false": False, "null": None, "~": None, "": None}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")


class BrokenFile(RuleError):  # noqa: N818 - it names what the reader sees
    """A content file breaks a rule of its format."""

    def __init__(self, name: str, line: int, rule: str, message: str) -> None:
        super().__init__(f"{name}, line {line}: {message} ({rule})")
        self.name = name
        self.line = line
        self.rule = rule
        self.message = message


@dataclass(frozen=True)
class Document:
    """One file as plain values. Lines count from 1."""

    name: str
    value: Value
    lines: Mapping[NodePath, int]

    def line(self, path: NodePath = ()) -> int:
        """Tell where a node stands; where it is missing, the nearest node that would hold it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def broken(self, path: NodePath, rule: str, message: str) -> BrokenFile:
        return BrokenFile(self.name, self.line(path), rule, message)


def read(path: Path, name: str | None = None) -> Document:
    """Load a file from disk; `name` is how messages call it."""
    name = name or path.name
    return load(text_of(path, name), name)


def text_of(path: Path, name: str) -> str:
    """Read a file that is not too large and is text."""
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise BrokenFile(name, 1, "too-large", "A content file may hold at most 1 MiB.")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BrokenFile(name, line, "encoding", "The file is not in UTF-8.") from error


def load(text: str, name: str) -> Document:
    """Read one document without aliases, anchors, tags or repeated keys.

    Only `true`, `false`, `null` and plain whole numbers are more than text: `no`, `2:30`, `010`
    and `1.10` stay as they are written.
    """
    builder = _Builder(name)
    return Document(name, builder.document(_events(text, name)), builder.lines)


def load_all(text: str, name: str) -> tuple[Document, ...]:
    """Read every document of a file. Anchors and aliases are allowed here, within bounds."""
    documents: list[Document] = []
    events = _events(text, name)
    for event in events:
        if isinstance(event, DocumentStartEvent):
            builder = _Builder(name, {})
            documents.append(Document(name, builder.node(next(events), events, ()), builder.lines))
    return tuple(documents)


def _events(text: str, name: str) -> Iterator[Event]:
    """Give the parser's events; what is not YAML is refused where it stands."""
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise BrokenFile(name, 1, "too-large", "A content file may hold at most 1 MiB.")
    try:
        yield from yaml.parse(text.removeprefix("\ufeff"), Loader=_PARSER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise BrokenFile(name, line, "syntax", f"Not YAML: {error.problem}.") from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise BrokenFile(name, 1, "syntax", "It holds characters YAML does not allow.") from error


class _Builder:
    """Turns parser events into values, so that nothing is built before it is checked.

    `anchors` holds what was anchored so far, with the lines inside it; None allows none.
    """

    def __init__(self, name: str, anchors: Anchors | None = None) -> None:
        self.name = name
        self.lines: dict[NodePath, int] = {}
        self.anchors = anchors

    def document(self, events: Iterator[Event]) -> Value:
        value: Value = None
        found = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                found += 1
                self.refuse_if(event, found > 1, "one-document", "A file holds one document.")
                value = self.node(next(events), events, ())
            elif isinstance(event, StreamEndEvent):
                break
        return value

    def node(self, event: Event, events: Iterator[Event], path: NodePath) -> Value:
        self.lines.setdefault(path, _line(event))
        self.check(event)
        self.refuse_if(event, len(path) > MAX_DEPTH, "too-deep", f"Deeper than {MAX_DEPTH} levels.")
        full = len(self.lines) > MAX_NODES
        self.refuse_if(event, full, "too-many", f"More than {MAX_NODES} values.")
        if isinstance(event, AliasEvent):
            return self.alias(event, path)
        value = self.inside(event, events, path)
        self.remember(event, value, path)
        return value

    def inside(self, event: Event, events: Iterator[Event], path: NodePath) -> Value:
        if isinstance(event, ScalarEvent):
            return _scalar(event)
        if isinstance(event, MappingStartEvent):
            return self.mapping(events, path)
        return self.sequence(events, path)

    def remember(self, event: Event, value: Value, path: NodePath) -> None:
        if self.anchors is None or not isinstance(event, NodeEvent) or event.anchor is None:
            return
        full = len(self.anchors) >= MAX_ANCHORS
        self.refuse_if(event, full, "too-many", f"More than {MAX_ANCHORS} anchors.")
        depth = len(path)
        self.anchors[event.anchor] = (
            value,
            {at[depth:]: line for at, line in self.lines.items() if at[:depth] == path},
        )

    def alias(self, event: AliasEvent, path: NodePath) -> Value:
        """Repeat what was anchored, lines and all; an anchor is not known inside itself."""
        name = str(event.anchor)
        anchors = self.anchors or {}
        unknown = name not in anchors
        self.refuse_if(event, unknown, "alias", f"There is no anchor &{name} before this.")
        value, lines = anchors[name]
        deep = len(path) + max(map(len, lines)) > MAX_DEPTH
        self.refuse_if(event, deep, "too-deep", f"Deeper than {MAX_DEPTH} levels.")
        full = len(self.lines) + len(lines) > MAX_NODES
        self.refuse_if(event, full, "too-many", f"More than {MAX_NODES} values.")
        for inner, line in lines.items():
            self.lines.setdefault((*path, *inner), line)
        return value

    def mapping(self, events: Iterator[Event], path: NodePath) -> dict[str, Value]:
        held: dict[str, Value] = {}
        while not isinstance(event := next(events), MappingEndEvent):
            self.check(event)
            key = event.value if isinstance(event, ScalarEvent) else ""
            self.refuse_if(event, not key, "key", "A key must be a word.")
            self.refuse_if(event, key in held, "duplicate-key", f"The key {key} stands here twice.")
            self.lines[*path, key] = _line(event)
            held[key] = self.node(next(events), events, (*path, key))
        return held

    def sequence(self, events: Iterator[Event], path: NodePath) -> list[Value]:
        held: list[Value] = []
        while not isinstance(event := next(events), SequenceEndEvent):
            held.append(self.node(event, events, (*path, len(held))))
        return held

    def check(self, event: Event) -> None:
        if self.anchors is None:
            alias = isinstance(event, AliasEvent)
            self.refuse_if(event, alias, "alias", "Aliases (*name) are not allowed.")
            anchor = isinstance(event, NodeEvent) and event.anchor is not None
            self.refuse_if(event, anchor, "anchor", "Anchors (&name) are not allowed.")
        tag = getattr(event, "tag", None) is not None
        self.refuse_if(event, tag, "tag", "Tags (!name) are not allowed.")

    def refuse_if(self, event: Event, broken: object, rule: str, message: str) -> None:
        if broken:
            raise BrokenFile(self.name, _line(event), rule, message)


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1 if event.start_mark else 1


def _scalar(event: ScalarEvent) -> Value:
    text = str(event.value)
    if event.style:  # quoted or block: always text
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _INTEGER.fullmatch(text) else text


@dataclass(frozen=True)
class Node:
    """A value on its way to becoming a thing of ours; says where it stands when it cannot."""

    document: Document
    value: Value
    path: NodePath = ()

    @classmethod
    def of(cls, document: Document) -> Self:
        return cls(document, document.value)

    def broken(self, rule: str, message: str) -> BrokenFile:
        return self.document.broken(self.path, rule, message)

    def fields(self, needed: str, allowed: str = "") -> dict[str, "Node"]:
        """Open a mapping that has all the needed keys, and no others but the allowed."""
        if not isinstance(self.value, dict):
            raise self.broken("shape", "Keys with values were expected here.")
        inner = {key: self.inner(key, value) for key, value in self.value.items()}
        if absent := [key for key in needed.split() if key not in inner]:
            raise self.broken("missing-key", f"The key {absent[0]} is missing.")
        if unknown := [key for key in inner if key not in f"{needed} {allowed}".split()]:
            raise inner[unknown[0]].broken(
                "unknown-key", f"The key {unknown[0]} is not known here."
            )
        return inner

    def items(self) -> list["Node"]:
        if not isinstance(self.value, list):
            raise self.broken("shape", "A list was expected here.")
        return [self.inner(at, value) for at, value in enumerate(self.value)]

    def inner(self, key: str | int, value: Value) -> "Node":
        return Node(self.document, value, (*self.path, key))

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.broken("text", "Text was expected here. Put numbers in quotes.")
        return self.value.strip()
