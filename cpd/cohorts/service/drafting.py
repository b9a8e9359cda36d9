"""A file of participants becomes a draft that can be looked through; nothing is ordered yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from uuid import UUID, uuid4

from cpd.certificates.documents import refuse_name
from cpd.cohorts import store
from cpd.cohorts.models import Cohort
from cpd.cohorts.rules.courses import Course
from cpd.cohorts.rules.lines import Participant, is_same_person, participants
from cpd.cohorts.rules.states import CohortState
from cpd.cohorts.service.events import CohortDrafted
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.people.models import Person
from cpd.people.rules import Role
from cpd.records.rules.texts import without_steering
from cpd.transfers.rules.tables import Table
from cpd.web.access import Me
from cpd.work import Work

ADDRESSES_AT_ONCE = 500
NO_ACCOUNT = (
    "Nobody with a confirmed account has this address. Ask them to register with it, then try "
    "the line again."
)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What an administrator hands in: for which organisation, what is certified, and the file."""

    organisation_id: UUID
    course: Course
    file_name: str
    table: Table


def draft(work: Work, me: Me, handed_in: Draft) -> Cohort:
    """Keep a file of participants, each line with what is wrong with it."""
    if handed_in.organisation_id not in me.organisations(Role.ADMINISTRATOR):
        raise NotFoundError("You administer no such organisation.")
    course = handed_in.course
    cohort = Cohort(
        id=uuid4(),
        organisation_id=handed_in.organisation_id,
        title=course.title,
        course=course.to_facts(),
        file_name=" ".join(without_steering(handed_in.file_name).split())[-200:] or "file",
        state=CohortState.DRAFT,
        lines=0,
        created_by=me.id,
        created_at=work.at,
        changed_at=work.at,
    )
    work.session.add(cohort)
    work.session.flush()
    found = participants(handed_in.table, course, work.today("UTC"))
    cohort.lines = store.add_lines(work.session, cohort.id, with_accounts(work, found))
    work.announce(
        CohortDrafted(cohort=cohort.id, organisation=cohort.organisation_id, lines=cohort.lines)
    )
    return cohort


def with_accounts(work: Work, found: Iterator[Participant]) -> Iterator[Participant]:
    """Say on each line whether there is an account to issue to, some hundred lines at a time."""
    while batch := list(islice(found, ADDRESSES_AT_ONCE)):
        known = store.accounts(work.session, [one.email for one in batch if one.problem is None])
        yield from (held_against(one, known) for one in batch)


def held_against(one: Participant, known: Mapping[str, Person]) -> Participant:
    if one.problem is not None:
        return one
    problem = problem_with(one.name, known.get(one.email))
    return replace(one, problem=problem)


def problem_with(name: str, person: Person | None) -> str | None:
    """Say why nothing can be issued to this account under this name; None if it can."""
    if person is None:
        return NO_ACCOUNT
    if not is_same_person(name, person.name):
        return (
            f"The file says “{name}”, but the account with this address has another name. Check "
            "the address; if it is right, ask its owner to put their name right."
        )
    try:
        refuse_name(person.name)
    except RuleError as error:
        return str(error)
    return None
