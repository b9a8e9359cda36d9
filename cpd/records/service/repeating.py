"""What can be done with a series: write an entry on other days too, and take that back."""

from collections.abc import Collection
from datetime import date
from uuid import UUID, uuid4

from cpd.kernel.errors import NotFoundError
from cpd.records import store
from cpd.records.models import Entry
from cpd.records.rules.again import on_another_day
from cpd.records.rules.changes import refuse_withdrawn
from cpd.records.rules.repeating import Every, checked_days, refuse_unrepeatable
from cpd.records.service.entries import log, mine_locked, restore, time_zone, withdraw
from cpd.work import Work


def repeat(
    work: Work, person_id: UUID, entry_id: UUID, every: Every, days: Collection[date]
) -> UUID:
    """Write the entry again on these days, and return the series by which to take them back.

    A day it was repeated on before is not written twice; one that was taken back counts again.
    """
    entry = mine_locked(work, person_id, entry_id)
    refuse_withdrawn(entry.withdrawn_at)
    refuse_unrepeatable(entry.logged, entry.source)
    today = work.today(time_zone(work, person_id))
    batch_id, last = uuid4(), None
    for day in checked_days(entry.logged, every, days, today):
        line = on_another_day(entry.logged, day)
        reference = f"repeat:{entry_id}:{day.isoformat()}"
        last = log(work, person_id, line, source_ref=reference, batch_id=batch_id)
        if last.withdrawn_at is not None:
            restore(work, person_id, last.id).batch_id = batch_id
    work.session.flush()
    is_new = bool(store.repeated(work.session, person_id, batch_id))
    return batch_id if is_new or last is None or last.batch_id is None else last.batch_id


def take_back(work: Work, person_id: UUID, batch_id: UUID) -> int:
    """Withdraw a whole series, and return how many entries that were."""
    found = [one for one in series(work, person_id, batch_id) if one.withdrawn_at is None]
    for one in found:
        withdraw(work, person_id, one.id)
    return len(found)


def bring_back(work: Work, person_id: UUID, batch_id: UUID) -> int:
    """Let a whole series count again, and return how many entries that were."""
    found = [one for one in series(work, person_id, batch_id) if one.withdrawn_at is not None]
    for one in found:
        restore(work, person_id, one.id)
    return len(found)


def series(work: Work, person_id: UUID, batch_id: UUID) -> list[Entry]:
    found = list(store.repeated(work.session, person_id, batch_id))
    if not found:
        raise NotFoundError("There is no such series in your log.")
    return found
