"""What people change about themselves: profile, password, address."""

from uuid import UUID

from cpd.kernel.errors import NotFoundError, RuleError
from cpd.letters.service import queue
from cpd.people import mail, store
from cpd.people.events import AddressChanged, PasswordChanged, ProfileChanged
from cpd.people.models import Person
from cpd.people.rules import Profile, Purpose
from cpd.people.service.links import new_link, use
from cpd.people.service.organisations import site_organisation
from cpd.people.service.registering import settle
from cpd.people.service.signing import end_others
from cpd.work import Work

CHANGED_ELSEWHERE = "Your account was changed in another tab meanwhile."
EVERY_LINK = frozenset(Purpose)


def change_profile(work: Work, person_id: UUID, profile: Profile) -> None:
    """Change name and time zone. Issued certificates keep the name they were issued with."""
    person = mine(work, person_id)
    if person.version != profile.version:
        raise RuleError(CHANGED_ELSEWHERE)
    person.name, person.time_zone = profile.name, profile.time_zone
    person.version += 1
    work.session.flush()
    work.announce(ProfileChanged(person=person.id, version=person.version))


def change_password(
    work: Work, person_id: UUID, *, old_hash: str, new_hash: str, but: UUID | None
) -> None:
    """Change the password whose hash was `old_hash`; every sign-in ends save `but`."""
    person = mine(work, person_id)
    if person.password_hash != old_hash:
        raise RuleError("Your password was changed in another tab meanwhile.")
    put_password(work, person, new_hash, but=but)


def ask_reset(work: Work, email: str) -> None:
    """Owe the owner of the address a letter with a link, if there is one. Nobody else learns."""
    person = store.change_by_email(work.session, email)
    if person is not None:
        link = new_link(work, person, Purpose.RESET_PASSWORD)
        queue(work, mail.reset_password(person, link))


def reset_password(work: Work, token: str, new_hash: str, *, site_name: str) -> Person:
    """Set the password by the link in a letter, which proves the address as well."""
    person = use(work, token, Purpose.RESET_PASSWORD)
    settle(work, person, site_organisation(work, site_name))
    put_password(work, person, new_hash, but=None)
    return person


def put_password(work: Work, person: Person, new_hash: str, *, but: UUID | None) -> None:
    person.password_hash = new_hash
    store.void_links(work.session, person.id, EVERY_LINK, work.at)
    end_others(work, person.id, but=but)
    work.announce(PasswordChanged(person=person.id))
    queue(work, mail.password_changed(person, work.at))


def ask_new_address(work: Work, person_id: UUID, email: str) -> None:
    """Write to the new address; nothing changes until its owner opens the link there."""
    person = mine(work, person_id)
    known = store.by_email(work.session, email)
    if known is not None:
        queue(work, mail.already_registered(known, work.at))
        return
    link = new_link(work, person, Purpose.NEW_ADDRESS, bound_to=email)
    queue(work, mail.new_address(person, link, email))


def change_address(work: Work, token: str, email: str) -> Person:
    """Change to the address the link was sent to, and tell the old one."""
    person = use(work, token, Purpose.NEW_ADDRESS, bound_to=email)
    if store.by_email(work.session, email) is not None:
        raise RuleError("This address belongs to another account meanwhile.")
    queue(work, mail.address_changed(person, email, work.at))
    person.email = email
    person.version += 1
    work.session.flush()
    work.announce(AddressChanged(person=person.id))
    return person


def mine(work: Work, person_id: UUID) -> Person:
    person = store.change_by_id(work.session, person_id)
    if person is None:
        raise NotFoundError("There is no such person.")
    return person
