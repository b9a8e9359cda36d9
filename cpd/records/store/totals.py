from uuid import UUID

from sqlalchemy import bindparam, extract, func, select
from sqlalchemy.orm import Session

from cpd.records.models import Entry
from cpd.records.rules.totals import Heap

_HEAP = (
    extract("year", Entry.done_on), extract("month", Entry.done_on), Entry.kind,
    Entry.part, Entry.withdrawn_at.is_not(None),
)  # fmt: skip
_HEAPS = (
    select(*_HEAP, func.count(), func.sum(Entry.minutes), func.max(Entry.done_on))
    .where(Entry.person_id == bindparam("person_id"))
    .group_by(*_HEAP)
)


def heaps(session: Session, person_id: UUID) -> list[Heap]:
    """Return somebody's entries added up by month and kind, those that count and the withdrawn."""
    return [
        Heap(
            year=int(row[0]),
            month=int(row[1]),
            kind=row[2],
            part=row[3],
            withdrawn=bool(row[4]),
            entries=row[5],
            minutes=int(row[6]),
            last_on=row[7],
        )
        for row in session.execute(_HEAPS, {"person_id": person_id})
    ]
