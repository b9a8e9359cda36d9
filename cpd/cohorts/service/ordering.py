"""Orders certificates line by line, a few at a time: one line that fails holds up no other."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from hashlib import sha256
from uuid import UUID, uuid5

from cpd.certificates.freezing import with_profile
from cpd.certificates.rules.facts import CategoryFact, Facts
from cpd.certificates.rules.validity import issuer_day
from cpd.certificates.service.ordering import NewOrder, order
from cpd.cohorts import store
from cpd.cohorts.models import Cohort, CohortLine
from cpd.cohorts.rules.courses import Course
from cpd.cohorts.rules.states import CohortState, LineState
from cpd.cohorts.service.drafting import problem_with
from cpd.cohorts.service.events import CohortEnded
from cpd.kernel.periods import months_after
from cpd.people.models import Organisation, Person
from cpd.work import Work, apart

JOB = "order-cohorts"
BATCH = 50
MOST_IN_THE_WORKS = 400  # so that pausing and cancelling take hold soon
BROKEN = "Something went wrong on our side. Try the line again; if it stays, tell us."

Begin = Callable[[], AbstractContextManager[Work]]


def order_waiting(begin: Begin, goes_on: Callable[[], bool]) -> int:
    """Order from each running cohort in turn, until enough is in the works; return how many."""
    ordered, tried = 0, set[UUID]()
    while goes_on():
        with begin() as work:
            room = MOST_IN_THE_WORKS - store.in_the_works(work.session)
            cohort_id = store.next_running(work.session, tried)
            if cohort_id is None:
                return ordered
            done = take_on(work, cohort_id, min(room, BATCH))
        if done == 0:
            tried.add(cohort_id)
        ordered += done
    return ordered


def take_on(work: Work, cohort_id: UUID, most: int) -> int:
    """Do some lines of a cohort, unless another process has it in hand; return how many."""
    cohort = store.running(work.session, cohort_id)
    if cohort is None:
        return 0
    issuer = store.issuer_alone(work.session, cohort.organisation_id)
    if issuer is None:
        return 0
    lines = store.next_lines(work.session, cohort.id, most) if most > 0 else []
    known = store.accounts(work.session, [one.email for one in lines])
    for line in lines:
        do_line(work, cohort, issuer, line, known.get(line.email))
    cohort.changed_at = work.at
    work.session.flush()
    end_if_over(work, cohort)
    return len(lines)


def do_line(
    work: Work, cohort: Cohort, issuer: Organisation, line: CohortLine, person: Person | None
) -> None:
    """Order the certificate of one line, or write down why not."""
    problem = problem_with(line.name, person.name if person else None)
    if person is None or problem is not None:
        refuse(line, problem or BROKEN)
        return
    refuse(line, BROKEN)  # stands if what follows is undone
    work.session.flush()
    with apart(work, f"line {line.line} of cohort {cohort.id}"):
        made = order(work, order_of(work, cohort, issuer, line, person))
        if made.is_new:
            line.state, line.problem, line.certificate_id = (
                LineState.ORDERED,
                None,
                made.certificate_id,
            )
        else:
            refuse(line, f"This holder has a certificate for it already: {made.serial}.")
        work.session.flush()


def refuse(line: CohortLine, problem: str) -> None:
    line.state, line.problem = LineState.REFUSED, problem


def order_of(
    work: Work, cohort: Cohort, issuer: Organisation, line: CohortLine, person: Person
) -> NewOrder:
    course = Course.from_facts(cohort.course)
    facts = facts_of(work, course, issuer, line, person)
    return NewOrder(
        order_key=order_key(course, issuer.id, facts, person.id),
        person_id=person.id,
        organisation_id=issuer.id,
        facts=facts,
        bulk=True,
    )


def order_key(course: Course, issuer_id: UUID, facts: Facts, person_id: UUID) -> str:
    """Name what earned it: this course, on this day. The same file handed in twice earns once."""
    what = f"{issuer_id} {course.title.casefold()} {facts.completed_on.isoformat()}"
    return f"course:{sha256(what.encode()).hexdigest()[:40]}:{person_id}"


def facts_of(
    work: Work, course: Course, issuer: Organisation, line: CohortLine, person: Person
) -> Facts:
    """Return what is to be printed, in the name the account bears now."""
    completed_on = line.completed_on or course.completed_on
    if completed_on is None:
        raise LookupError(f"line {line.line} was taken without a day")
    issued_on = max(issuer_day(work.at), completed_on)
    minutes = line.minutes or course.minutes
    facts = Facts(
        name=person.name,
        title=course.title,
        minutes=minutes,
        outcomes=course.outcomes,
        codes=course.codes,
        completed_on=completed_on,
        issued_on=issued_on,
        expires_on=months_after(issued_on, course.validity_months),
        issuer=issuer.name,
        serial="",
        token="",
        categories=categories(course, minutes),
        delivery=course.delivery,
        approvals=course.approvals,
        achievement=uuid5(issuer.id, f"course {sorted(course.to_facts().items())}").urn,
    )
    return with_profile(work, facts, issuer.id)


def categories(course: Course, minutes: int) -> tuple[CategoryFact, ...]:
    """Return how the minutes count; a part of a course is a part of its one category."""
    if minutes == course.minutes:
        return course.categories
    return (replace(course.categories[0], minutes=minutes),)


def end_if_over(work: Work, cohort: Cohort) -> None:
    """Call it done once nothing of it goes on by itself; what met trouble is tried for long."""
    tally = store.tallies(work.session, [cohort.id])[cohort.id]
    if tally.is_over:
        cohort.state, cohort.ended_at = CohortState.DONE, work.at
        work.announce(CohortEnded(cohort=cohort.id))
