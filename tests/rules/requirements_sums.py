"""Packs and logs for sums of time, built as values, and a way to ask for one row."""

from datetime import date, timedelta
from fractions import Fraction

from cpd.requirements.rules.amounts import Length
from cpd.requirements.rules.evaluate import evaluate
from cpd.requirements.rules.kinds import Minimum, Pack
from cpd.requirements.rules.logs import Log, LogEntry, Member, Size, Status, Stretch
from cpd.requirements.rules.packs import (
    Body,
    CreditLine,
    Effective,
    Match,
    Measure,
    PeriodShape,
    PeriodType,
    Rate,
)

HALF = Fraction(1, 2)
HOUR = Fraction(60)
MONTH = PeriodShape(type=PeriodType.CALENDAR, unit="month")
YEAR = PeriodShape(type=PeriodType.CALENDAR, unit="year")


def format_is(*names: str, **what) -> Match:
    return Match(formats=frozenset(names), **what)


def tagged(*names: str) -> Match:
    return Match(any_tag=frozenset(names))


def in_category(name: str) -> Match:
    return Match(categories=frozenset({name}))


BACP_LINES = (
    CreditLine(when=format_is("individual")),
    CreditLine(when=format_is("group", "peer", size_max=4), number=HALF),
    CreditLine(when=format_is("group", "peer", size_min=5), rate=Rate.ONE_BY_SIZE),
)
ALL = (CreditLine(when=Match()),)


def a_measure(id_: str, kind: str, lines=ALL, **what) -> Measure:
    return Measure(id=id_, select=Match(kinds=frozenset({kind})), credit=lines, **what)


MEASURES = {
    "supervision": a_measure("supervision", "supervision", BACP_LINES),
    "practice": a_measure("practice", "practice"),
    "cpd": a_measure("cpd", "activity"),
}


def a_pack(*requirements, **what) -> Pack:
    given = {
        "id": "house.member",
        "version": 1,
        "title": "House rules",
        "body": Body(name="The house", short="House"),
        "effective": Effective(since=date(2000, 1, 1)),
        "measures": MEASURES,
        "requirements": requirements,
    }
    return Pack(**(given | what))


def a_minimum(amount: int | Fraction, measure: str = "cpd", id_: str = "due", **what) -> Minimum:
    given = {"id": id_, "measure": measure, "at_least": Fraction(amount), "period": YEAR}
    return Minimum(**(given | what))


def days(text: str) -> date:
    return date.fromisoformat(text)


def an_entry(on: str, minutes: int, kind: str = "activity", **what) -> LogEntry:
    day = days(on)
    name = f"{kind}-{on}-{minutes}-{'-'.join(sorted(map(str, what.values())))}"
    given = {"id": name, "kind": kind, "start_on": day, "end_on": day, "minutes": minutes}
    return LogEntry(**(given | what))


def individual(on: str, minutes: int, **what) -> LogEntry:
    return an_entry(on, minutes, "supervision", **({"format": "individual"} | what))


def group_of(number: int | None, on: str, minutes: int, **what) -> LogEntry:
    shared = Size(contracted=number, facilitated=True)
    return an_entry(on, minutes, "supervision", **({"format": "group", "size": shared} | what))


def peers(number: int, on: str, minutes: int) -> LogEntry:
    return group_of(number, on, minutes, format="peer", size=Size(contracted=number))


def practice(on: str, minutes: int, **what) -> LogEntry:
    return an_entry(on, minutes, "practice", **what)


def evidenced(entry_minutes: int, on: str = "2026-02-02", **what) -> LogEntry:
    return an_entry(on, entry_minutes, has_evidence=True, **what)


def a_stretch(since: str, until: str, kind: str = "") -> Stretch:
    return Stretch(since=days(since), until=days(until), kind=kind)


def judged(
    pack: Pack | tuple[Pack, ...], *entries: LogEntry, as_of="2027-01-01", since=None, **what
):
    """Evaluate a log of these entries; the rest is a member's or the log's."""
    belongs = {"documents", "declarations"}
    member = Member(**{name: value for name, value in what.items() if name not in belongs})
    rest = {name: value for name, value in what.items() if name in belongs}
    log = Log(member=member, entries=entries, **rest)
    versions = pack if isinstance(pack, tuple) else (pack,)
    return evaluate(versions, log, days(as_of), since=since)


def rows(evaluation, requirement: str = "due"):
    return [row for row in evaluation.rows if row.requirement == requirement]


def row(evaluation, requirement: str = "due", start: str = ""):
    found = [
        one
        for one in rows(evaluation, requirement)
        if not start or (one.start is not None and one.start.isoformat() == start)
    ]
    assert len(found) == 1, found
    return found[0]


def figures(one):
    return one.verdict.value, one.required, one.claimed, one.short


def told(one) -> str:
    return "\n".join(one.explanation)


def one_credit(evaluation, entry: LogEntry, requirement: str = "due"):
    found = [one for one in evaluation.credits[entry.id] if one.requirement == requirement]
    assert len(found) == 1, found
    return found[0]


REJECTED = Status.REJECTED
DRAFT = Status.DRAFT
A_DAY = timedelta(days=1)


def years(number: int) -> Length:
    return Length(months=12 * number)
