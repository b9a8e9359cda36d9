"""What a reader asks of the list, and of a time while it is typed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cpd.kernel.errors import RuleError
from cpd.kernel.hours import parse_duration, spoken
from cpd.records.rules.kinds import EntryKind


@dataclass(frozen=True)
class Asked:
    """Which entries the list shows. What cannot be understood is as if it were not asked."""

    kind: EntryKind | None = None
    year: int | None = None
    page: int = 1

    def in_address(self) -> dict[str, Any]:
        """Return what an address needs to show the same entries again."""
        return {name: value for name in ("kind", "year") if (value := getattr(self, name))}


def asked(arguments: Mapping[str, str]) -> Asked:
    kind, year = arguments.get("kind", ""), whole(arguments.get("year", ""))
    return Asked(
        EntryKind(kind) if kind in set(EntryKind) else None,
        year if year in range(1900, 3000) else None,
        max(1, whole(arguments.get("page", ""))),
    )


def whole(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,6}", text, re.ASCII) else 0


def echo(text: str) -> dict[str, str | None]:
    """Say how a time is understood, or why it is not."""
    try:
        return {"text": spoken(parse_duration(text)), "problem": None}
    except RuleError as error:
        return {"text": None, "problem": str(error)}
