"""Finds the certificate that somebody has in front of them, and tells nobody else which exist."""

import time
from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from cpd.certificates.models import Certificate
from cpd.verification.rules.names import is_part_of_name, is_same_name
from cpd.verification.store import records as store

NOBODY, NO_DAY = "Nobody Atall", date(1, 1, 1)
LEAST_SECONDS = 0.03


def held_paper(
    session: Session, serial: str, *, surname: str, completed_on: date | None
) -> Certificate | None:
    """Return the certificate if what is known besides its serial is right.

    Whether it is missing, not yet issued, or somebody else's cannot be told apart, nor by how long
    it takes: the same is done for all of them, and none is answered sooner than the others.
    """

    def look() -> Certificate | None:
        found = store.by_serial(session, serial)
        name = found.printed.name if found is not None else NOBODY
        day = found.printed.completed_on if found is not None else NO_DAY
        agrees = is_part_of_name(surname, name) | (completed_on == day)
        return found if agrees else None

    return taking_at_least(LEAST_SECONDS, look)


def taking_at_least(seconds: float, look: Callable[[], Certificate | None]) -> Certificate | None:
    began = time.monotonic()
    found = look()
    time.sleep(max(0.0, seconds - (time.monotonic() - began)))
    return found


def bears(certificate: Certificate, name: str) -> bool:
    """Say whether this is the name that is printed on it."""
    return is_same_name(name, certificate.printed.name)
