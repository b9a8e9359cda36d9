"""Scenes to judge, with what was credited worked out in the simplest way: a minute is a minute."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

from cpd.requirements.rules.kinds import Pack
from cpd.requirements.rules.logs import Log, LogEntry, Member, Status
from cpd.requirements.rules.packs import Body, Effective
from cpd.requirements.rules.scenes import Credited, Scene


def a_pack(**what: object) -> Pack:
    given = {
        "id": "house.member",
        "version": 1,
        "title": "House rules",
        "body": Body(name="The house", short="House"),
        "effective": Effective(since=date(2000, 1, 1)),
    }
    return Pack(**(given | what))


def an_entry(id_: str, on: date, kind: str = "activity", minutes: int = 60, **what) -> LogEntry:
    given = {"id": id_, "kind": kind, "start_on": on, "end_on": on, "minutes": minutes}
    return LogEntry(**(given | what))


def a_session(id_: str, on: date, minutes: int = 60, **what) -> LogEntry:
    return an_entry(id_, on, "supervision", minutes, **what)


def sessions(*days: date) -> tuple[LogEntry, ...]:
    return tuple(a_session(str(number), day) for number, day in enumerate(days))


def a_scene(
    *entries: LogEntry,
    as_of: date,
    member: Member | None = None,
    pack: Pack | None = None,
    documents=(),
    declarations=(),
    first: date | None = None,
) -> Scene:
    credited = defaultdict(list)
    for entry in sorted(entries, key=lambda one: (one.start_on, one.id)):
        counts = entry.status not in {Status.DRAFT, Status.REJECTED}
        worth = Fraction(entry.minutes) if counts else Fraction(0)
        if entry.start_on <= as_of:
            credited[entry.kind].append(
                Credited(
                    entry=entry,
                    measure=entry.kind,
                    on=entry.start_on,
                    minutes=worth,
                    most=worth,
                    is_evidenced=entry.has_evidence,
                    category=entry.category,
                    reason="",
                )
            )
    starts = [entry.start_on for entry in entries]
    return Scene(
        pack=pack or a_pack(),
        log=Log(
            member=member or Member(),
            entries=tuple(entries),
            documents=tuple(documents),
            declarations=tuple(declarations),
        ),
        as_of=as_of,
        first=first or min([*starts, as_of]),
        credited={measure: tuple(rows) for measure, rows in credited.items()},
    )


def on_days(first: date, *gaps: int) -> list[date]:
    """Return the first day and those that follow at the gaps given."""
    found = [first]
    for gap in gaps:
        found.append(found[-1] + timedelta(days=gap))
    return found
