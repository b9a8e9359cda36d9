"""How one member stands, for slices above: their log as rules read it, and each body's word."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from cpd.standings import store
from cpd.standings.rules.following import Followed
from cpd.standings.rules.keeping import Kept
from cpd.standings.rules.panels import Panel, by_urgency, panel
from cpd.standings.rules.strips import first_shown
from cpd.standings.service.judging import judge


def log_of(session: Session, person_id: UUID, time_zone: str) -> Kept:
    """Return a member's log as the rules read it, before it is known which body asks."""
    return store.kept(session, {person_id: time_zone})[person_id]


def followed_of(session: Session, person_id: UUID) -> list[Followed]:
    return store.followed_by(session, person_id)


def packs_followed_by(session: Session, person_ids: Collection[UUID]) -> Mapping[UUID, list[str]]:
    """Return which packs these people follow now."""
    followed = store.followed_by_all(session, person_ids)
    return {person_id: [one.pack_id for one in some] for person_id, some in followed.items()}


def panels_of(session: Session, person_id: UUID, time_zone: str, today: date) -> list[Panel]:
    """Judge a member's log by every body they follow, the most urgent first."""
    followed = store.followed_by(session, person_id)
    if not followed:
        return []
    kept = log_of(session, person_id, time_zone)
    judged = (judge(kept, one, today, first_shown(today)) for one in followed)
    return by_urgency(
        panel(one.followed, one.pack, one.evaluation, one.log.entries)
        for one in judged
        if one is not None
    )
