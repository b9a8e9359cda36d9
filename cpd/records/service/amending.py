"""What whoever credited an entry may still do to it: correct it, or take it back.

The owner sees both, with the reason; what stood before stays as a version.
"""

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from cpd.attempts import voids
from cpd.records import store
from cpd.records.models import Entry, EntryVersion
from cpd.records.rules.amending import amended, why_taken_back
from cpd.records.rules.entries import Logged
from cpd.records.service.entries import overwrite
from cpd.records.service.events import EntryChanged, EntryTakenBack
from cpd.records.store import amending
from cpd.work import Work


def correct(
    work: Work, person_id: UUID, source_ref: str, mend: Callable[[Logged], Logged], because: str
) -> None:
    """Let an entry say what its issuer says now. One that was taken back, or not kept, stays so.

    What its owner has withdrawn is corrected too, since it may be restored.
    """
    entry = held(work, person_id, source_ref)
    if entry is None or taken_back(work.session, entry):
        return
    line = mend(entry.logged)
    if line == entry.logged:
        return
    keep(work, entry, because, is_taken_back=False)
    overwrite(entry, line)
    work.session.flush()
    work.announce(EntryChanged(entry=entry.id, person=person_id, version=entry.version))


def take_back(work: Work, person_id: UUID, source_ref: str, because: str) -> None:
    """Let an entry count no more, for good, also one that its owner has withdrawn. Once."""
    entry = held(work, person_id, source_ref)
    if entry is None or taken_back(work.session, entry):
        return
    keep(work, entry, because, is_taken_back=True)
    entry.withdrawn_at = entry.withdrawn_at or work.at
    work.session.flush()
    work.announce(EntryTakenBack(entry=entry.id, person=person_id, version=entry.version))


def held(work: Work, person_id: UUID, source_ref: str) -> Entry | None:
    """Return an entry by what it came from, as it stands, held until this transaction ends."""
    found = store.by_source(work.session, person_id, source_ref)
    return store.mine_locked(work.session, person_id, found.id) if found else None


def keep(work: Work, entry: Entry, because: str, *, is_taken_back: bool) -> None:
    """Keep what stands as a version, and begin another one."""
    facts = amended(entry.logged.to_facts(), because, is_taken_back=is_taken_back)
    work.session.add(
        EntryVersion(entry_id=entry.id, version=entry.version, facts=facts, replaced_at=work.at)
    )
    entry.version += 1
    entry.changed_at = work.at


def taken_back(session: Session, entry: Entry) -> str:
    """Say why an entry was taken back by its issuer; nothing if it was not."""
    if entry.withdrawn_at is None:
        return ""
    return why_taken_back([one.facts for one in store.versions(session, entry.id)])


def by_sources(session: Session, person_id: UUID, refs: Sequence[str]) -> Sequence[Entry]:
    """Return the person's entries that came from these, in the order of their references."""
    return amending.by_sources(session, person_id, refs)


def is_amended_now(work: Work, entry_ids: Sequence[UUID]) -> bool:
    """Say whether any of these entries was changed in this very transaction."""
    return amending.was_amended(work.session, entry_ids, work.at)


def void_completions(session: Session, person_id: UUID) -> set[UUID]:
    """Return the completions whose credit was taken back: their modules can be earned again."""
    return {
        UUID(ref.removeprefix("completion:"))
        for ref, facts in amending.withdrawn_credits(session, person_id)
        if why_taken_back([facts])
    }


voids.ask("log", void_completions)
