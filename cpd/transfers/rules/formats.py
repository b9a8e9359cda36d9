"""What our own files are called, and what somebody may ask for of their log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from cpd.records.rules.kinds import EntryKind

FORMAT = "cpd-log-export"
VERSION = 1


class FileKind(StrEnum):
    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which entries are meant: from a day to a day, both counting, of these kinds; else all."""

    since: date | None = None
    until: date | None = None
    kinds: tuple[EntryKind, ...] = ()

    @property
    def is_all(self) -> bool:
        return self.since is None and self.until is None and not self.kinds

    def to_facts(self) -> Mapping[str, Any]:
        return {
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "kinds": [kind.value for kind in self.kinds or tuple(EntryKind)],
        }
