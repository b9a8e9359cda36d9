"""Who belongs where, as what: joined, left, granted, ended."""

from collections.abc import Collection
from uuid import UUID

from cpd.kernel.errors import NotFoundError, RuleError
from cpd.people import store
from cpd.people.events import MembershipBegan, MembershipEnded
from cpd.people.models import Membership, Organisation, Person
from cpd.people.rules import OrganisationKind, Role, may_be_granted
from cpd.work import Work


def begin_membership(
    work: Work,
    person: Person,
    organisation: Organisation,
    role: Role,
    *,
    member_number: str | None = None,
) -> Membership:
    """Begin a membership today; one that holds already is given back as it is."""
    store.lock_organisation(work.session, organisation.id)
    held = store.membership(work.session, person.id, organisation.id, role)
    if held is not None:
        return held
    begun = Membership(
        person_id=person.id,
        organisation_id=organisation.id,
        role=role,
        member_number=member_number,
        began_on=work.today(person.time_zone),
    )
    work.session.add(begun)
    work.session.flush()
    work.announce(MembershipBegan(person=person.id, organisation=organisation.id, role=role))
    return begun


def end_membership(
    work: Work, person: Person, organisation_id: UUID, role: Role
) -> Membership | None:
    """End it today, where they live. Without one there is nothing to end."""
    held = store.membership(work.session, person.id, organisation_id, role)
    if held is None:
        return None
    held.ended_on = max(held.began_on, work.today(person.time_zone))
    work.session.flush()
    work.announce(MembershipEnded(person=person.id, organisation=organisation_id, role=role))
    return held


def join(work: Work, person_id: UUID, body_id: UUID, member_number: str | None) -> Organisation:
    """Let a body's assessors see this person's certificates. Joining again gives a new number."""
    person, body = one(work, person_id), a_body(work, body_id)
    held = begin_membership(work, person, body, person.role, member_number=member_number)
    held.member_number = member_number
    return body


def leave(work: Work, person_id: UUID, body_id: UUID) -> Organisation:
    """Stop sharing with this body. Whoever assesses for it goes on doing so."""
    person, body = one(work, person_id), a_body(work, body_id)
    for role in (Role.TRAINEE, Role.PRACTITIONER):
        end_membership(work, person, body.id, role)
    return body


def grant(
    work: Work, mine: Collection[UUID], person_id: UUID, organisation_id: UUID, role: Role
) -> Membership:
    """Give a role, in the name of an administrator of the organisations `mine`."""
    where = store.administered(work.session, mine)
    person = store.person_in(work.session, where, person_id)
    organisation = next((each for each in where if each.id == organisation_id), None)
    if person is None or organisation is None:
        raise NotFoundError("There is no such person or organisation among yours.")
    if role not in may_be_granted(organisation.kind):
        raise RuleError(f"The role {role} cannot be given in {organisation.name}.")
    return begin_membership(work, person, organisation, role)


def end_role(work: Work, mine: Collection[UUID], membership_id: UUID) -> Membership:
    """Take a role back, in the name of an administrator. The last administrator stays."""
    where = store.administered(work.session, mine)
    held = store.membership_in(work.session, where, membership_id)
    if held is None:
        raise NotFoundError("There is no such role among those of your organisations.")
    if held.role not in may_be_granted(held.organisation.kind):
        raise RuleError("Only a role that was given can be taken back.")
    store.lock_organisation(work.session, held.organisation_id)
    if held.role is Role.ADMINISTRATOR and is_last_administrator(work, held):
        raise RuleError(
            f"{held.person.name} is the last administrator of {held.organisation.name}. "
            "Make somebody else an administrator first."
        )
    end_membership(work, held.person, held.organisation_id, held.role)
    return held


def is_last_administrator(work: Work, held: Membership) -> bool:
    return store.holders(work.session, held.organisation_id, Role.ADMINISTRATOR) <= 1


def one(work: Work, person_id: UUID) -> Person:
    person = store.by_id(work.session, person_id)
    if person is None:
        raise NotFoundError("There is no such person.")
    return person


def a_body(work: Work, body_id: UUID) -> Organisation:
    body = store.organisation_by_id(work.session, body_id)
    if body is None or body.kind is not OrganisationKind.BODY:
        raise NotFoundError("There is no such accreditation body.")
    return body
