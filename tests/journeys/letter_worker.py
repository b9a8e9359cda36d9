"""A process that sends letters until it is killed, in a time that runs sixty times as fast."""

import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from cpd.db import pool_options, writing
from cpd.letters import sending
from cpd.letters.mail import office
from cpd.settings import from_environment
from cpd.work import Work, transaction

SPEED = 60


def main(epoch):
    """A lease of two minutes runs out in two seconds."""
    settings = from_environment()
    engine = create_engine(settings.database_url, **pool_options(settings.database_url))

    def now():
        fast = epoch + (time.time() - epoch) * SPEED  # noqa: TID251 - a clock itself
        return datetime.fromtimestamp(fast, UTC)

    def a_job(session):
        return Work(session, "job:send-letters", now(), {})

    @contextmanager
    def begin():
        with writing(), Session(engine) as session, transaction(a_job(session)) as work:
            yield work

    print("ready", flush=True)  # noqa: T201 - the test waits for it
    while True:
        with begin() as work:
            sending.recover(work)
        sending.drain(begin, office(settings), sending.Batch(most=5))
        time.sleep(0.02)


if __name__ == "__main__":
    main(float(sys.argv[1]))
