from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cpd.documents.models import DeclarationMade, Paper
from cpd.evidence.models import StoredFile
from cpd.people.models import Person


def papers(session: Session, person_id: UUID) -> Sequence[Paper]:
    """Return somebody's papers, withdrawn ones too, the latest first."""
    query = select(Paper).where(Paper.person_id == person_id)
    rows = session.scalars(query.order_by(Paper.added_at.desc(), Paper.id)).all()
    return sorted(rows, key=lambda one: one.first_on or one.issued_on or one.added_at.date())[::-1]


def declarations(session: Session, person_id: UUID) -> Sequence[DeclarationMade]:
    query = select(DeclarationMade).where(DeclarationMade.person_id == person_id)
    order = (DeclarationMade.happened_on.desc(), DeclarationMade.made_at.desc())
    return session.scalars(query.order_by(*order)).all()


def my_paper(session: Session, person_id: UUID, paper_id: UUID) -> Paper | None:
    """Return the person's own paper; somebody else's is not found."""
    return session.scalar(_my_paper(person_id, paper_id))


def my_paper_locked(session: Session, person_id: UUID, paper_id: UUID) -> Paper | None:
    """Return the same, fresh, and hold it until the transaction ends."""
    query = _my_paper(person_id, paper_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def _my_paper(person_id: UUID, paper_id: UUID) -> Select[Paper]:
    return select(Paper).where(Paper.id == paper_id, Paper.person_id == person_id)


def my_declaration(
    session: Session, person_id: UUID, declaration_id: UUID
) -> DeclarationMade | None:
    query = select(DeclarationMade).where(
        DeclarationMade.id == declaration_id, DeclarationMade.person_id == person_id
    )
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def by_source(session: Session, person_id: UUID, source_ref: str) -> Paper | None:
    query = select(Paper).where(Paper.person_id == person_id, Paper.source_ref == source_ref)
    return session.scalar(query)


def declared_by_source(
    session: Session, person_id: UUID, source_ref: str
) -> DeclarationMade | None:
    query = select(DeclarationMade).where(
        DeclarationMade.person_id == person_id, DeclarationMade.source_ref == source_ref
    )
    return session.scalar(query)


def hold(session: Session, person_id: UUID) -> None:
    """Let nobody else write this person's papers until the transaction ends."""
    session.scalar(select(Person.id).where(Person.id == person_id).with_for_update())


def kept_file(session: Session, sha256: str) -> StoredFile | None:
    return session.get(StoredFile, sha256)
