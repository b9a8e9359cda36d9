from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, select, update
from sqlalchemy.orm import Session, joinedload

from cpd.db import Base, insert_into
from cpd.evidence.models import Evidence, StoredFile
from cpd.evidence.rules.files import Clean
from cpd.records.models import Entry
from cpd.records.rules.kinds import EntryKind

STANDS = Evidence.removed_at.is_(None)


def entries_with(session: Session, person_ids: Collection[UUID]) -> set[UUID]:
    """Return which entries of these people have any evidence that stands."""
    query = select(Evidence.entry_id).where(Evidence.person_id.in_(person_ids), STANDS)
    return set(session.scalars(query.distinct()))


def entry_lacks() -> ColumnElement[bool]:
    """Say in SQL that an entry should have evidence and has none that stands."""
    has_some = exists().where(Evidence.entry_id == Entry.id, STANDS)
    return and_(Entry.kind == EntryKind.ACTIVITY, Entry.withdrawn_at.is_(None), ~has_some)


def entry(session: Session, person_id: UUID, entry_id: UUID) -> Entry | None:
    """Return the person's own entry; somebody else's is not found."""
    return session.scalar(_entry(person_id, entry_id))


def entry_locked(session: Session, person_id: UUID, entry_id: UUID) -> Entry | None:
    """Return the same, fresh, and let those who add evidence to it come one after the other."""
    query = _entry(person_id, entry_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def _entry(person_id: UUID, entry_id: UUID) -> Select[Entry]:
    return select(Entry).where(Entry.id == entry_id, Entry.person_id == person_id)


def of_entry(session: Session, person_id: UUID, entry_id: UUID) -> Sequence[Evidence]:
    """Return all evidence of an entry, what was removed too, in the order it was added."""
    query = select(Evidence).where(Evidence.person_id == person_id, Evidence.entry_id == entry_id)
    query = query.options(joinedload(Evidence.file))
    return session.scalars(query.order_by(Evidence.added_at, Evidence.id)).all()


def mine(session: Session, person_id: UUID, evidence_id: UUID) -> Evidence | None:
    """Return the person's own; somebody else's is not found."""
    return session.scalar(_mine(person_id, evidence_id))


def mine_locked(session: Session, person_id: UUID, evidence_id: UUID) -> Evidence | None:
    """Return the same, fresh, and hold it until the transaction ends."""
    query = _mine(person_id, evidence_id).with_for_update(of=Evidence)
    return session.scalar(query.execution_options(populate_existing=True))


def _mine(person_id: UUID, evidence_id: UUID) -> Select[Evidence]:
    query = select(Evidence).where(Evidence.id == evidence_id, Evidence.person_id == person_id)
    return query.options(joinedload(Evidence.file), joinedload(Evidence.entry))


def bytes_of(session: Session, person_id: UUID) -> int:
    """Return how much somebody's files take that stand, each counted once."""
    theirs = select(Evidence.sha256).where(Evidence.person_id == person_id, STANDS)
    query = select(func.sum(StoredFile.size)).where(StoredFile.sha256.in_(theirs))
    return session.scalar(query) or 0


def add_file_once(session: Session, sha256: str, clean: Clean, at: datetime) -> None:
    """Note that a file is stored; if it was erased before, it is there again.

    Stored anew it is young, so that who clears away at this moment lets go of it.
    """
    values = {
        "sha256": sha256,
        "media_type": clean.media.value,
        "size": len(clean.content),
        "stored_at": at,
        "erased_at": None,
    }
    upsert = insert_into(session, StoredFile).values(**values)
    again = {"erased_at": None, "stored_at": at}
    session.execute(upsert.on_conflict_do_update(index_elements=["sha256"], set_=again))


def keep_again(session: Session, sha256: str, at: datetime) -> bool:
    """Make a stored file young again; False if it was erased. Who clears away waits for us."""
    kept = update(StoredFile).where(StoredFile.sha256 == sha256, StoredFile.erased_at.is_(None))
    again = kept.values(stored_at=at).returning(StoredFile.sha256)
    return session.scalar(again.execution_options(synchronize_session=False)) is not None


# Clearing away


def forgotten(session: Session, before: datetime, most: int) -> Sequence[StoredFile]:
    """Return, and hold, files that nothing stands for since then, whatever table spoke of them."""
    spoken_of = exists().where(
        Evidence.sha256 == StoredFile.sha256, (Evidence.removed_at >= before) | STANDS
    )
    query = select(StoredFile).where(
        StoredFile.erased_at.is_(None), StoredFile.stored_at < before, ~spoken_of, *_elsewhere()
    )
    return session.scalars(query.order_by(StoredFile.sha256).limit(most).with_for_update()).all()


def _elsewhere() -> list[ColumnElement[bool]]:
    """Say for every other table that refers to stored files that it does not refer to this one."""
    columns = [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if table.name != Evidence.__tablename__
        and any(key.target_fullname == "stored_file.sha256" for key in column.foreign_keys)
    ]
    return [~exists().where(column == StoredFile.sha256) for column in columns]


def claim_orphan(session: Session, sha256: str, at: datetime) -> bool:
    """Take a file's name, if no row has it: who would store it now waits until we are done."""
    insert = insert_into(session, StoredFile).values(
        sha256=sha256, media_type="", size=0, stored_at=at
    )
    once = insert.on_conflict_do_nothing(index_elements=["sha256"])
    return session.scalar(once.returning(StoredFile.sha256)) is not None


def is_erased(session: Session, sha256: str) -> bool:
    """Say whether this file should not be there any more; hold its row if so."""
    query = select(StoredFile.sha256).where(
        and_(StoredFile.sha256 == sha256, StoredFile.erased_at.is_not(None))
    )
    return session.scalar(query.with_for_update()) is not None


def forget(session: Session, sha256: str) -> None:
    session.execute(delete(StoredFile).where(StoredFile.sha256 == sha256))


def stored(session: Session) -> Sequence[str]:
    """Return the names of all files that should be there."""
    query = select(StoredFile.sha256).where(StoredFile.erased_at.is_(None))
    return session.scalars(query.order_by(StoredFile.sha256)).all()
