"""Entries as the rules read them. A page of ten years reads a thousand, the job a million.

So they are read as bare columns, without the reflections, and what lists they hold is parsed once
for all that hold the same.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, Text, cast, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from cpd.attestations.store import agreed
from cpd.evidence.store import entries_with
from cpd.records.models import Entry
from cpd.records.rules.kinds import EntryKind, Mode, Source
from cpd.requirements.rules.logs import LogEntry, Size

Zones = Mapping[UUID, str]  # the members whose logs are read, and where each of them lives
Value = TypeVar("Value")
AnyQuery: TypeAlias = Select[*tuple[Any, ...]]
AnyRow: TypeAlias = Row[*tuple[Any, ...]]

_MODES: Mapping[Mode, str] = {Mode.LIVE_ONLINE: "live"}
_IT = Entry.__table__.c
_HAS_REFLECTION = or_(_IT.reflection != "", _IT.planned != "", _IT.acted != "", _IT.evaluated != "")
_READ = (
    _IT.person_id, _IT.id, _IT.kind, _IT.done_on, _IT.ended_on, _IT.begins, _IT.ends, _IT.minutes,
    _IT.own_minutes, _IT.title, _IT.provider, _IT.category, cast(_IT.categories, Text),
    cast(_IT.tags, Text), _IT.topic, _IT.mode, _IT.part, _IT.setting, _IT.supervision_format,
    _IT.contracted, _IT.attended, _IT.facilitated, _IT.supervisor_id, cast(_IT.clauses, Text),
    cast(_IT.counts_for, Text), _IT.source, _IT.logged_at, _HAS_REFLECTION,
)  # fmt: skip


def grouped(found: Iterator[tuple[UUID, Value]]) -> Mapping[UUID, tuple[Value, ...]]:
    """Gather what belongs to each member; nothing for who has none."""
    heaps: defaultdict[UUID, list[Value]] = defaultdict(list)
    for person_id, value in found:
        heaps[person_id].append(value)
    return defaultdict(tuple, {person_id: tuple(heap) for person_id, heap in heaps.items()})


def of_members(
    query: AnyQuery, person: ColumnElement[UUID] | InstrumentedAttribute[UUID], zones: Zones
) -> AnyQuery:
    if len(zones) == 1:
        return query.where(person == next(iter(zones)))
    return query.where(person.in_(zones))


def each_entry(session: Session, zones: Zones) -> Iterator[tuple[UUID, LogEntry]]:
    """Yield every entry that stands, with whose it is, by member and day."""
    attested, evidenced = agreed(session, zones), entries_with(session, zones)
    query = of_members(select(*_READ), _IT.person_id, zones).where(_IT.withdrawn_at.is_(None))
    places = {name: ZoneInfo(name) for name in set(zones.values())}
    for row in session.execute(query.order_by(_IT.person_id, _IT.done_on, _IT.id)):
        person_id, entry_id = row[0], row[1]
        zone = places[zones[person_id]]
        shown = {"has_evidence": entry_id in evidenced, "is_attested": entry_id in attested}
        yield person_id, _entry(row, zone, **shown)


def _entry(row: AnyRow, zone: ZoneInfo, *, has_evidence: bool, is_attested: bool) -> LogEntry:
    (
        _, id_, kind, first, ended, begins, ends, minutes, own, title, provider, category,
        categories, tags, topic, mode, part, setting, way, contracted, attended, facilitated,
        supervisor, clauses, counts_for, source, logged_at, has_reflection,
    ) = row  # fmt: skip
    last = ended or first
    is_timed = begins is not None and ends is not None
    return LogEntry(
        id=str(id_),
        kind=kind.value,
        start_on=first,
        end_on=last,
        minutes=minutes,
        starts_at=datetime.combine(first, begins) if is_timed else None,
        ends_at=datetime.combine(last, ends) if is_timed else None,
        recorded_on=logged_at.astimezone(zone).date(),
        own_minutes=own,
        title=title,
        category=category,
        categories=_mapping(categories),
        tags=_set(tags),
        topic=topic,
        mode=_MODES.get(mode, mode.value) if mode else None,
        format=way.value if way else None,
        size=_size(contracted, attended, facilitated),
        role=part.value if part else "received" if kind is EntryKind.SUPERVISION else None,
        setting=setting,
        provider=provider,
        supervisor_id=str(supervisor) if supervisor else None,
        has_evidence=has_evidence or source is Source.MODULE,
        has_reflection=has_reflection,
        is_attested=is_attested,
        clauses=_list(clauses),
        counts_for=None if counts_for is None else _set(counts_for),
    )


@lru_cache(maxsize=4096)
def _mapping(text: str) -> Mapping[str, str]:
    return dict(json.loads(text))


@lru_cache(maxsize=4096)
def _set(text: str) -> frozenset[str]:
    return frozenset(json.loads(text))


@lru_cache(maxsize=4096)
def _list(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


@lru_cache(maxsize=4096)
def _size(contracted: int | None, attended: int | None, facilitated: bool | None) -> Size:  # noqa: FBT001 - the three columns
    return Size(contracted=contracted, attended=attended, facilitated=bool(facilitated))
