"""One transaction's worth of doing."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from cpd.audit.service import record
from cpd.db import only_reading
from cpd.kernel.clock import local_date
from cpd.kernel.events import Event, Followers

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Work:
    """Who acts, when, and in which transaction. The first argument of every service.

    `actor` is a person's id as text, or the name of a job (`job:send-letters`), or `visitor`.
    What stands in `afterwards` is done once the transaction is committed, each on its own; it must
    be something that a job would make up for, since its failure is only logged.
    """

    session: Session
    actor: str
    at: datetime
    followers: Followers
    afterwards: list[Callable[[], None]] = field(default_factory=list)

    def announce(self, event: Event) -> None:
        """Write `event` to the audit trail, then do what follows from it, all or nothing."""
        record(self.session, event, actor=self.actor, at=self.at)
        for follow in self.followers.get(type(event), ()):
            follow(self, event)

    def today(self, time_zone: str) -> date:
        """Return the calendar day it is now for someone living in `time_zone`."""
        return local_date(self.at, ZoneInfo(time_zone))


@contextmanager
def transaction(work: Work) -> Iterator[Work]:
    """Commit when the block ends, or roll everything back."""
    try:
        yield work
        work.session.commit()
    except BaseException:
        work.session.rollback()
        raise
    with only_reading():  # what signs and publishes must not hold up those who write
        for task in work.afterwards:
            do_afterwards(task)


def do_afterwards(task: Callable[[], None]) -> None:
    try:
        task()
    except Exception:  # what is committed is done; a job takes up the rest
        log.exception("left for a job")


@contextmanager
def apart(work: Work, what: str) -> Iterator[None]:
    """Undo this block alone if it fails, and log why: one of many must not hold up the others."""
    try:
        with work.session.begin_nested():
            yield
    except OperationalError:  # the database's own trouble is everybody's
        raise
    except Exception:
        log.exception("%s failed; the others go on", what)
