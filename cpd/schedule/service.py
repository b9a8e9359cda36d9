"""Whose turn it is to run a job: whoever moves its due time on."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from cpd.schedule import store
from cpd.schedule.rules import is_due, next_due
from cpd.work import Work

LONGEST_OUTCOME = 500


def due(session: Session, every: Mapping[str, timedelta], at: datetime) -> list[str]:
    """Return the jobs that are due, without taking any."""
    stands = store.due_times(session)
    return [name for name, often in every.items() if is_due(stands.get(name), often, at)]


def take(work: Work, name: str, every: timedelta) -> bool:
    """Take this run of a job; False if it is not due any more, or another scheduler took it."""
    seen = store.due_at(work.session, name)
    if not is_due(seen, every, work.at):
        return False
    run = {
        "due_at": next_due(seen, every, work.at),
        "began_at": work.at,
        "ended_at": None,
        "outcome": None,
    }
    if seen is None:
        return store.add_once(work.session, name, **run)
    return store.move_on(work.session, name, seen, **run)


def end(work: Work, name: str, began_at: datetime, outcome: str) -> None:
    """Write down what came of the run."""
    store.end(work.session, name, began_at, ended_at=work.at, outcome=outcome[:LONGEST_OUTCOME])
