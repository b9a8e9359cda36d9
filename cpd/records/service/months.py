"""What can be done with whole months: call one complete, open it again."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from cpd.kernel.clock import local_date
from cpd.kernel.errors import NotFoundError
from cpd.records import store
from cpd.records.rules.entries import Logged
from cpd.records.rules.kinds import EntryKind
from cpd.records.rules.months import refuse_closing, touched
from cpd.records.service.events import MonthClosed, MonthReopened
from cpd.work import Work


def close_month(work: Work, person_id: UUID, month: date, *, is_none: bool) -> None:
    """Say that the practice of a month is complete, or that there was none."""
    zone = store.time_zone(work.session, person_id)
    if zone is None:
        raise NotFoundError("There is no such person.")
    refuse_closing(month, local_date(work.at, ZoneInfo(zone)))
    store.put_closed(work.session, person_id, month, work.at, is_none=is_none)
    work.announce(MonthClosed(person=person_id, year=month.year, month=month.month, none=is_none))


def reopen(work: Work, person_id: UUID, months: tuple[date, ...]) -> None:
    """Open months again. One that is open stays so."""
    for month in store.drop_closed(work.session, person_id, months):
        work.announce(MonthReopened(person=person_id, year=month.year, month=month.month))


def reopen_for(work: Work, person_id: UUID, *lines: Logged) -> None:
    """Open the months these entries lie in: what was said of them is not what they hold now.

    Nothing that happened is refused a place in the log; what falls is the word that it was all.
    """
    practice = [line for line in lines if line.kind is EntryKind.PRACTICE]
    if practice:
        reopen(work, person_id, tuple({month for line in practice for month in touched(line)}))
