"""What can be done with many lines at once: write what a file holds, and take it back whole."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar
from uuid import UUID

from cpd.kernel.events import Event
from cpd.records.rules.entries import Logged
from cpd.records.rules.kinds import Source
from cpd.records.service.months import reopen_for
from cpd.records.store import batches as store
from cpd.work import Work


@dataclass(frozen=True, kw_only=True)
class EntriesImported(Event):
    kind: ClassVar[str] = "entries.imported"

    batch: UUID
    person: UUID
    entries: int


@dataclass(frozen=True, kw_only=True)
class ImportTakenBack(Event):
    kind: ClassVar[str] = "entries.taken-back"

    batch: UUID
    person: UUID
    entries: int


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A line that was checked, the id it will have, and what it is known by in its file."""

    entry_id: UUID
    line: Logged
    ref: str
    is_withdrawn: bool = False


def log_all(work: Work, person_id: UUID, batch_id: UUID, lines: Sequence[Incoming]) -> int:
    """Write checked lines as one import, and return how many were new: a line comes in once.

    One event stands for all of them. Sessions are written before the dilemmas taken to them.
    """
    known = store.supervisor_ids(work.session, person_id)
    ordered = sorted(lines, key=lambda one: one.line.taken_to_id is not None)
    sessions = store.session_ids(work.session, person_id) | {one.entry_id for one in lines}
    written = store.add_all_once(
        work.session, [values(work, person_id, batch_id, one) for one in ordered
                       if is_own(one.line, known, sessions)]
    )  # fmt: skip
    work.announce(EntriesImported(batch=batch_id, person=person_id, entries=written))
    if written:
        reopen_for(work, person_id, *(one.line for one in lines if not one.is_withdrawn))
    return written


def is_own(line: Logged, supervisors: Collection[UUID], sessions: Collection[UUID]) -> bool:
    """Stop a line that names what is not the member's own; whoever read the file has seen to it."""
    if line.supervisor_id is not None and line.supervisor_id not in supervisors:
        raise LookupError("an imported line names a supervisor of somebody else")
    if line.taken_to_id is not None and line.taken_to_id not in sessions:
        raise LookupError("an imported line names a session of somebody else")
    return True


def values(work: Work, person_id: UUID, batch_id: UUID, one: Incoming) -> dict[str, Any]:
    return {
        **asdict(one.line),
        "id": one.entry_id,
        "version": 1,
        "person_id": person_id,
        "source": Source.IMPORT,
        "source_ref": one.ref,
        "batch_id": batch_id,
        "logged_at": work.at,
        "changed_at": work.at,
        "withdrawn_at": work.at if one.is_withdrawn else None,
    }


def take_back(work: Work, person_id: UUID, batch_id: UUID, keep: Collection[UUID]) -> int:
    """Withdraw what an import brought, save what is kept; return how many lines that were."""
    done = store.withdraw_batch(work.session, person_id, batch_id, work.at, keep)
    work.announce(ImportTakenBack(batch=batch_id, person=person_id, entries=len(done)))
    return len(done)
