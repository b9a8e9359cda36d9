"""What a log file says: strict JSON that a schema has checked, as the values the rules judge."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from zoneinfo import ZoneInfo

from cpd.requirements.json_texts import loads
from cpd.requirements.log_checks import impossible
from cpd.requirements.log_days import (
    Fields,
    day,
    day_of,
    local,
    named_stretch,
    stretch,
)
from cpd.requirements.rules import amounts
from cpd.requirements.rules.logs import (
    Declaration,
    Log,
    LogEntry,
    Member,
    Paper,
    Share,
    Size,
    Status,
    Supervisor,
)
from cpd.requirements.validating import InputError, Path, Problem, as_text, problems

PARTS = ("member", "entries", "documents", "declarations")


def read_log(content: bytes) -> Log:
    """Read a log, or refuse it with every problem by its path."""
    return log_of(loads(content))


def log_of(value: object) -> Log:
    """Turn plain values into a log; `value` is what JSON holds, its fractions as decimals."""
    found = problems("log", value)
    if isinstance(value, dict):
        found += impossible(value, {path for path, _ in found})
    if found or not isinstance(value, dict):
        found.sort(key=lambda one: _place(one[0]))
        raise InputError([Problem(as_text(path), message) for path, message in found])
    member = _member(value["member"])
    zone = ZoneInfo(member.time_zone)
    raw = value.get("entries") or []
    return Log(
        member=member,
        entries=tuple(_entry(one, id_, zone) for one, id_ in zip(raw, _ids(raw), strict=True)),
        documents=tuple(_paper(one) for one in value.get("documents") or ()),
        declarations=tuple(_declaration(one) for one in value.get("declarations") or ()),
    )


def _place(path: Path) -> tuple[int, int]:
    """Order problems as a log is written: the member, then what is listed, by number."""
    part = PARTS.index(path[0]) if path and path[0] in PARTS else len(PARTS)
    number = path[1] if len(path) > 1 and isinstance(path[1], int) else 0
    return part, number


def _ids(entries: Iterable[Fields]) -> list[str]:
    """Name entries that have no id after what they say, so that their order does not matter."""
    seen: Counter[str] = Counter()
    ids = []
    for entry in entries:
        id_ = entry.get("id")
        if id_ is None:
            said = json.dumps(entry, sort_keys=True, default=str)
            digest = sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]
            seen[digest] += 1
            id_ = f"{digest}-{seen[digest]}"
        ids.append(id_)
    return ids


def _member(fields: Fields) -> Member:
    return Member(
        time_zone=fields.get("time_zone") or "UTC",
        grade=fields.get("grade"),
        joined=day(fields.get("joined")),
        anchors={key: date.fromisoformat(at) for key, at in (fields.get("anchors") or {}).items()},
        working_share=_shares(fields.get("working_share")),
        leave=tuple(stretch(one) for one in fields.get("leave") or ()),
        breaks=tuple(stretch(one) for one in fields.get("breaks") or ()),
        closed=tuple(stretch(one) for one in fields.get("closed") or ()),
        supervisors={one["id"]: _supervisor(one) for one in fields.get("supervisors") or ()},
    )


def _shares(value: object) -> tuple[Share, ...]:
    if value is None:
        return ()
    if isinstance(value, list):
        return tuple(
            Share(since=day(one.get("from")), until=day(one.get("to")), share=_share(one["share"]))
            for one in value
        )
    return (Share(since=None, until=None, share=_share(value)),)


def _share(value: object) -> Fraction:
    return Fraction(value) if isinstance(value, int | Decimal) else amounts.share(str(value))


def _supervisor(fields: Fields) -> Supervisor:
    return Supervisor(
        id=fields["id"],
        accredited=tuple(named_stretch(one, "body") for one in fields.get("accredited_by") or ()),
        relations=tuple(
            named_stretch(one, "relation", "kind") for one in fields.get("relations") or ()
        ),
    )


def _entry(fields: Fields, id_: str, zone: ZoneInfo) -> LogEntry:
    start = local(fields["start"], zone)
    end = local(fields["end"], zone) if fields.get("end") else start
    timed = isinstance(start, datetime) and isinstance(end, datetime) and fields.get("end")
    recorded = fields.get("recorded_at")
    category = fields.get("category")
    attested = [one for one in fields.get("attestations") or () if _agrees(one)]
    return LogEntry(
        id=id_,
        kind=fields["kind"],
        start_on=day_of(start),
        end_on=day_of(end),
        minutes=fields.get("minutes", 0),
        starts_at=start if timed and isinstance(start, datetime) else None,
        ends_at=end if timed and isinstance(end, datetime) else None,
        recorded_on=day_of(local(recorded, zone)) if recorded else None,
        own_minutes=fields.get("own_minutes"),
        title=fields.get("title") or "",
        category=category if isinstance(category, str) and category else None,
        categories=category if isinstance(category, dict) else {},
        tags=frozenset(fields.get("tags") or ()),
        topic=fields.get("topic") or None,
        mode=fields.get("mode") or None,
        format=fields.get("format"),
        size=_size(fields.get("size") or {}),
        role=fields.get("role"),
        setting=fields.get("setting") or None,
        provider=fields.get("provider") or None,
        supervisor_id=fields.get("supervisor_id") or None,
        has_evidence=bool(fields.get("evidence")),
        has_reflection=_is_said(fields.get("reflection")),
        is_attested=bool(attested),
        clauses=tuple(fields.get("clauses") or ()),
        status=Status(fields.get("status") or Status.SUBMITTED),
        reason=fields.get("reason") or "",
        counts_for=frozenset(fields["counts_for"]) if fields.get("counts_for") else None,
    )


def _agrees(attestation: str | Fields) -> bool:
    """Tell an attestation from a disagreement, which is on record but bears nothing out."""
    return isinstance(attestation, str) or attestation.get("agrees") is not False


def _is_said(reflection: object) -> bool:
    if isinstance(reflection, Mapping):
        return any(isinstance(part, str) and part.strip() for part in reflection.values())
    return bool(reflection.strip()) if isinstance(reflection, str) else bool(reflection)


def _size(fields: Fields) -> Size:
    return Size(
        contracted=fields.get("contracted"),
        attended=fields.get("attended"),
        facilitated=bool(fields.get("facilitated")),
    )


def _paper(fields: Fields) -> Paper:
    return Paper(
        document=fields["document"],
        issued=day(fields.get("issued")),
        first=day(fields.get("from")),
        last=day(fields.get("to")),
        version=fields.get("version"),
    )


def _declaration(fields: Fields) -> Declaration:
    happened = fields.get("on") or fields.get("happened") or fields.get("happened_on")
    return Declaration(
        declaration=fields.get("declaration") or fields["event"],
        happened_on=day(happened),
        declared_on=day(fields.get("declared") or fields.get("declared_on")),
        requirement=fields.get("requirement"),
        minutes=fields.get("minutes"),
        verdict=fields.get("verdict"),
        until=day(fields.get("until")),
    )
