"""What can be done with the log: write on it, change, withdraw and restore a line."""

import secrets
from dataclasses import asdict
from typing import Any
from uuid import UUID

from cpd.kernel.errors import NotFoundError
from cpd.records import store
from cpd.records.models import Entry, EntryVersion
from cpd.records.rules.entries import (
    Logged,
    checked,
    refuse_beyond_reflection,
    refuse_changed_since,
    refuse_withdrawn,
)
from cpd.records.rules.kinds import Source
from cpd.records.service.events import EntryChanged, EntryLogged, EntryRestored, EntryWithdrawn
from cpd.work import Work


def log(work: Work, person_id: UUID, logged: Logged, *, form_id: str = "") -> Entry:
    """Write a line. A form that comes twice, known by its id, finds the line it wrote first."""
    line = checked(logged, work.today(time_zone(work, person_id)))
    return add(work, person_id, line, Source.TYPED, f"form:{form_id or secrets.token_hex(16)}")


def add(work: Work, person_id: UUID, line: Logged, source: Source, source_ref: str) -> Entry:
    values = {
        **asdict(line),
        "person_id": person_id,
        "source": source,
        "source_ref": source_ref,
        "logged_at": work.at,
        "changed_at": work.at,
    }
    entry_id = store.add_once(work.session, values)
    if entry_id is not None:
        work.announce(EntryLogged(entry=entry_id, person=person_id, minutes=line.minutes))
    entry = store.by_source(work.session, person_id, source_ref)
    if entry is None:
        raise LookupError("the log took an entry and does not show it")
    return entry


def change(work: Work, person_id: UUID, entry_id: UUID, version: int, logged: Logged) -> Entry:
    """Change a line that still stands as it was seen, and keep what stood before.

    A change that changes nothing leaves no trace.
    """
    entry = mine_locked(work, person_id, entry_id)
    refuse_withdrawn(entry.withdrawn_at)
    refuse_changed_since(version, entry.version)
    before = entry.logged
    line = checked(logged, work.today(time_zone(work, person_id)), before)
    refuse_beyond_reflection(before, line, entry.source)
    if line == before:
        return entry
    work.session.add(
        EntryVersion(
            entry_id=entry.id,
            version=entry.version,
            facts=before.to_facts(),
            replaced_at=work.at,
        )
    )
    overwrite(entry, line)
    entry.version += 1
    entry.changed_at = work.at
    work.session.flush()
    work.announce(EntryChanged(entry=entry.id, person=person_id, version=entry.version))
    return entry


def overwrite(entry: Entry, line: Logged) -> None:
    values: dict[str, Any] = asdict(line)
    for name, value in values.items():
        setattr(entry, name, value)


def withdraw(work: Work, person_id: UUID, entry_id: UUID) -> Entry:
    """Take a line out of every total; it stays visible to its owner. Twice changes nothing."""
    entry = mine_locked(work, person_id, entry_id)
    if entry.withdrawn_at is None:
        entry.withdrawn_at = work.at
        work.announce(EntryWithdrawn(entry=entry.id, person=person_id))
    return entry


def restore(work: Work, person_id: UUID, entry_id: UUID) -> Entry:
    """Let a withdrawn line count again. Twice changes nothing."""
    entry = mine_locked(work, person_id, entry_id)
    if entry.withdrawn_at is not None:
        entry.withdrawn_at = None
        work.announce(EntryRestored(entry=entry.id, person=person_id))
    return entry


def mine_locked(work: Work, person_id: UUID, entry_id: UUID) -> Entry:
    entry = store.mine_locked(work.session, person_id, entry_id)
    if entry is None:
        raise NotFoundError("There is no such entry in your log.")
    return entry


def time_zone(work: Work, person_id: UUID) -> str:
    """Return where the member's days begin and end."""
    zone = store.time_zone(work.session, person_id)
    if zone is None:
        raise NotFoundError("There is no such person.")
    return zone
