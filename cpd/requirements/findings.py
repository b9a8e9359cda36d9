"""What is wrong or doubtful in packs that could be read, with file and line."""

from collections.abc import Iterator
from dataclasses import dataclass

from cpd.content_files import BrokenFile, NodePath
from cpd.requirements.pack_files import Draft

ERROR = "error"
WARNING = "warning"


@dataclass(frozen=True, order=True)
class Finding:
    name: str
    line: int
    severity: str
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.name}, line {self.line}: {self.severity}: {self.message} ({self.rule})"

    def as_dict(self) -> dict[str, str | int]:
        return {
            "file": self.name,
            "line": self.line,
            "severity": self.severity,
            "rule": self.rule,
            "message": self.message,
        }


@dataclass(frozen=True)
class Desk:
    """A pack under examination: finds lines, and writes findings."""

    draft: Draft

    def error(self, path: NodePath, rule: str, message: str) -> Finding:
        return self._finding(path, ERROR, rule, message)

    def warning(self, path: NodePath, rule: str, message: str) -> Finding:
        return self._finding(path, WARNING, rule, message)

    def of(self, part: str, id_: str, *inner: str | int) -> NodePath:
        """Find a requirement or a cap by its id; an inherited one stands where it is extended."""
        for at, raw in enumerate(self._list(part)):
            if isinstance(raw, dict) and raw.get("id") == id_:
                return (part, at, *inner)
        return ("extends",)

    def is_own(self, part: str, id_: str) -> bool:
        return self.of(part, id_) != ("extends",)

    def says(self, path: NodePath) -> bool:
        """Tell whether something is written there."""
        return path in self.draft.document.lines

    def _list(self, part: str) -> Iterator[object]:
        value = self.draft.document.value
        listed = value.get(part) if isinstance(value, dict) else None
        yield from listed if isinstance(listed, list) else ()

    def _finding(self, path: NodePath, severity: str, rule: str, message: str) -> Finding:
        document = self.draft.document
        said = f"{self.draft.pack.id}: {message}"
        return Finding(document.name, document.line(path), severity, rule, said)


def broken(error: BrokenFile) -> Finding:
    return Finding(error.name, error.line, ERROR, error.rule, error.message)
