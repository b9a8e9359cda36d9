from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, case, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from cpd.certificates.models import Certificate
from cpd.cohorts.models import Cohort, CohortLine
from cpd.cohorts.rules.lines import Participant
from cpd.cohorts.rules.progress import Tally
from cpd.cohorts.rules.states import CohortState, LineState
from cpd.people.models import Organisation, Person

Held = tuple[CohortLine, Certificate | None]
IS_ISSUED = Certificate.issued_at.is_not(None)
IS_SETTLED = or_(IS_ISSUED, Certificate.replaced_at.is_not(None))  # another stands in its place
AT_ONCE = 1000
FORGOTTEN = "Who it was about is no longer kept."


def organisations(session: Session, mine: Collection[UUID]) -> Sequence[Organisation]:
    query = select(Organisation).where(Organisation.id.in_(mine))
    return session.scalars(query.order_by(Organisation.name)).all()


def add_lines(session: Session, cohort_id: UUID, lines: Sequence[Participant]) -> None:
    """Write the lines of a file, many at a time, without making objects of them."""
    connection = session.connection()
    for start in range(0, len(lines), AT_ONCE):
        rows = [row_of(cohort_id, one) for one in lines[start : start + AT_ONCE]]
        connection.execute(insert(CohortLine), rows)


def row_of(cohort_id: UUID, one: Participant) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "cohort_id": cohort_id,
        "line": one.line,
        "name": one.name,
        "email": one.email,
        "completed_on": one.completed_on,
        "minutes": one.minutes,
        "state": LineState.REFUSED if one.problem else LineState.WAITING,
        "problem": one.problem,
    }


def accounts(session: Session, addresses: Collection[str]) -> Mapping[str, Person]:
    """Return who has an account with a confirmed address, by that address in small letters."""
    query = select(Person).where(Person.email.in_(addresses), Person.confirmed_at.is_not(None))
    return {one.email: one for one in session.scalars(query)}


def names(session: Session, addresses: Collection[str]) -> Mapping[str, str]:
    """Return the names of the accounts with these confirmed addresses, in small letters."""
    query = select(Person.email, Person.name).where(
        Person.email.in_(addresses), Person.confirmed_at.is_not(None)
    )
    return {row.email: row.name for row in session.execute(query)}


def cohort(session: Session, mine: Collection[UUID], cohort_id: UUID) -> Cohort | None:
    return session.scalar(
        select(Cohort).where(Cohort.id == cohort_id, Cohort.organisation_id.in_(mine))
    )


def held(session: Session, mine: Collection[UUID], cohort_id: UUID) -> Cohort | None:
    """Return a cohort as it stands now, and hold it until the transaction ends."""
    query = select(Cohort).where(Cohort.id == cohort_id, Cohort.organisation_id.in_(mine))
    held_query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(held_query)


def cohorts(
    session: Session, mine: Collection[UUID], *, skip: int, most: int
) -> Sequence[tuple[Cohort, str]]:
    query = (
        select(Cohort, Person.name)
        .join(Person, Person.id == Cohort.created_by)
        .where(Cohort.organisation_id.in_(mine))
        .order_by(Cohort.created_at.desc(), Cohort.id)
    )
    found = session.execute(query.offset(skip).limit(most))
    return [(row.Cohort, row.name) for row in found]


def count_cohorts(session: Session, mine: Collection[UUID]) -> int:
    query = select(func.count()).select_from(Cohort).where(Cohort.organisation_id.in_(mine))
    return session.scalar(query) or 0


def tallies(session: Session, cohort_ids: Collection[UUID]) -> Mapping[UUID, Tally]:
    """Count the lines of these cohorts by what became of them, in one query."""
    is_ordered = CohortLine.state == LineState.ORDERED
    wanted = {
        "waiting": CohortLine.state == LineState.WAITING,
        "ordered": and_(is_ordered, ~IS_SETTLED),
        "troubled": and_(is_ordered, ~IS_SETTLED, Certificate.trouble.is_not(None)),
        "issued": and_(is_ordered, IS_SETTLED),
        "refused": CohortLine.state == LineState.REFUSED,
        "left_out": CohortLine.state == LineState.LEFT_OUT,
    }
    query = (
        select(CohortLine.cohort_id, *(_counted(one).label(name) for name, one in wanted.items()))
        .outerjoin(Certificate, Certificate.id == CohortLine.certificate_id)
        .where(CohortLine.cohort_id.in_(cohort_ids))
        .group_by(CohortLine.cohort_id)
    )
    found = {
        row.cohort_id: Tally(**{name: getattr(row, name) for name in wanted})
        for row in session.execute(query)
    }
    return {one: found.get(one, Tally()) for one in cohort_ids}


def _counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def lines(
    session: Session, cohort_id: UUID, states: Collection[LineState], *, skip: int, most: int
) -> Sequence[Held]:
    found = session.execute(_lines(cohort_id, states).offset(skip).limit(most))
    return [(row.CohortLine, row.Certificate) for row in found]


def count_lines(session: Session, cohort_id: UUID, states: Collection[LineState]) -> int:
    query = select(func.count()).select_from(CohortLine)
    query = query.where(CohortLine.cohort_id == cohort_id, CohortLine.state.in_(states))
    return session.scalar(query) or 0


def every_line(session: Session, cohort_id: UUID) -> Iterator[Held]:
    """Yield all lines with their certificates, some hundred in memory at a time."""
    query = _lines(cohort_id, tuple(LineState)).execution_options(yield_per=500)
    yield from ((row.CohortLine, row.Certificate) for row in session.execute(query))


def _lines(cohort_id: UUID, states: Collection[LineState]) -> Any:  # noqa: ANN401 - a select of rows
    return (
        select(CohortLine, Certificate)
        .outerjoin(Certificate, Certificate.id == CohortLine.certificate_id)
        .where(CohortLine.cohort_id == cohort_id, CohortLine.state.in_(states))
        .order_by(CohortLine.line)
    )


def in_the_works(session: Session) -> int:
    """Count the certificates of cohorts that are ordered and wait for their file."""
    query = select(func.count()).select_from(Certificate)
    waiting = query.where(
        Certificate.in_bulk, Certificate.issued_at.is_(None), Certificate.replaced_at.is_(None),
        Certificate.paused_at.is_(None), Certificate.trouble.is_(None),
    )  # fmt: skip
    return session.scalar(waiting) or 0


def next_running(session: Session, tried: Collection[UUID]) -> UUID | None:
    """Return the running cohort that has waited longest for its turn, of those not tried yet."""
    query = select(Cohort.id).where(Cohort.state == CohortState.RUNNING, Cohort.id.not_in(tried))
    return session.scalar(query.order_by(Cohort.changed_at, Cohort.id).limit(1))


def issuer_alone(session: Session, organisation_id: UUID) -> Organisation | None:
    """Return the organisation unless another process orders for it now; hold it if so.

    Two cohorts of one course order the same in another order: they would wait for one another.
    """
    query = select(Organisation).where(Organisation.id == organisation_id)
    return session.scalar(query.with_for_update(key_share=True, skip_locked=True))


def running(session: Session, cohort_id: UUID) -> Cohort | None:
    """Return the cohort if it still runs and nobody else has it in hand; hold it if so."""
    query = select(Cohort).where(Cohort.id == cohort_id, Cohort.state == CohortState.RUNNING)
    alone = query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return session.scalar(alone)


def next_lines(session: Session, cohort_id: UUID, most: int) -> Sequence[CohortLine]:
    query = select(CohortLine).where(
        CohortLine.cohort_id == cohort_id, CohortLine.state == LineState.WAITING
    )
    return session.scalars(query.order_by(CohortLine.line).limit(most)).all()


def turn(session: Session, cohort_id: UUID, before: LineState, after: LineState) -> int:
    """Let every line of a state be in another, without its problem; return how many there were."""
    lines_of = update(CohortLine).where(
        CohortLine.cohort_id == cohort_id, CohortLine.state == before
    )
    if before is LineState.REFUSED:  # what the file itself got wrong stays wrong
        lines_of = lines_of.where(CohortLine.completed_on.is_not(None))
    done = session.execute(lines_of.values(state=after, problem=None))
    return int(done.rowcount)  # type: ignore[attr-defined] # an update has one


def confirmed_address(session: Session, person_id: UUID) -> str | None:
    query = select(Person.email).where(Person.id == person_id, Person.confirmed_at.is_not(None))
    return session.scalar(query)


def cohorts_naming(session: Session, email: str, problem: str) -> Sequence[Cohort]:
    """Return, and hold, the cohorts that refused this address for this reason; no cancelled one."""
    theirs = select(CohortLine.cohort_id).where(*_refused(email, problem))
    query = select(Cohort).where(Cohort.id.in_(theirs), Cohort.state != CohortState.CANCELLED)
    held = query.order_by(Cohort.id).with_for_update()
    return session.scalars(held.execution_options(populate_existing=True)).all()


def take_up(session: Session, cohort_id: UUID, email: str, problem: str) -> int:
    """Let lines that were refused for this reason wait again; return how many there are."""
    lines_of = update(CohortLine).where(
        CohortLine.cohort_id == cohort_id, *_refused(email, problem)
    )
    done = session.execute(lines_of.values(state=LineState.WAITING, problem=None))
    return int(done.rowcount)  # type: ignore[attr-defined] # an update has one


def take_up_known(session: Session, cohort_id: UUID, problem: str) -> None:
    """Let lines wait again that were refused for this reason, where there is an account by now."""
    addresses = select(Person.email).where(Person.confirmed_at.is_not(None))
    lines_of = update(CohortLine).where(
        CohortLine.cohort_id == cohort_id,
        CohortLine.state == LineState.REFUSED,
        CohortLine.problem == problem,
        CohortLine.completed_on.is_not(None),
        CohortLine.email.in_(addresses),
    )
    session.execute(lines_of.values(state=LineState.WAITING, problem=None))


def _refused(email: str, problem: str) -> tuple[ColumnElement[bool], ...]:
    return (
        CohortLine.email == email,
        CohortLine.state == LineState.REFUSED,
        CohortLine.problem == problem,
        CohortLine.completed_on.is_not(None),
    )


def pause_files(session: Session, cohort_id: UUID, at: datetime | None) -> None:
    """Let the files of a cohort wait, or go on when `at` is None."""
    ordered = select(CohortLine.certificate_id).where(
        CohortLine.cohort_id == cohort_id, CohortLine.certificate_id.is_not(None)
    )
    session.execute(
        update(Certificate)
        .where(Certificate.id.in_(ordered), Certificate.issued_at.is_(None))
        .values(paused_at=at)
        .execution_options(synchronize_session=False)
    )


def blank_line(session: Session, certificate_id: UUID, words: str) -> None:
    """Put these words where a participant's name stood, and nothing where they can be reached."""
    line = update(CohortLine).where(CohortLine.certificate_id == certificate_id)
    session.execute(
        line.values(name=words, email="", completed_on=None, minutes=None).execution_options(
            synchronize_session=False
        )
    )


def drop_drafts_before(session: Session, instant: datetime) -> int:
    """Delete the cohorts that were never started, with their lines."""
    old = select(Cohort.id).where(Cohort.state == CohortState.DRAFT, Cohort.changed_at < instant)
    session.execute(delete(CohortLine).where(CohortLine.cohort_id.in_(old)))
    done = session.execute(
        delete(Cohort).where(Cohort.state == CohortState.DRAFT, Cohort.changed_at < instant)
    )
    return int(done.rowcount)  # type: ignore[attr-defined] # a delete has one


def blank_lines_before(session: Session, instant: datetime) -> int:
    """Take names and addresses out of lines of cohorts that ended before, where nothing came."""
    ended = select(Cohort.id).where(Cohort.ended_at < instant)
    blanking = update(CohortLine).where(
        CohortLine.cohort_id.in_(ended),
        CohortLine.certificate_id.is_(None),
        CohortLine.email != "",
    )
    done = session.execute(blanking.values(name="", email="", problem=FORGOTTEN))
    return int(done.rowcount)  # type: ignore[attr-defined] # an update has one
