"""How somebody comes in: by registering and confirming the address, or added by an operator."""

from dataclasses import dataclass, field
from uuid import uuid4

from cpd.kernel.errors import RuleError
from cpd.letters.service import queue
from cpd.people import mail, store
from cpd.people.events import AddressConfirmed, PersonRegistered
from cpd.people.models import Organisation, Person
from cpd.people.rules import SITE, Purpose, Registration, Role, may_be_granted
from cpd.people.service.links import new_link, use
from cpd.people.service.memberships import begin_membership
from cpd.people.service.organisations import site_organisation
from cpd.work import Work

BASE_ROLES = (Role.TRAINEE, Role.PRACTITIONER)


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Whom an operator adds. `organisation` is a key; an elevated role is held there."""

    name: str
    email: str
    role: Role
    password_hash: str = field(repr=False)
    time_zone: str = "Europe/London"
    organisation: str = SITE


def register(work: Work, registration: Registration, password_hash: str) -> None:
    """Owe the owner of the address a letter; only they learn whether we knew it.

    An address that was not confirmed yet takes the new name and password, and its older links end.
    """
    facts = {
        "name": registration.name,
        "role": registration.role,
        "time_zone": registration.time_zone,
        "password_hash": password_hash,
        "registered_at": work.at,
    }
    new = {"id": uuid4(), "email": registration.email, "version": 1}
    is_new = store.add_unless_known(work.session, new | facts)
    person = store.change_by_email(work.session, registration.email)
    if person is None:
        raise LookupError("a person was added and does not show")
    if person.confirmed_at is not None:
        queue(work, mail.already_registered(person, work.at))
        return
    if not is_new:
        for name, value in facts.items():
            setattr(person, name, value)
    work.announce(PersonRegistered(person=person.id))
    send_confirmation(work, person)


def send_confirmation(work: Work, person: Person) -> None:
    queue(work, mail.confirm_address(person, new_link(work, person, Purpose.CONFIRM_ADDRESS)))


def confirm(work: Work, token: str, *, site_name: str) -> Person:
    """Believe the address, because its owner opened the letter."""
    person = use(work, token, Purpose.CONFIRM_ADDRESS)
    settle(work, person, site_organisation(work, site_name))
    return person


def settle(work: Work, person: Person, organisation: Organisation) -> None:
    """Confirm the address and begin the membership that comes with it, if that is still to do."""
    if person.confirmed_at is not None:
        return
    person.confirmed_at = work.at
    work.session.flush()
    work.announce(AddressConfirmed(person=person.id))
    begin_membership(work, person, organisation, person.role)


def add(work: Work, newcomer: Newcomer, *, site_name: str) -> Person:
    """Add a confirmed person with their memberships; the site's organisation is made if absent.

    Somebody from a body (an assessor) belongs to the body alone; everybody else to their
    organisation in their base role, and in the further role if one is given.
    """
    site = site_organisation(work, site_name)
    where = store.organisation_by_key(work.session, newcomer.organisation)
    if where is None:
        raise RuleError(f"There is no organisation with the key “{newcomer.organisation}”.")
    is_base = newcomer.role in BASE_ROLES
    if not is_base and newcomer.role not in may_be_granted(where.kind):
        raise RuleError(f"The role {newcomer.role} cannot be held in {where.name}.")
    person = add_person(work, newcomer, newcomer.role if is_base else Role.PRACTITIONER)
    if newcomer.role is not Role.ASSESSOR:
        begin_membership(work, person, site if is_base else where, person.role)
    if where.id != site.id or not is_base:
        begin_membership(work, person, where, newcomer.role)
    return person


def add_person(work: Work, newcomer: Newcomer, base_role: Role) -> Person:
    facts = {
        "id": uuid4(),
        "name": newcomer.name,
        "email": newcomer.email,
        "role": base_role,
        "time_zone": newcomer.time_zone,
        "password_hash": newcomer.password_hash,
        "registered_at": work.at,
        "confirmed_at": work.at,
        "version": 1,
    }
    if not store.add_unless_known(work.session, facts):
        raise RuleError(f"There is somebody with the address {newcomer.email} already.")
    person = store.change_by_email(work.session, newcomer.email)
    if person is None:
        raise LookupError("a person was added and does not show")
    work.announce(PersonRegistered(person=person.id))
    work.announce(AddressConfirmed(person=person.id))
    return person
