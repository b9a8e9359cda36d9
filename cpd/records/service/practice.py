"""What can be done with practice hours in bulk: save the changed rows of a year, all or none."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from cpd.kernel.errors import RuleError
from cpd.records import store
from cpd.records.models import Entry
from cpd.records.rules.entries import Logged
from cpd.records.rules.kinds import EntryKind
from cpd.records.rules.practice import (
    Bulk,
    By,
    Closing,
    Deed,
    Period,
    Row,
    Stands,
    deed,
    minutes_in,
    periods,
)
from cpd.records.service.entries import change, log, time_zone, withdraw
from cpd.records.service.months import close_month, reopen
from cpd.work import Work


class RowsRefusedError(RuleError):
    """Some rows cannot be saved as they are, so none was. `by_row` says why, by their keys."""

    def __init__(self, by_row: Mapping[str, str]) -> None:
        super().__init__("Some rows need another look; nothing was saved yet.")
        self.by_row = by_row


def year_stands(
    session: Session, person_id: UUID, shown: Sequence[Period], by: By
) -> dict[str, Stands]:
    """Return what the log holds for each period, by its key. Three queries."""
    if not shown:
        return {}
    first, last = min(one.first for one in shown), max(one.last for one in shown)
    heaps = store.practice_heaps(session, person_id, first, last)
    bulk = store.bulk_entries(session, person_id, first, last)
    firsts = [one.first for one in shown] if by is By.MONTH else []
    closed = {
        one.month: Closing.NONE if one.is_none else Closing.COMPLETE
        for one in store.closed_months(session, person_id, firsts)
    }
    return {
        one.key: Stands(
            period=one,
            minutes=minutes_in(one, by, heaps),
            bulk=bulk_of(one, bulk),
            closing=closed.get(one.first, Closing.OPEN),
        )
        for one in shown
    }


def bulk_of(period: Period, entries: Sequence[Entry]) -> Bulk | None:
    """Return the entry that holds this period, unless its owner has moved it elsewhere."""
    for entry in entries:
        is_its = (entry.source_ref or "").startswith(period.reference)
        if is_its and period.first <= entry.done_on and entry.logged.last_on <= period.last:
            return Bulk(entry.id, entry.version, entry.minutes, entry.setting or "")
    return None


def save_practice(work: Work, person_id: UUID, year: int, by: By, rows: Sequence[Row]) -> int:
    """Save the rows that were changed, and return how many that were."""
    store.hold(work.session, person_id)
    today = work.today(time_zone(work, person_id))
    shown = periods(year, by, today)
    stands = year_stands(work.session, person_id, shown, by)
    refused: dict[str, str] = {}
    changed = [row for row in rows if row.is_changed and row.key in stands]
    for row in changed:
        try:
            do(work, person_id, stands[row.key], deed(row, stands[row.key], today), today)
        except RuleError as error:
            refused[row.key] = str(error)
    if refused:
        raise RowsRefusedError(refused)
    return len(changed)


def do(work: Work, person_id: UUID, stands: Stands, deed: Deed, today: date) -> None:
    period, bulk = stands.period, stands.bulk
    if bulk is None and deed.minutes:
        line = in_bulk(period, deed, today)
        log(work, person_id, line, source_ref=period.reference + secrets.token_hex(8))
    elif bulk is not None and not deed.minutes:
        withdraw(work, person_id, bulk.entry_id)
    elif bulk is not None and (deed.minutes, deed.setting) != (bulk.minutes, bulk.setting):
        stood = store.mine(work.session, person_id, bulk.entry_id)
        if stood is None:
            raise LookupError("the hours in bulk were there a moment ago")
        line = replace(
            stood.logged,
            minutes=deed.minutes,
            setting=deed.setting or None,
            ended_on=in_bulk(period, deed, today).ended_on,
        )
        change(work, person_id, bulk.entry_id, bulk.version, line)
    settle(work, person_id, stands, deed)


def settle(work: Work, person_id: UUID, stands: Stands, deed: Deed) -> None:
    """Close or open the month as its row says; what changed its hours has opened it."""
    month = stands.period.first
    before = stands.bulk.minutes if stands.bulk else 0
    if (deed.closing, deed.minutes) == (stands.closing, before):
        return
    if deed.closing is not Closing.OPEN:
        close_month(work, person_id, month, is_none=deed.closing is Closing.NONE)
    elif stands.closing is not Closing.OPEN:
        reopen(work, person_id, (month,))


def in_bulk(period: Period, deed: Deed, today: date) -> Logged:
    """Return the line for a period's hours, up to today while it runs."""
    last = min(period.last, today)
    return Logged(
        kind=EntryKind.PRACTICE,
        done_on=period.first,
        ended_on=last if last != period.first else None,
        minutes=deed.minutes,
        title=f"Practice, {period.name}",
        setting=deed.setting or None,
    )
