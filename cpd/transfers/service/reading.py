"""How the lines of an uploaded file are read against somebody's log. Nothing is written here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from cpd.codes.files import register
from cpd.kernel.clock import local_date
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.records.rules.kinds import EntryKind
from cpd.transfers.models import ImportBatch
from cpd.transfers.packing import unpacked
from cpd.transfers.rules.besides import Beside, SeenBesides, read_all
from cpd.transfers.rules.cells import DateForm, an_id, one_of
from cpd.transfers.rules.columns import Mapped
from cpd.transfers.rules.lines import Line, Reader, Seen
from cpd.transfers.rules.reports import Choices
from cpd.transfers.rules.tables import Table
from cpd.transfers.store import imports as store
from cpd.transfers.store.besides import seen_besides

Value = TypeVar("Value")
GONE = "This file is not here any more. Please upload it again."


@dataclass(frozen=True)
class Opened:
    """A file that is being read: its table, the reader, and what the log holds already."""

    batch: ImportBatch
    table: Table
    reader: Reader
    seen: Seen
    sessions: frozenset[UUID]  # supervision sessions that stand in the log
    seen_besides: SeenBesides

    def lines(self) -> Iterator[Line]:
        return (self.reader.line(raw) for raw in self.table.rows)

    def besides(self) -> Iterator[Beside]:
        return read_all(self.table.besides, self.reader.today)

    @property
    def choices(self) -> Choices:
        return Choices(**(self.batch.choices or {}))


def content_of(session: Session, person_id: UUID, batch_id: UUID) -> tuple[ImportBatch, Table]:
    batch = store.with_content(session, person_id, batch_id)
    if batch is None:
        raise NotFoundError("There is no such import.")
    if batch.content is None:
        raise NotFoundError(GONE)
    return batch, unpacked(batch.content)


def opened(session: Session, person_id: UUID, batch_id: UUID, at: datetime) -> Opened:
    """Read what a file is read with: how it is mapped, and what the log holds."""
    batch, table = content_of(session, person_id, batch_id)
    zone = ZoneInfo(store.time_zone(session, person_id))
    ids, keys, sessions = store.known(session, person_id, batch_id)
    mapped = mapped_of(batch)
    kind = batch.mapping.get("kind")
    reader = Reader(
        heads=table.heads,
        mapped=mapped,
        form=DateForm(batch.mapping.get("form", DateForm.ISO)),
        kind=EntryKind(kind) if kind else None,
        today=local_date(at, zone),
        zone=zone,
        register=register(),
        supervisors=store.supervisors(session, person_id) | frozenset(people_of(table)),
        sessions=sessions | frozenset(sessions_in(table, mapped)),
    )
    besides = seen_besides(session, person_id) if table.besides else SeenBesides()
    return Opened(batch, table, reader, Seen(ids, keys), sessions, besides)


def mapped_of(batch: ImportBatch) -> Mapped:
    return {int(place): name for place, name in batch.mapping.get("columns", {}).items()}


def people_of(table: Table) -> Iterator[UUID]:
    """Yield the old ids of the supervisors that a whole export brings along."""
    for one in table.people:
        found = tried(an_id, str(one.get("id", "")))
        if found is not None:
            yield found


def sessions_in(table: Table, mapped: Mapped) -> Iterator[UUID]:
    """Yield the old ids of the supervision sessions in a file; dilemmas may name them."""
    places = {name: place for place, name in mapped.items()}
    if not {"entry_id", "kind", "taken_to"} <= set(places):
        return
    for raw in table.rows:
        cells = {name: raw.cells[place] for name, place in places.items()
                 if place < len(raw.cells)}  # fmt: skip
        if tried(KIND, cells.get("kind", "")) is EntryKind.SUPERVISION:
            id_ = tried(an_id, cells.get("entry_id", ""))
            if id_ is not None:
                yield id_


KIND: Callable[[str], EntryKind] = one_of(EntryKind)


def tried(read: Callable[[str], Value], text: str) -> Value | None:
    try:
        return read(text)
    except RuleError:
        return None
