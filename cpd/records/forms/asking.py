"""What a reader asks of the list, and of a time while it is typed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cpd.kernel.errors import RuleError
from cpd.kernel.hours import parse_duration, plainly, spoken
from cpd.records.forms.days import MOST_MINUTES
from cpd.records.needs import known
from cpd.records.rules.kinds import EntryKind
from cpd.records.rules.practice import NOTHING

LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Asked:
    """Which entries the list shows. What cannot be understood is as if it were not asked."""

    kind: EntryKind | None = None
    year: int | None = None
    words: str = ""
    needs: str = ""
    page: int = 1

    @property
    def is_narrow(self) -> bool:
        """Say whether the list must be counted: the totals do not know how long it is."""
        return bool(self.words or self.needs)

    @property
    def is_all(self) -> bool:
        return not self.in_address()

    def in_address(self) -> dict[str, Any]:
        """Return what an address needs to show the same entries again."""
        names = {"kind": self.kind, "year": self.year, "q": self.words, "needs": self.needs}
        return {name: value for name, value in names.items() if value}


def asked(arguments: Mapping[str, str]) -> Asked:
    kind, year = arguments.get("kind", ""), whole(arguments.get("year", ""))
    needs = arguments.get("needs", "")
    return Asked(
        EntryKind(kind) if kind in set(EntryKind) else None,
        year if year in range(1900, 3000) else None,
        " ".join(arguments.get("q", "").split())[:LONGEST_SEARCH],
        needs if needs in {need.key for need in known()} else "",
        max(1, whole(arguments.get("page", ""))),
    )


def whole(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,6}", text, re.ASCII) else 0


def echo(text: str, *, in_bulk: bool = False) -> dict[str, str | None]:
    """Say how a time is understood, or why not. In bulk it may be added to what stands, or be 0."""
    plain = plainly(text[:LONGEST_SEARCH]) if in_bulk else ""
    if NOTHING.fullmatch(plain):
        return {"text": "None", "problem": None}
    try:
        if plain.startswith("+"):
            more = parse_duration(plain.removeprefix("+"), MOST_MINUTES)
            return {"text": f"{spoken(more)} more", "problem": None}
        return {"text": spoken(parse_duration(text, MOST_MINUTES)), "problem": None}
    except RuleError as error:
        return {"text": None, "problem": str(error)}
