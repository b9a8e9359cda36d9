"""What a change of an entry changes, and which changes are refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cpd.kernel.errors import RuleError
from cpd.records.rules.entries import Logged
from cpd.records.rules.fields import CREDITED, FIELD_WORDS, word_for
from cpd.records.rules.kinds import EntryKind, Source


@dataclass(frozen=True)
class Change:
    """One field of an entry, as it was and as it became."""

    kind: EntryKind
    field: str
    was: Any
    became: Any

    @property
    def word(self) -> str:
        return word_for(self.kind, self.field)


def changes(before: Logged, after: Logged) -> tuple[Change, ...]:
    """Return what differs, in the order of the form."""
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in FIELD_WORDS)
    return tuple(
        Change(after.kind, name, was, became)
        for name, was, became in pairs
        if was != became and not (name == "recused" and not was and not became)
    )


@dataclass(frozen=True)
class Revision:
    """A change of an entry: the version it led to, and when."""

    version: int
    changed_at: datetime
    changes: tuple[Change, ...]


def history(stood: Sequence[tuple[Logged, datetime]], now: Logged) -> tuple[Revision, ...]:
    """Return the changes that led from the first version to `now`, the latest first.

    `stood` holds each earlier version, oldest first, with the instant it was replaced at.
    """
    lines = [line for line, _ in stood] + [now]
    revisions = [
        Revision(number, replaced_at, changes(lines[number - 2], lines[number - 1]))
        for number, (_, replaced_at) in enumerate(stood, 2)
    ]
    return tuple(reversed(revisions))


def refuse_changed_since(seen: int, now: int) -> None:
    """Refuse a change that was written over an older version than the one that stands."""
    if seen != now:
        raise RuleError(
            "This entry was changed in another tab while you were writing. "
            "What you typed is below; the entry itself is as the other tab left it."
        )


def refuse_withdrawn(withdrawn_at: datetime | None) -> None:
    if withdrawn_at is not None:
        raise RuleError("This entry is withdrawn. Restore it first, then change it.")


def refuse_beyond_reflection(before: Logged, after: Logged, source: Source) -> None:
    """Keep what a passed module has credited: what one makes of it may be added."""
    if source is Source.MODULE and any(one.field in CREDITED for one in changes(before, after)):
        raise RuleError("A passed module gave this entry its day and minutes, and they stay.")
