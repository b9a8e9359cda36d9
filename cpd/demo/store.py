from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.certificates.models import Certificate
from cpd.people.models import Person
from cpd.records.models import Entry
from cpd.records.rules.kinds import EntryKind


def is_empty(session: Session) -> bool:
    return session.scalar(select(Person.id).limit(1)) is None


def person(session: Session, email: str) -> Person:
    return session.scalars(select(Person).where(Person.email == email)).one()


def entries(session: Session, person_id: UUID, kind: EntryKind) -> list[Entry]:
    """Return somebody's entries of a kind, the latest first."""
    query = select(Entry).where(Entry.person_id == person_id, Entry.kind == kind)
    return list(session.scalars(query.order_by(Entry.done_on.desc(), Entry.id)))


def serial_of(session: Session, name: str) -> str:
    """Return the serial of the one certificate of the one person of this name."""
    query = select(Certificate.serial).join(Person, Person.id == Certificate.person_id)
    return session.scalars(query.where(Person.name == name)).one()
