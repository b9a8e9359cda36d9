"""A cohort of an organisation, with one line that can be issued."""

from datetime import date
from uuid import uuid4

from cpd.certificates.rules.facts import CategoryFact, Delivery
from cpd.cohorts.models import Cohort, CohortLine
from cpd.cohorts.rules.courses import Course
from cpd.cohorts.rules.states import CohortState, LineState
from tests.factories.certificates import THEN


def a_cohort(session, *, of, by, state=CohortState.DRAFT) -> Cohort:
    course = Course(
        title=f"A course kept by {by.email}",
        categories=(CategoryFact("Ethics", 60),),
        delivery=Delivery.LIVE,
        outcomes=(),
        codes=(),
        approvals=(),
        validity_months=24,
        completed_on=date(2026, 1, 5),
    )
    cohort = Cohort(
        id=uuid4(), organisation_id=of.id, title=course.title, course=course.to_facts(),
        file_name="participants.csv", state=state, lines=1, created_by=by.id, created_at=THEN,
        changed_at=THEN,
    )  # fmt: skip
    session.add(cohort)
    session.flush()
    line = CohortLine(
        cohort_id=cohort.id, line=2, name=by.name, email=by.email, completed_on=THEN.date(),
        minutes=60, state=LineState.WAITING,
    )  # fmt: skip
    session.add(line)
    session.flush()
    return cohort
