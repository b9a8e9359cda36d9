"""What an entry may still lack, by which the list can be narrowed. Higher slices add theirs."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, false

from cpd.records.models import Entry
from cpd.records.rules.fields import REFLECTED


@dataclass(frozen=True)
class Need:
    """Something that is not there yet: its word in an address, what it is called, and when."""

    key: str
    word: str
    lacks: ColumnElement[bool]


_needs: dict[str, Need] = {}


def add(need: Need) -> None:
    """Add a need. Once for each key; the same key again takes its place."""
    _needs[need.key] = need


def known() -> tuple[Need, ...]:
    return tuple(_needs.values())


def lacking(key: str) -> ColumnElement[bool]:
    """Return the condition on an entry; one that no entry meets for a key nobody knows."""
    return _needs[key].lacks if key in _needs else false()


add(Need("reflection", "No reflection yet", (Entry.reflection == "") & Entry.kind.in_(REFLECTED)))
