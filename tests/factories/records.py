from datetime import date
from itertools import count

from cpd.records import service
from cpd.records.models import Entry
from cpd.records.rules.entries import Logged
from cpd.records.rules.kinds import EntryKind, SupervisionFormat

_number = count(1)
MONDAY = date(2026, 3, 2)


def a_line(**given) -> Logged:
    usual = {
        "kind": EntryKind.ACTIVITY,
        "done_on": MONDAY,
        "minutes": 90,
        "title": "A day on listening",
    }
    return Logged(**(usual | given))


def a_session(**given) -> Logged:
    """A line of supervision."""
    usual = {
        "kind": EntryKind.SUPERVISION,
        "title": "Supervision",
        "supervision_format": SupervisionFormat.INDIVIDUAL,
    }
    return a_line(**(usual | given))


def an_entry(work, person, line=None, **given) -> Entry:
    """Somebody's entry, as they would have logged it."""
    return service.log(work, person.id, line or a_line(**given), form_id=f"{next(_number):032x}")
