from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cpd.catalogue.models import ContentFinding, ModuleVersion


def current(session: Session) -> Sequence[ModuleVersion]:
    """Return the current version of every module, by title."""
    query = select(ModuleVersion).where(ModuleVersion.retired_at.is_(None))
    return session.scalars(query.order_by(ModuleVersion.title)).all()


def current_one(session: Session, module_key: str) -> ModuleVersion | None:
    """Return the current version of one module."""
    query = select(ModuleVersion).where(
        ModuleVersion.module_key == module_key, ModuleVersion.retired_at.is_(None)
    )
    return session.scalar(query)


def by_hash(session: Session, content_hash: str) -> ModuleVersion | None:
    return session.scalar(select(ModuleVersion).where(ModuleVersion.content_hash == content_hash))


def findings(session: Session) -> Sequence[ContentFinding]:
    query = select(ContentFinding).order_by(ContentFinding.file, ContentFinding.line)
    return session.scalars(query).all()


def forget_findings(session: Session) -> None:
    session.execute(delete(ContentFinding))
