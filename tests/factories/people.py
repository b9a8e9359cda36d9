from datetime import UTC, date, datetime
from itertools import count

from sqlalchemy import select

from cpd.people.models import Membership, Organisation, Person
from cpd.people.rules import SITE, OrganisationKind, Role

_number = count(1)
BASE_ROLES = {Role.TRAINEE, Role.PRACTITIONER}
THEN = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


def an_organisation(session, **given) -> Organisation:
    n = next(_number)
    usual = {"key": f"org-{n}", "name": f"Organisation {n}", "kind": OrganisationKind.PROVIDER}
    organisation = Organisation(**(usual | given))
    session.add(organisation)
    session.flush()
    return organisation


def a_person(session, *, role=Role.TRAINEE, of=None, **given) -> Person:
    """Somebody. A role beyond trainee and practitioner is held in `of`, or one made for it."""
    n = next(_number)
    usual = {
        "name": f"Person {n}",
        "email": f"p{n}@example.org",
        "time_zone": "UTC",
        "password_hash": "-",
        "registered_at": THEN,
        "confirmed_at": THEN,
        "role": role if role in BASE_ROLES else Role.PRACTITIONER,
    }
    person = Person(**(usual | given))
    session.add(person)
    session.flush()
    if role not in BASE_ROLES:
        a_membership(session, person, of or usual_place(session, role), role=role)
    elif of is not None:
        a_membership(session, person, of, role=role)
    return person


def usual_place(session, role) -> Organisation:
    """Where a further role is held unless the test says: a new body, or the site's own provider."""
    if role is Role.ASSESSOR:
        return an_organisation(session, kind=OrganisationKind.BODY)
    site = session.scalar(select(Organisation).where(Organisation.key == SITE))
    return site or an_organisation(session, key=SITE)


def a_membership(session, person, organisation, *, role=Role.PRACTITIONER, **given) -> Membership:
    usual = {"began_on": date(2026, 1, 5), "role": role}
    membership = Membership(person_id=person.id, organisation_id=organisation.id, **(usual | given))
    session.add(membership)
    session.flush()
    return membership
