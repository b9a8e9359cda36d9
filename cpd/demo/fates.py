"""What becomes of certificates, so that each answer of the public check can be seen."""

from uuid import UUID, uuid4

from cpd.certificates import service as certificates
from cpd.certificates.rules.life import NameShown
from cpd.certificates.rules.validity import ReasonClass, Withdrawal
from cpd.certificates.service.erasing import erase
from cpd.certificates.service.life import choose_shown, suspend
from cpd.demo import cast, store
from cpd.demo.issuing import NAME
from cpd.people import service as people
from cpd.people.models import Person
from cpd.people.rules import OrganisationKind, Role, WhoIsHere
from cpd.web.context import job
from cpd.work import Work

IN_ERROR = Withdrawal(ReasonClass.ISSUED_IN_ERROR, "Recorded for the wrong person.")
SHOWN = {"initials": NameShown.INITIALS, "match": NameShown.MATCH}


def settle_fates() -> None:
    """Let the administrator and the holders do what is theirs to do."""
    with job(NAME) as work:
        for holder in cast.HOLDERS:
            if holder.fate:
                settle(work, holder, store.serial_of(work.session, holder.name))


def settle(work: Work, holder: cast.Holder, serial: str) -> None:
    if holder.fate in SHOWN:
        choose_shown(work, in_person(work, holder), serial, SHOWN[holder.fate])
    elif holder.fate == "erased":
        erase(work, in_person(work, holder), serial)
    elif holder.fate == "suspended":
        suspend(work, administrator(work), serial, "The attendance is being looked into.")
    elif holder.fate == "withdrawn":
        certificates.withdraw(work, administrator(work), serial, IN_ERROR)
    else:
        certificates.replace_name(work, administrator(work), serial, f"{holder.name} Haugen")


def administrator(work: Work) -> WhoIsHere:
    person = store.person(work.session, "administrator@example.org")
    site = people.establish(work, "site", cast.PROVIDER, OrganisationKind.PROVIDER)
    return signed_in(person, ((site.id, Role.ADMINISTRATOR),))


def in_person(work: Work, holder: cast.Holder) -> WhoIsHere:
    number = cast.HOLDERS.index(holder) + 1
    return signed_in(store.person(work.session, f"holder{number}@example.org"), ())


def signed_in(person: Person, memberships: tuple[tuple[UUID, Role], ...]) -> WhoIsHere:
    return WhoIsHere(
        id=person.id,
        sign_in_id=uuid4(),
        token="",
        name=person.name,
        email=person.email,
        time_zone=person.time_zone,
        role=person.role,
        memberships=memberships,
    )
