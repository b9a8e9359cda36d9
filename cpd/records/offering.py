"""Where a higher slice says what the bodies somebody follows sort their entries by."""

from collections.abc import Callable, Sequence
from uuid import UUID

from cpd.records.rules.kinds import EntryKind
from cpd.records.rules.offers import Offer

Find = Callable[[UUID, EntryKind], Sequence[Offer]]

_finds: dict[str, Find] = {}


def add(name: str, find: Find) -> None:
    """Let somebody say what is offered. Once for each name; the same again takes its place."""
    _finds[name] = find


def offered(person_id: UUID, kind: EntryKind) -> tuple[Offer, ...]:
    """Return what is offered to somebody who writes an entry of this kind."""
    return tuple(one for find in _finds.values() for one in find(person_id, kind))
