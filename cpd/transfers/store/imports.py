from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session, undefer

from cpd.attestations.models import Attestation
from cpd.evidence.models import Evidence
from cpd.people.models import Person
from cpd.records.models import Entry, Supervisor
from cpd.records.rules.entries import Logged
from cpd.records.rules.kinds import EntryKind
from cpd.transfers.models import ImportBatch
from cpd.transfers.rules.lines import Key, key_of
from cpd.transfers.rules.stages import OPEN, RUNNING, Stage

SHOWN = (
    ImportBatch.id, ImportBatch.file_name, ImportBatch.stage, ImportBatch.rows,
    ImportBatch.entries, ImportBatch.left_out, ImportBatch.uploaded_at, ImportBatch.imported_at,
    ImportBatch.undone_at,
)  # fmt: skip


def batches(session: Session, person_id: UUID, most: int) -> Sequence[Any]:
    """Return somebody's imports, the last one first; not those they gave up."""
    query = select(*SHOWN).where(
        ImportBatch.person_id == person_id, ImportBatch.stage != Stage.GIVEN_UP
    )
    return session.execute(query.order_by(ImportBatch.uploaded_at.desc()).limit(most)).all()


def batch(session: Session, person_id: UUID, batch_id: UUID) -> ImportBatch | None:
    """Return the person's own import; somebody else's is not found."""
    return session.scalar(_mine(person_id, batch_id))


def with_content(session: Session, person_id: UUID, batch_id: UUID) -> ImportBatch | None:
    return session.scalar(_mine(person_id, batch_id).options(undefer(ImportBatch.content)))


def has_content(session: Session, batch_id: UUID) -> bool:
    query = select(ImportBatch.id).where(
        ImportBatch.id == batch_id, ImportBatch.content.is_not(None)
    )
    return session.scalar(query) is not None


def locked(session: Session, person_id: UUID, batch_id: UUID) -> ImportBatch | None:
    """Return the same, fresh, and hold it until the transaction ends."""
    query = _mine(person_id, batch_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def _mine(person_id: UUID, batch_id: UUID) -> Select[ImportBatch]:
    return select(ImportBatch).where(ImportBatch.id == batch_id, ImportBatch.person_id == person_id)


def mappings(session: Session, person_id: UUID, most: int) -> Sequence[dict[str, Any]]:
    """Return how somebody's last files were read."""
    query = select(ImportBatch.mapping).where(
        ImportBatch.person_id == person_id, ImportBatch.stage != Stage.COLUMNS
    )
    return session.scalars(query.order_by(ImportBatch.uploaded_at.desc()).limit(most)).all()


def open_batches(session: Session, person_id: UUID) -> int:
    query = select(func.count(ImportBatch.id)).where(
        ImportBatch.person_id == person_id, ImportBatch.stage.in_(OPEN)
    )
    return session.scalar(query) or 0


def next_running(session: Session, tried: Collection[UUID] = ()) -> tuple[UUID, UUID] | None:
    """Return the import that has waited longest to be read, and whose it is."""
    query = select(ImportBatch.id, ImportBatch.person_id).where(
        ImportBatch.stage.in_(RUNNING), ImportBatch.id.not_in(tried)
    )
    row = session.execute(query.order_by(ImportBatch.uploaded_at).limit(1)).first()
    return None if row is None else (row.id, row.person_id)


def note_done(session: Session, batch_id: UUID, done: int) -> None:
    session.execute(update(ImportBatch).where(ImportBatch.id == batch_id).values(done=done))


def clear(session: Session, before: datetime) -> int:
    """Forget the content of files that lie since then; return how many that were."""
    lying = update(ImportBatch).where(
        ImportBatch.content.is_not(None), ImportBatch.uploaded_at < before
    )
    given_up = select(ImportBatch.id).where(
        ImportBatch.uploaded_at < before, ImportBatch.stage.in_(OPEN)
    )
    ids = session.scalars(lying.values(content=None).returning(ImportBatch.id)).all()
    session.execute(
        update(ImportBatch).where(ImportBatch.id.in_(given_up)).values(stage=Stage.GIVEN_UP),
        execution_options={"synchronize_session": False},
    )
    return len(ids)


# What is in the log already


def time_zone(session: Session, person_id: UUID) -> str:
    return session.execute(select(Person.time_zone).where(Person.id == person_id)).scalar_one()


def supervisors(session: Session, person_id: UUID) -> frozenset[UUID]:
    return frozenset(
        session.scalars(select(Supervisor.id).where(Supervisor.person_id == person_id))
    )


def known(
    session: Session, person_id: UUID, but: UUID
) -> tuple[frozenset[UUID], frozenset[Key], frozenset[UUID]]:
    """Return the ids of what stands in the log, what it says, and which are sessions.

    What came by the import `but` is left aside: its own lines are no repetition of themselves.
    """
    query = select(
        Entry.id, Entry.kind, Entry.done_on, Entry.title, Entry.provider, Entry.minutes
    ).where(
        Entry.person_id == person_id,
        Entry.withdrawn_at.is_(None),
        or_(Entry.batch_id.is_(None), Entry.batch_id != but),
    )
    ids, keys, sessions = set(), set(), set()
    for row in session.execute(query):
        ids.add(row.id)
        keys.add(key_of(Logged(kind=row.kind, done_on=row.done_on, title=row.title,
                               provider=row.provider, minutes=row.minutes)))  # fmt: skip
        if row.kind is EntryKind.SUPERVISION:
            sessions.add(row.id)
    return frozenset(ids), frozenset(keys), frozenset(sessions)


# What has become of an import


def _changed() -> ColumnElement[bool]:
    """Say in SQL that something was done to an entry since it was imported."""
    return or_(
        Entry.version > 1,
        exists().where(Evidence.entry_id == Entry.id, Evidence.removed_at.is_(None)),
        exists().where(Attestation.entry_id == Entry.id),
    )


def standing(session: Session, person_id: UUID, batch_id: UUID) -> int:
    query = select(func.count(Entry.id)).where(_of(person_id, batch_id))
    return session.scalar(query) or 0


def changed(session: Session, person_id: UUID, batch_id: UUID) -> Sequence[Any]:
    """Return the entries of an import that were changed, evidenced or attested since."""
    query = select(Entry.id, Entry.title, Entry.done_on, Entry.version).where(
        _of(person_id, batch_id), _changed()
    )
    return session.execute(query.order_by(Entry.done_on, Entry.id)).all()


def _of(person_id: UUID, batch_id: UUID) -> ColumnElement[bool]:
    return and_(
        Entry.person_id == person_id, Entry.batch_id == batch_id, Entry.withdrawn_at.is_(None)
    )
