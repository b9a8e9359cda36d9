from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.certificates.models import Certificate
from cpd.people.models import Person


def is_empty(session: Session) -> bool:
    return session.scalar(select(Person.id).limit(1)) is None


def person(session: Session, email: str) -> Person:
    return session.scalars(select(Person).where(Person.email == email)).one()


def serial_of(session: Session, name: str) -> str:
    """Return the serial of the one certificate of the one person of this name."""
    query = select(Certificate.serial).join(Person, Person.id == Certificate.person_id)
    return session.scalars(query.where(Person.name == name)).one()
