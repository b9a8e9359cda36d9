"""How a file comes into a log: uploaded, its columns chosen, confirmed; and how it is undone."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from cpd.kernel.errors import NotFoundError, RuleError
from cpd.records.rules.kinds import EntryKind
from cpd.records.rules.texts import without_steering
from cpd.records.service.batches import take_back
from cpd.transfers.models import ImportBatch
from cpd.transfers.packing import packed
from cpd.transfers.rules.cells import DateForm
from cpd.transfers.rules.columns import Mapped, guessed, problem_with
from cpd.transfers.rules.reports import Choices
from cpd.transfers.rules.stages import AT_ONCE, Stage
from cpd.transfers.rules.tables import Table
from cpd.transfers.service.besides import take_besides_back
from cpd.transfers.service.events import ImportBegun, ImportGivenUp
from cpd.transfers.store import imports as store
from cpd.work import Work

MOST_OPEN = 10
MAPPINGS_LOOKED_AT = 20
KEPT_FOR = timedelta(days=7)


def upload(work: Work, person_id: UUID, file_name: str, table: Table) -> ImportBatch:
    """Keep a file until it is imported or given up, with the columns as they most likely are."""
    if store.open_batches(work.session, person_id) >= MOST_OPEN:
        raise RuleError("Several files wait to be imported. Import them or give them up first.")
    content = packed(table)
    batch = ImportBatch(
        id=uuid4(),
        person_id=person_id,
        file_name=" ".join(without_steering(file_name).split())[-200:] or "file",
        sha256=sha256(content).hexdigest(),
        content=content,
        source=table.source,
        stage=Stage.COLUMNS,
        mapping=mapping_for(work.session, person_id, table),
        rows=len(table.rows),
        uploaded_at=work.at,
    )
    work.session.add(batch)
    work.session.flush()
    work.announce(ImportBegun(batch=batch.id, person=person_id, rows=batch.rows))
    return batch


def mapping_for(session: Session, person_id: UUID, table: Table) -> dict[str, Any]:
    """Return how a file with the same columns was read last time; else a guess."""
    heads = list(table.heads)
    for mapping in store.mappings(session, person_id, MAPPINGS_LOOKED_AT):
        if mapping.get("heads") == heads:
            return {**mapping, "is_saved": True}
    return mapping_of(heads, guessed(heads), DateForm.ISO, None)


def mapping_of(
    heads: list[str], mapped: Mapped, form: DateForm, kind: EntryKind | None
) -> dict[str, Any]:
    columns = {str(place): name for place, name in mapped.items()}
    return {"heads": heads, "columns": columns, "form": form.value, "kind": kind and kind.value}


def choose_columns(
    work: Work,
    person_id: UUID,
    batch_id: UUID,
    mapped: Mapped,
    form: DateForm,
    kind: EntryKind | None,
) -> ImportBatch:
    """Say what the columns are. The file is to be checked then, again if it was before."""
    batch = held(work, person_id, batch_id)
    if batch.stage not in {Stage.COLUMNS, Stage.CHECKING, Stage.CHECKED}:
        raise RuleError("This file was imported or given up already.")
    problem = problem_with(mapped, has_kind=kind is not None)
    if problem:
        raise RuleError(problem)
    batch.mapping = mapping_of(batch.mapping["heads"], mapped, form, kind)
    batch.stage, batch.found, batch.done = Stage.CHECKING, None, 0
    return batch


def held(work: Work, person_id: UUID, batch_id: UUID) -> ImportBatch:
    batch = store.locked(work.session, person_id, batch_id)
    if batch is None:
        raise NotFoundError("There is no such import.")
    return batch


def is_short(batch: ImportBatch) -> bool:
    """Say whether a file is read while its owner waits, or by the job."""
    return batch.rows <= AT_ONCE


def confirm(work: Work, person_id: UUID, batch_id: UUID, choices: Choices) -> ImportBatch:
    """Say yes to what the check found. Twice is once."""
    batch = held(work, person_id, batch_id)
    if batch.stage is not Stage.CHECKED:
        return batch
    if (batch.found or {}).get("stop"):
        raise RuleError(batch.found["stop"] if batch.found else "")
    batch.choices, batch.stage, batch.done = asdict(choices), Stage.IMPORTING, 0
    return batch


def give_up(work: Work, person_id: UUID, batch_id: UUID) -> None:
    """Forget a file that was not imported. Twice changes nothing."""
    batch = held(work, person_id, batch_id)
    if batch.stage not in {Stage.COLUMNS, Stage.CHECKING, Stage.CHECKED}:
        return
    batch.stage, batch.content = Stage.GIVEN_UP, None
    work.announce(ImportGivenUp(batch=batch.id, person=person_id))


@dataclass(frozen=True)
class Undone:
    """How many entries were withdrawn, and how many papers, declarations, days away and months."""

    entries: int
    besides: int


def undo(work: Work, person_id: UUID, batch_id: UUID, *, with_changed: bool) -> Undone:
    """Withdraw what an import brought; what was changed since only where that is wanted."""
    batch = held(work, person_id, batch_id)
    if batch.stage is not Stage.IMPORTED:
        raise RuleError("This import was undone already.")
    changed = store.changed(work.session, person_id, batch_id)
    keep = set() if with_changed else {row.id for row in changed}
    batch.stage, batch.undone_at, batch.content = Stage.UNDONE, work.at, None
    besides = take_besides_back(work, person_id, batch_id, with_changed=with_changed)
    return Undone(take_back(work, person_id, batch_id, keep), besides)


def clear(work: Work) -> int:
    """Forget files that nobody has imported or mended for a week."""
    return store.clear(work.session, work.at - KEPT_FOR)
