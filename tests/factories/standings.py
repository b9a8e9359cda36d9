"""Rows and values that say how somebody stands."""

from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import count

from cpd.records.models import Entry
from cpd.records.rules.kinds import EntryKind, Part, Source, SupervisionFormat
from cpd.requirements.rules.answers import Evaluation, Row, Unit, Verdict
from cpd.requirements.rules.kinds import Minimum, Pack
from cpd.requirements.rules.packs import Body, Effective
from cpd.requirements.rules.packs import Source as Read

THEN = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
AS_OF = date(2026, 3, 2)
_number = count(1)


def a_logged(session, person, **given) -> Entry:
    """An entry as it stands in its table, whatever form it came from."""
    usual = {
        "kind": EntryKind.ACTIVITY,
        "done_on": AS_OF,
        "minutes": 90,
        "title": "A day on listening",
        "reflection": "",
        "source": Source.TYPED,
        "source_ref": f"factory:{next(_number)}",
        "logged_at": THEN,
        "changed_at": THEN,
    }
    entry = Entry(person_id=person.id, **(usual | given))
    session.add(entry)
    session.flush()
    return entry


def a_supervision(session, person, **given) -> Entry:
    usual = {
        "kind": EntryKind.SUPERVISION,
        "minutes": 60,
        "title": "Supervision",
        "supervision_format": SupervisionFormat.INDIVIDUAL,
        "part": Part.RECEIVED,
    }
    return a_logged(session, person, **(usual | given))


def some_practice(session, person, **given) -> Entry:
    usual = {"kind": EntryKind.PRACTICE, "minutes": 600, "title": "Practice"}
    return a_logged(session, person, **(usual | given))


def a_row(**given) -> Row:
    usual = {
        "requirement": "supervision_monthly",
        "kind": "minimum",
        "start": date(2026, 3, 1),
        "end": date(2026, 4, 1),
        "verdict": Verdict.OPEN,
        "unit": Unit.MINUTES,
        "required": Fraction(90),
        "claimed": Fraction(45),
        "evidenced": Fraction(45),
        "short": Fraction(45),
        "last_date": date(2026, 3, 31),
        "explanation": (
            "March 2026, so far: 45 minutes counted of the 1 hour 30 minutes asked.",
            "45 more minutes of supervision by 31 March 2026.",
        ),
    }
    return Row(**(usual | given))


def an_evaluation(*rows, as_of=AS_OF, **given) -> Evaluation:
    return Evaluation(**({"pack": "a.pack", "version": 1, "as_of": as_of, "rows": rows} | given))


def a_pack(*requirements, **given) -> Pack:
    usual = {
        "id": "a.pack",
        "version": 1,
        "title": "A member of A",
        "body": Body(name="Association A", short="A", country="GB"),
        "effective": Effective(since=date(2000, 1, 1)),
        "provenance": (Read(url="https://example.org/rules", confidence="medium"),),
        "requirements": requirements or (a_minimum(),),
    }
    return Pack(**(usual | given))


def a_minimum(**given) -> Minimum:
    usual = {"id": "supervision_monthly", "measure": "supervision", "at_least": Fraction(90)}
    return Minimum(**(usual | given))
