"""A log as the file that `cpd rules check` reads: the same facts, and no texts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cpd.requirements.rules.logs import Declaration, Log, LogEntry, Paper, Stretch, Supervisor


def log_file(log: Log) -> dict[str, Any]:
    """Return plain values for JSON; what is not said is left out."""
    member = log.member
    return {
        "member": given(
            time_zone=member.time_zone,
            grade=member.grade,
            joined=day(member.joined),
            anchors={name: day(one) for name, one in member.anchors.items()},
            working_share=[
                {"from": day(one.since), "to": day(one.until), "share": str(one.share)}
                for one in member.working_share
            ],
            leave=[stretch(one) for one in member.leave],
            breaks=[stretch(one) for one in member.breaks],
            closed=[stretch(one) for one in member.closed],
            supervisors=[supervisor(one) for one in member.supervisors.values()],
        ),
        "entries": [entry(one) for one in log.entries],
        "documents": [paper(one) for one in log.documents],
        "declarations": [declaration(one) for one in log.declarations],
    }


def given(**values: object) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def stretch(one: Stretch) -> dict[str, Any]:
    return given(**{"from": day(one.since), "to": day(one.until), "kind": one.kind})


def held(one: Stretch, name: str) -> dict[str, Any]:
    since = None if one.since == date.min else one.since
    return given(**{name: one.kind, "from": day(since), "to": day(one.until)})


def supervisor(one: Supervisor) -> dict[str, Any]:
    return given(
        id=one.id,
        accredited_by=[held(each, "body") for each in one.accredited],
        relations=[held(each, "relation") for each in one.relations],
    )


def entry(one: LogEntry) -> dict[str, Any]:
    starts, ends = one.starts_at, one.ends_at
    is_timed = starts is not None and ends is not None
    size = given(
        contracted=one.size.contracted,
        attended=one.size.attended,
        facilitated=one.size.facilitated or None,
    )
    return given(
        id=one.id,
        kind=one.kind,
        title=one.title,
        topic=one.topic,
        start=starts.isoformat() if is_timed and starts else day(one.start_on),
        end=end_of(one),
        recorded_at=day(one.recorded_on),
        own_minutes=one.own_minutes,
        category=category(one),
        tags=sorted(one.tags),
        mode=one.mode,
        format=one.format,
        size=size,
        role=one.role,
        setting=one.setting,
        provider=one.provider,
        supervisor_id=one.supervisor_id,
        evidence=["kept with the entry"] if one.has_evidence else None,
        reflection=True if one.has_reflection else None,
        clauses=list(one.clauses),
        attestations=["agreed"] if one.is_attested else None,
        counts_for=sorted(one.counts_for or ()),
    ) | {"minutes": one.minutes}


def end_of(one: LogEntry) -> str | None:
    if one.starts_at is not None and one.ends_at is not None:
        return one.ends_at.isoformat()
    return day(one.end_on) if one.end_on != one.start_on else None


def category(one: LogEntry) -> str | Mapping[str, str] | None:
    """Return what bodies call it; where they differ, what holds for every body cannot be said."""
    return dict(one.categories) if one.categories else one.category


def paper(one: Paper) -> dict[str, Any]:
    return given(
        document=one.document,
        issued=day(one.issued),
        **{"from": day(one.first), "to": day(one.last)},
        version=one.version,
    )


def declaration(one: Declaration) -> dict[str, Any]:
    return given(
        declaration=one.declaration,
        happened=day(one.happened_on),
        declared=day(one.declared_on),
        until=day(one.until),
        requirement=one.requirement,
        minutes=one.minutes,
        verdict=one.verdict,
    )
