"""Reads the facts of one row of an export, each as what it should be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from cpd.kernel.errors import RuleError
from cpd.transfers.rules.cells import an_id, day


@dataclass(frozen=True)
class Cells:
    """The facts of one row. What is no text or number where one belongs is refused by name."""

    facts: Mapping[str, Any]

    def text(self, name: str) -> str | None:
        found = self.facts.get(name)
        if found is not None and not isinstance(found, str):
            raise RuleError(f"{name}: a text belongs here.")
        return found or None

    def needed(self, name: str) -> str:
        found = self.text(name)
        if found is None:
            raise RuleError(f"There is no {name}.")
        return found

    def day(self, name: str) -> date | None:
        found = self.text(name)
        return None if found is None else day(found)

    def number(self, name: str) -> int | None:
        found = self.facts.get(name)
        if found is not None and (not isinstance(found, int) or isinstance(found, bool)):
            raise RuleError(f"{name}: a whole number belongs here.")
        return found

    def flag(self, name: str) -> bool:
        found = self.facts.get(name)
        if not isinstance(found, bool):
            raise RuleError(f"{name}: true or false belongs here.")
        return found

    def id(self) -> UUID | None:
        found = self.text("id")
        return None if found is None else an_id(found)
