from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.dml import ReturningInsert

from cpd.attempts.models import Answer, Attempt, Completion
from cpd.attempts.rules import AttemptState, Paper, Sitting
from cpd.catalogue.models import ModuleVersion
from cpd.db import Base, insert_into

ANSWERS = Base.metadata.tables["answer"]
ATTEMPTS = Base.metadata.tables["attempt"]
VERSIONS = Base.metadata.tables["module_version"]


def _whole() -> Select[Attempt]:
    return select(Attempt).options(joinedload(Attempt.module_version))


def mine(session: Session, person_id: UUID, attempt_id: UUID) -> Attempt | None:
    """Return the person's own attempt, with its module version. Somebody else's is not found."""
    query = _whole().where(Attempt.id == attempt_id, Attempt.person_id == person_id)
    return session.scalar(query)


_MINE_LOCKED = (
    _whole()
    .where(Attempt.id == bindparam("attempt_id"), Attempt.person_id == bindparam("person_id"))
    .with_for_update(of=Attempt)
    .execution_options(populate_existing=True)
)


def mine_locked(session: Session, person_id: UUID, attempt_id: UUID) -> Attempt | None:
    """Return the same, fresh, and hold it, so that nobody saves while somebody hands in."""
    return session.scalar(_MINE_LOCKED, {"attempt_id": attempt_id, "person_id": person_id})


# Of columns, since nothing is asked more often; loading attempt and version took four times as long
_SITTING = (
    select(
        ATTEMPTS.c.paper,
        ATTEMPTS.c.state,
        ATTEMPTS.c.deadline_at,
        ATTEMPTS.c.drawn,
        VERSIONS.c.content_hash,
    )
    .join_from(ATTEMPTS, VERSIONS)
    .where(ATTEMPTS.c.id == bindparam("attempt_id"))
    .where(ATTEMPTS.c.person_id == bindparam("person_id"))
    .with_for_update(of=ATTEMPTS)
)


def sitting_locked(session: Session, person_id: UUID, attempt_id: UUID) -> Sitting | None:
    """Return of the same what saving an answer must know, and hold it likewise."""
    which = {"attempt_id": attempt_id, "person_id": person_id}
    row = session.connection().execute(_SITTING, which).one_or_none()
    return None if row is None else Sitting(*row)


def open_one(session: Session, person_id: UUID, module_key: str, paper: Paper) -> Attempt | None:
    query = _whole().where(
        Attempt.person_id == person_id,
        Attempt.module_key == module_key,
        Attempt.paper == paper,
        Attempt.state == AttemptState.OPEN,
    )
    return session.scalar(query)


def add_open(session: Session, values: Mapping[str, Any]) -> UUID | None:
    """Begin an attempt in one statement. Return None if the person has one open already."""
    insert = insert_into(session, Attempt).values(id=uuid4(), **values)
    return session.scalar(insert.on_conflict_do_nothing().returning(Attempt.id))


def overdue(session: Session, before: datetime, most: int) -> Sequence[Attempt]:
    """Return open attempts whose deadline lay before this, and hold them; others skip them."""
    query = (
        _whole()
        .where(Attempt.state == AttemptState.OPEN, Attempt.deadline_at < before)
        .order_by(Attempt.deadline_at)
        .limit(most)
    )
    return session.scalars(query.with_for_update(of=Attempt, skip_locked=True)).all()


def quiz_starts(session: Session, person_id: UUID, module_key: str) -> Sequence[datetime]:
    query = select(Attempt.started_at).where(
        Attempt.person_id == person_id,
        Attempt.module_key == module_key,
        Attempt.paper == Paper.QUIZ,
    )
    return session.scalars(query).all()


def passed_papers(session: Session, person_id: UUID, module_key: str, cycle: int) -> set[Paper]:
    query = select(Attempt.paper).where(
        Attempt.person_id == person_id,
        Attempt.module_key == module_key,
        Attempt.cycle == cycle,
        Attempt.passed.is_(True),
    )
    return set(session.scalars(query))


def attempts_of(session: Session, person_id: UUID, module_keys: Iterable[str]) -> Sequence[Attempt]:
    """Return somebody's attempts at these modules, newest first."""
    query = select(Attempt).where(
        Attempt.person_id == person_id, Attempt.module_key.in_(list(module_keys))
    )
    return session.scalars(query.order_by(Attempt.started_at.desc())).all()


def completions_of(session: Session, person_id: UUID) -> Sequence[Any]:
    """Return what somebody completed: module, cycle, instant, and for how long that holds."""
    query = select(
        Completion.id,
        Completion.module_key,
        Completion.cycle,
        Completion.completed_at,
        ModuleVersion.validity_months,
    ).join(Completion.module_version)
    return session.execute(query.where(Completion.person_id == person_id)).all()


def completion(session: Session, completion_id: UUID) -> Completion | None:
    """Return a completion with its module version."""
    query = select(Completion).where(Completion.id == completion_id)
    return session.scalar(query.options(joinedload(Completion.module_version)))


def add_completion(session: Session, values: Mapping[str, Any]) -> UUID | None:
    """Write a completion, or return None if this cycle was completed before."""
    insert = insert_into(session, Completion).values(id=uuid4(), **values)
    return session.scalar(insert.on_conflict_do_nothing().returning(Completion.id))


def answers(session: Session, attempt_id: UUID) -> dict[str, Answer]:
    """Return the answers by place, in the order in which they were first given."""
    query = select(Answer).where(Answer.attempt_id == attempt_id).order_by(Answer.seq)
    fresh = query.execution_options(populate_existing=True)
    return {answer.place: answer for answer in session.scalars(fresh)}


def _newest_wins(insert: postgresql.Insert | sqlite.Insert) -> ReturningInsert[Any]:
    values = {name: insert.excluded[name] for name in ("response", "seq", "saved_at")}
    newer = insert.on_conflict_do_update(
        index_elements=["attempt_id", "place"], set_=values, where=Answer.seq < values["seq"]
    )
    return newer.returning(Answer.seq)


# Put together once: nothing is asked of a sitting more often, and building it took ten times as
# long as running it.
_SAVING = {
    "sqlite": _newest_wins(sqlite.insert(ANSWERS)),
    "postgresql": _newest_wins(postgresql.insert(ANSWERS)),
}


def save_answer(
    session: Session, attempt_id: UUID, place: str, response: list[str], *, seq: int, at: datetime
) -> bool:
    """Write an answer in one statement. False when a newer one is there; it stays."""
    values = {
        "attempt_id": attempt_id,
        "place": place,
        "response": response,
        "seq": seq,
        "saved_at": at,
    }
    connection = session.connection()
    return connection.scalar(_SAVING[connection.dialect.name], values) is not None
