"""A file of participants becomes a draft that can be looked through; nothing is ordered yet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from cpd.certificates.documents import refuse_name
from cpd.cohorts import store
from cpd.cohorts.models import Cohort
from cpd.cohorts.rules.courses import Course
from cpd.cohorts.rules.lines import Participant, is_same_person, participants
from cpd.cohorts.rules.states import CohortState
from cpd.cohorts.service.events import CohortDrafted
from cpd.kernel.errors import NotFoundError, RuleError
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


def look_through(session: Session, handed_in: Draft, today: date) -> Sequence[Participant]:
    """Read every line and hold it against the accounts; it may change nothing.

    A large file takes a second: what it takes is taken before others have to wait for the draft.
    """
    found = participants(handed_in.table, handed_in.course, today)
    return tuple(with_accounts(session, found))


def draft(work: Work, me: Me, handed_in: Draft, lines: Sequence[Participant]) -> Cohort:
    """Keep a file of participants that was looked through, each line with what is wrong with it."""
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
        lines=len(lines),
        created_by=me.id,
        created_at=work.at,
        changed_at=work.at,
    )
    work.session.add(cohort)
    work.session.flush()
    store.add_lines(work.session, cohort.id, lines)
    work.announce(
        CohortDrafted(cohort=cohort.id, organisation=cohort.organisation_id, lines=cohort.lines)
    )
    return cohort


def with_accounts(session: Session, found: Iterator[Participant]) -> Iterator[Participant]:
    """Say on each line whether there is an account to issue to, some hundred lines at a time."""
    while batch := list(islice(found, ADDRESSES_AT_ONCE)):
        known = store.names(session, [one.email for one in batch if one.problem is None])
        yield from (held_against(one, known) for one in batch)


def held_against(one: Participant, known: Mapping[str, str]) -> Participant:
    if one.problem is not None:
        return one
    problem = problem_with(one.name, known.get(one.email))
    return replace(one, problem=problem)


def problem_with(name: str, of_account: str | None) -> str | None:
    """Say why nothing can be issued to an account under this name; None if it can."""
    if of_account is None:
        return NO_ACCOUNT
    if not is_same_person(name, of_account):
        return (
            f"The file says “{name}”, but the account with this address has another name. Check "
            "the address; if it is right, ask its owner to put their name right."
        )
    try:
        refuse_name(of_account)
    except RuleError as error:
        return str(error)
    return None
