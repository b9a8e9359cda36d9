from uuid import UUID

from cpd.kernel.errors import NotFoundError
from cpd.standings import store
from cpd.standings.models import Absence
from cpd.standings.rules.following import Away, checked_away
from cpd.standings.service.events import (
    AbsenceAdded,
    AbsenceRestored,
    AbsenceWithdrawn,
    is_break,
)
from cpd.work import Work


def add_absence(work: Work, person_id: UUID, away: Away, source_ref: str | None = None) -> Absence:
    """Write down days away. The same days of the same kind twice are once."""
    away = checked_away(away)
    there = store.same_absence(work.session, person_id, away)
    if there is not None:
        return there
    absence = Absence(
        person_id=person_id,
        kind=away.kind,
        since=away.since,
        until=away.until,
        source_ref=source_ref,
        added_at=work.at,
    )
    work.session.add(absence)
    work.session.flush()
    work.announce(AbsenceAdded(absence=absence.id, person=person_id, is_break=is_break(away.kind)))
    return absence


def withdraw_absence(work: Work, person_id: UUID, absence_id: UUID) -> Absence:
    """Let days away count as ordinary days again. Twice changes nothing."""
    absence = mine(work, person_id, absence_id)
    if absence.withdrawn_at is None:
        absence.withdrawn_at = work.at
        work.announce(AbsenceWithdrawn(absence=absence.id, person=person_id))
    return absence


def restore_absence(work: Work, person_id: UUID, absence_id: UUID) -> Absence:
    absence = mine(work, person_id, absence_id)
    if absence.withdrawn_at is not None:
        absence.withdrawn_at = None
        work.announce(AbsenceRestored(absence=absence.id, person=person_id))
    return absence


def mine(work: Work, person_id: UUID, absence_id: UUID) -> Absence:
    absence = store.absence_locked(work.session, person_id, absence_id)
    if absence is None:
        raise NotFoundError("There are no such days away of yours.")
    return absence
