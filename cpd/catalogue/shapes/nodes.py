"""A place in a content file: asks for what should stand there, and notes what does not."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from cpd.catalogue.rules.findings import Finding, Key, Place
from cpd.catalogue.rules.items import Citation, CodeEdition, Stance
from cpd.content_files import Document, NodePath, Value

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
REF = re.compile(r"[a-z]+(-[a-z]+)*:[A-Z]?[0-9]+(\.[0-9]+)*[a-z]?")
LONGEST_LABEL = 200
LONGEST_PROSE = 10_000
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True)
class Reading:
    """One file as it is read: its findings, and where each named part stands."""

    document: Document
    findings: list[Finding] = field(default_factory=list)
    lines: dict[Key, Place] = field(default_factory=dict)

    @property
    def top(self) -> "Node":
        return Node(self, (), self.document.value)


@dataclass(frozen=True)
class Node:
    """A value in the file. Where a part is wrong, a stand-in of its type is given instead."""

    reading: Reading
    path: NodePath
    value: Value = None

    @property
    def held(self) -> dict[str, Value]:
        return self.value if isinstance(self.value, dict) else {}

    @property
    def stands(self) -> bool:
        """Whether it is in the file at all. What is missing has been noted where it should be."""
        return not self.path or self.path in self.reading.document.lines

    @property
    def line(self) -> int:
        return self.reading.document.line(self.path)

    def fault(self, rule: str, message: str, *, at: str | None = None) -> None:
        path = self.path if at is None else (*self.path, at)
        document = self.reading.document
        found = Finding(document.name, document.line(path), rule, message)
        self.reading.findings.append(found)

    def mark(self, *key: str) -> None:
        """Remember that the part called `key` stands here."""
        self.reading.lines.setdefault(key, Place(self.reading.document.name, self.line))

    def keys(self, required: str, optional: str = "") -> None:
        """Ask for a table with all of the required keys, and none but these and the optional."""
        if not isinstance(self.value, dict):
            if self.stands:
                self.fault("type", f"{self.name} must hold keys and values.")
            return
        needed, allowed = required.split(), {*required.split(), *optional.split()}
        for key in needed:
            if key not in self.held:
                self.fault("missing", f"{self.name} lacks “{key}”.")
        for key in self.held:
            if key not in allowed:
                self.fault("unknown-key", f"{self.name} may not hold “{key}”.", at=key)

    @property
    def name(self) -> str:
        steps = [f"{step + 1}" if isinstance(step, int) else step for step in self.path]
        return f"“{' / '.join(steps)}”" if steps else "The file"

    def has(self, key: str) -> bool:
        return key in self.held

    def child(self, key: str) -> "Node":
        return Node(self.reading, (*self.path, key), self.held.get(key))

    def parts(self, key: str) -> "Iterator[Node]":
        """Yield the members of a list; nothing if the key is absent."""
        value = self.held.get(key, [])
        if not isinstance(value, list):
            self.fault("type", f"“{key}” must be a list.", at=key)
            return
        if key in self.held and not value:
            self.fault("type", f"“{key}” must not be empty.", at=key)
        for number, part in enumerate(value):
            yield Node(self.reading, (*self.path, key, number), part)

    def entries(self, key: str) -> "Iterator[tuple[str, Node]]":
        """Yield the named members of a table; nothing if the key is absent."""
        value = self.held.get(key, {})
        if not isinstance(value, dict):
            self.fault("type", f"“{key}” must hold keys and values.", at=key)
            return
        for name, part in value.items():
            yield name, Node(self.reading, (*self.path, key, name), part)

    def prose(self, key: str, *, longest: int = LONGEST_PROSE) -> str:
        """Give a text in its composed form (NFC), without the space around it."""
        if key not in self.held:
            return ""
        return self.child(key).as_text(longest)

    def label(self, key: str) -> str:
        """Give a short text, of one line."""
        return " ".join(self.prose(key, longest=LONGEST_LABEL).split())

    def as_text(self, longest: int = LONGEST_PROSE) -> str:
        if not isinstance(self.value, str):
            self.fault("type", f"{self.name} must be a text; put it in quotes if it is one.")
            return ""
        text = unicodedata.normalize("NFC", self.value).strip()
        if not text:
            self.fault("type", f"{self.name} must not be empty.")
        if len(text) > longest:
            self.fault("length", f"{self.name} has {len(text)} characters; {longest} may stand.")
        return text

    def id(self, key: str) -> str:
        text = self.prose(key, longest=64)
        if text and not ID.fullmatch(text):
            self.fault("id", "An id is of small letters, digits and single hyphens.", at=key)
        return text

    def ref(self, key: str) -> str:
        text = self.prose(key)
        if text and not REF.fullmatch(text):
            self.fault("ref", f"“{text}” is no reference; it is like “plumm:7”, in quotes.", at=key)
        return text

    def whole(self, key: str, low: int, high: int) -> int:
        """Give a whole number; both ends count."""
        value = self.held.get(key, low)
        if not isinstance(value, int) or isinstance(value, bool):
            self.fault("type", f"“{key}” must be a whole number.", at=key)
            return low
        if not low <= value <= high:
            self.fault("range", f"“{key}” must lie from {low} to {high}.", at=key)
        return value

    def flag(self, key: str) -> bool:
        value = self.held.get(key, False)
        if not isinstance(value, bool):
            self.fault("type", f"“{key}” must be true or false.", at=key)
        return value is True

    def one_of(self, key: str, kind: type[Choice]) -> Choice:
        value = self.held.get(key)
        for one in kind:
            if value == one.value:
                return one
        if key in self.held:
            told = ", ".join(kind)
            self.fault("type", f"“{key}” must be one of {told}.", at=key)
        return next(iter(kind))

    def format(self, name: str) -> None:
        if self.has("format") and self.held["format"] != name:
            self.fault("format", f"This file must say “format: {name}”.", at="format")

    def citations(self) -> tuple[Citation, ...]:
        return tuple(part.citation() for part in self.parts("clauses"))

    def citation(self) -> Citation:
        self.keys("ref stance")
        return Citation(self.ref("ref"), self.one_of("stance", Stance))

    def codes(self) -> tuple[CodeEdition, ...]:
        entries = self.entries("codes")
        return tuple(CodeEdition(code, node.as_text(LONGEST_LABEL)) for code, node in entries)
