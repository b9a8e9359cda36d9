from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cpd.records.models import Entry, Supervisor
from cpd.records.rules.kinds import EntryKind


def supervisors(session: Session, person_id: UUID) -> Sequence[Supervisor]:
    """Return somebody's supervisors, the present ones first, by name."""
    query = select(Supervisor).where(Supervisor.person_id == person_id)
    return session.scalars(
        query.order_by(Supervisor.ended_on.is_not(None), Supervisor.name, Supervisor.id)
    ).all()


def supervisor(session: Session, person_id: UUID, supervisor_id: UUID) -> Supervisor | None:
    """Return the person's own supervisor; somebody else's is not found."""
    return session.scalar(_supervisor(person_id, supervisor_id))


def supervisor_locked(session: Session, person_id: UUID, supervisor_id: UUID) -> Supervisor | None:
    """Return the same, fresh, and hold it until the transaction ends."""
    query = _supervisor(person_id, supervisor_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def _supervisor(person_id: UUID, supervisor_id: UUID) -> Select[Supervisor]:
    return select(Supervisor).where(
        Supervisor.id == supervisor_id, Supervisor.person_id == person_id
    )


def supervisor_called(
    session: Session, person_id: UUID, name: str, email: str | None
) -> Supervisor | None:
    query = select(Supervisor).where(
        Supervisor.person_id == person_id,
        Supervisor.name == name,
        Supervisor.email == email if email else Supervisor.email.is_(None),
    )
    return session.scalars(query.order_by(Supervisor.added_at).limit(1)).first()


def is_session(session: Session, person_id: UUID, entry_id: UUID) -> bool:
    """Say whether this is a supervision session in somebody's own log."""
    query = select(Entry.id).where(
        Entry.id == entry_id,
        Entry.person_id == person_id,
        Entry.kind == EntryKind.SUPERVISION,
    )
    return session.scalar(query) is not None


def last_sessions(session: Session, person_id: UUID, most: int) -> Sequence[Entry]:
    """Return the last supervision sessions that count, newest first."""
    query = select(Entry).where(
        Entry.person_id == person_id,
        Entry.kind == EntryKind.SUPERVISION,
        Entry.withdrawn_at.is_(None),
    )
    return session.scalars(
        query.order_by(Entry.done_on.desc(), Entry.logged_at.desc(), Entry.id).limit(most)
    ).all()


def taken_to(session: Session, person_id: UUID, session_id: UUID) -> Sequence[Entry]:
    """Return the dilemmas that were taken to this session."""
    query = select(Entry).where(
        Entry.person_id == person_id,
        Entry.taken_to_id == session_id,
        Entry.withdrawn_at.is_(None),
    )
    return session.scalars(query.order_by(Entry.done_on, Entry.id)).all()
