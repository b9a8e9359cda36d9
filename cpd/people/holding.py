"""Who holds a sign-in's token: what every request of somebody signed in asks first."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from cpd.people.models import Membership, Organisation, Person, SignIn

# One query, put together once: loading the objects took a quarter of what saving an answer takes.
_HOLDER = (
    select(
        SignIn.id.label("sign_in_id"), SignIn.began_at, SignIn.seen_at,
        Person.id, Person.name, Person.email, Person.time_zone, Person.role,
        Membership.organisation_id, Membership.role.label("held"),
        Organisation.key.label("organisation"),
    )
    .join(SignIn.person)
    .outerjoin(
        Membership, and_(Membership.person_id == Person.id, Membership.ended_on.is_(None))
    )
    .outerjoin(Membership.organisation)
    .where(SignIn.token_sha256 == bindparam("token_sha256"), SignIn.ended_at.is_(None))
)  # fmt: skip


def holder(session: Session, token_sha256: str) -> Sequence[Any]:
    """Return the sign-in that still holds and its person, once for each membership they have."""
    return session.execute(_HOLDER, {"token_sha256": token_sha256}).all()
