from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from cpd.records.models import EntryTemplate


def templates(session: Session, person_id: UUID, most: int) -> Sequence[EntryTemplate]:
    """Return somebody's templates, the most used first."""
    query = select(EntryTemplate).where(
        EntryTemplate.person_id == person_id, EntryTemplate.deleted_at.is_(None)
    )
    by = (EntryTemplate.used.desc(), EntryTemplate.name, EntryTemplate.id)
    return session.scalars(query.order_by(*by).limit(most)).all()


def deleted_templates(
    session: Session, person_id: UUID, since: datetime
) -> Sequence[EntryTemplate]:
    query = select(EntryTemplate).where(
        EntryTemplate.person_id == person_id, EntryTemplate.deleted_at > since
    )
    return session.scalars(query.order_by(EntryTemplate.deleted_at.desc())).all()


def template(session: Session, person_id: UUID, template_id: UUID) -> EntryTemplate | None:
    """Return the person's own template, a deleted one too; somebody else's is not found."""
    query = select(EntryTemplate).where(
        EntryTemplate.id == template_id, EntryTemplate.person_id == person_id
    )
    return session.scalar(query)


def count_templates(session: Session, person_id: UUID) -> int:
    query = select(func.count()).select_from(EntryTemplate)
    query = query.where(EntryTemplate.person_id == person_id, EntryTemplate.deleted_at.is_(None))
    return session.execute(query).scalar_one()


def template_called(session: Session, person_id: UUID, name: str) -> EntryTemplate | None:
    query = select(EntryTemplate).where(
        EntryTemplate.person_id == person_id,
        EntryTemplate.name == name,
        EntryTemplate.deleted_at.is_(None),
    )
    return session.scalars(query.limit(1)).first()


def count_use(session: Session, person_id: UUID, template_id: UUID) -> None:
    mine = update(EntryTemplate).where(
        EntryTemplate.id == template_id, EntryTemplate.person_id == person_id
    )
    session.execute(mine.values(used=EntryTemplate.used + 1))


def drop_templates(session: Session, deleted_before: datetime) -> int:
    done = session.execute(delete(EntryTemplate).where(EntryTemplate.deleted_at < deleted_before))
    return done.rowcount if isinstance(done, CursorResult) else 0
