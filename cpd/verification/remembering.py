"""What was looked at a few minutes ago need not be looked at anew, if it says when it was."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from flask import current_app

from cpd.verification.rules.checks import Check

GOOD_FOR = timedelta(minutes=10)
MOST = 1_000
EXTENSION = "cpd.verification.looked"


@dataclass(frozen=True)
class Looked:
    """What came of looking at a record, and when that was; `lasts` unless it will be more soon."""

    checks: tuple[Check, ...]
    key: str
    at: datetime
    lasts: bool = True


@dataclass
class Memory:
    """The last records this process looked at. Nothing of whoever asked."""

    kept: OrderedDict[Hashable, Looked] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def recall(self, what: Hashable, at: datetime) -> Looked | None:
        with self.lock:
            found = self.kept.get(what)
            return found if found and timedelta(0) <= at - found.at < GOOD_FOR else None

    def keep(self, what: Hashable, looked: Looked) -> None:
        with self.lock:
            self.kept[what] = looked
            self.kept.move_to_end(what)
            while len(self.kept) > MOST:
                self.kept.popitem(last=False)


def remembered(what: Hashable, at: datetime, look: Callable[[], Looked]) -> Looked:
    """Return what is remembered of it, or look. `what` names the record by its hashes."""
    memory: Memory = current_app.extensions.setdefault(EXTENSION, Memory())
    found = memory.recall(what, at)
    if found is None:
        found = look()
        if found.lasts:
            memory.keep(what, found)
    return found
