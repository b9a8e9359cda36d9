"""What can be done with a line of the log: write it, change it, withdraw and restore it."""

import secrets
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from cpd.kernel.errors import NotFoundError, RuleError
from cpd.records import store
from cpd.records.models import Entry, EntryVersion
from cpd.records.rules.amending import refuse_taken_back
from cpd.records.rules.changes import (
    refuse_beyond_reflection,
    refuse_changed_since,
    refuse_withdrawn,
)
from cpd.records.rules.checking import checked
from cpd.records.rules.entries import Logged
from cpd.records.rules.kinds import PlanState, Source
from cpd.records.rules.months import hours
from cpd.records.service.events import EntryChanged, EntryLogged, EntryRestored, EntryWithdrawn
from cpd.records.service.months import reopen_for
from cpd.work import Work


def log(  # noqa: PLR0913 - each says on its own where a line comes from
    work: Work,
    person_id: UUID,
    logged: Logged,
    *,
    form_id: str = "",
    source: Source = Source.TYPED,
    source_ref: str = "",
    batch_id: UUID | None = None,
) -> Entry:
    """Write a line. What comes twice, known by its form or its reference, finds what it wrote."""
    line = kept(work, person_id, logged)
    reference = source_ref or f"form:{form_id or secrets.token_hex(16)}"
    return add(work, person_id, line, source, reference, batch_id)


def kept(work: Work, person_id: UUID, logged: Logged, before: Logged | None = None) -> Logged:
    """Return a line as it will be kept, with what it names being the member's own."""
    zone = time_zone(work, person_id)
    line = checked(logged, work.today(zone), before, zone=ZoneInfo(zone))
    return linked(work, person_id, line, before)


def linked(work: Work, person_id: UUID, line: Logged, before: Logged | None) -> Logged:
    """Return a line whose supervisor and session are the member's own, called as they are now."""
    if line.supervisor_id and (before is None or before.supervisor_id != line.supervisor_id):
        known = store.supervisor(work.session, person_id, line.supervisor_id)
        if known is None:
            raise NotFoundError("There is no such supervisor in your list.")
        line = replace(line, supervisor=known.name)
    if line.taken_to_id and not store.is_session(work.session, person_id, line.taken_to_id):
        raise RuleError("A dilemma is taken to a supervision session in your log. Choose one.")
    return line


def add(
    work: Work,
    person_id: UUID,
    line: Logged,
    source: Source,
    source_ref: str,
    batch_id: UUID | None = None,
) -> Entry:
    values = {
        **asdict(line),
        "person_id": person_id,
        "source": source,
        "source_ref": source_ref,
        "batch_id": batch_id,
        "logged_at": work.at,
        "changed_at": work.at,
    }
    entry_id = store.add_once(work.session, values)
    if entry_id is not None:
        work.announce(EntryLogged(entry=entry_id, person=person_id, minutes=line.minutes))
        reopen_for(work, person_id, line)
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
    line = kept(work, person_id, logged, before)
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
    if hours(before) != hours(line):
        reopen_for(work, person_id, before, line)
    return entry


def settle(work: Work, person_id: UUID, entry_id: UUID, state: PlanState) -> Entry:
    """Say that an item of the plan is done, dropped, or open again."""
    entry = mine_locked(work, person_id, entry_id)
    if entry.plan_state is None:
        raise NotFoundError("There is no such item in your plan.")
    return change(work, person_id, entry_id, entry.version, replace(entry.logged, plan_state=state))


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
        reopen_for(work, person_id, entry.logged)
    return entry


def restore(work: Work, person_id: UUID, entry_id: UUID) -> Entry:
    """Let a withdrawn line count again, unless its issuer took it. Twice changes nothing."""
    entry = mine_locked(work, person_id, entry_id)
    if entry.withdrawn_at is not None:
        refuse_taken_back([one.facts for one in store.versions(work.session, entry_id)])
        entry.withdrawn_at = None
        work.announce(EntryRestored(entry=entry.id, person=person_id))
        reopen_for(work, person_id, entry.logged)
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
