"""What a job is: done every so often, in small pieces, and ended when it is told to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from cpd.web.context import reading

TICK_SECONDS = 5

GoesOn = Callable[[], bool]


@dataclass(frozen=True)
class Job:
    """What is done how often. `do` runs inside an app context and says in words what it did."""

    every: timedelta
    do: Callable[[GoesOn], str]


def always() -> bool:
    return True


@contextmanager
def looking() -> Iterator[Session]:
    """Read in a transaction that ends with the block, so that nothing is held while writing."""
    session = reading()
    try:
        yield session
    finally:
        session.rollback()
