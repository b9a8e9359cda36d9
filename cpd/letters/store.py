"""Finds letters in the outbox, puts them there once, and takes them out one by one."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, Update, and_, func, or_, select, update
from sqlalchemy.orm import Session, aliased, defer

from cpd.db import insert_into
from cpd.letters.models import Letter
from cpd.letters.rules import (
    CLOCK_WENT_BACK,
    LEASE,
    UNSETTLED,
    Draft,
    InDoubt,
    Phase,
    Settlement,
    Tally,
    shortened,
)

FORGOTTEN = {"text": "", "html": ""}
BLANKED = FORGOTTEN | {"subject": "A letter whose words were erased", "is_secret": True}


def by_id(session: Session, letter_id: UUID) -> Letter | None:
    return session.get(Letter, letter_id)


def by_key(session: Session, key: str) -> Letter | None:
    return session.scalar(select(Letter).where(Letter.key == key))


def add_once(session: Session, draft: Draft, at: datetime) -> None:
    """Put the letter into the outbox unless one with its key is there already."""
    row = {"key": draft.key} | words_of(draft) | due(at)
    insert = insert_into(session, Letter).values(**row)
    session.execute(insert.on_conflict_do_nothing(index_elements=["key"]))


def words_of(draft: Draft) -> dict[str, Any]:
    return {
        "person_id": draft.person_id,
        "recipient": draft.recipient,
        "subject": shortened(draft.subject),
        "text": draft.text,
        "html": draft.html,
        "is_secret": draft.is_secret,
        "in_doubt": draft.in_doubt,
    }


def due(at: datetime) -> dict[str, Any]:
    return {"phase": Phase.DUE, "queued_at": at, "next_try_at": at, "tries": 0}


def claim_next(session: Session, owner: str, at: datetime) -> Letter | None:
    """Take the oldest letter that is due, in one statement: two workers never take the same."""
    oldest = (
        select(Letter.id)
        .where(Letter.phase == Phase.DUE, Letter.next_try_at <= at)
        .order_by(Letter.queued_at, Letter.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    claim = (
        update(Letter)
        .where(Letter.id == oldest.scalar_subquery(), Letter.phase == Phase.DUE)
        .values(phase=Phase.CLAIMED, owner=owner, lease_until=at + LEASE, tries=Letter.tries + 1)
        .returning(Letter)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return session.scalar(claim)


def hand_over(session: Session, letter_id: UUID, owner: str, at: datetime) -> bool:
    """Note that the dot is about to be sent; False if the claim ran out or is somebody else's."""
    mine = (Letter.id == letter_id, Letter.owner == owner, Letter.phase == Phase.CLAIMED)
    lasting = update(Letter).where(*mine, Letter.lease_until > at)
    return changed(session, lasting.values(phase=Phase.HANDOVER)) == 1


def close_try(
    session: Session, letter_id: UUID, owner: str, end: Settlement, answer: str, at: datetime
) -> bool:
    """Write down how the try ended. Also from `unknown`: a late answer is better than none."""
    open_phases = (Phase.CLAIMED, Phase.HANDOVER, Phase.UNKNOWN)
    mine = (Letter.id == letter_id, Letter.owner == owner, Letter.phase.in_(open_phases))
    values: dict[str, Any] = {
        "phase": end.phase,
        "tries": end.tries,
        "last_answer": answer,
        "lease_until": None,
        "owner": None,
    }
    if end.phase is Phase.SENT:
        values["sent_at"] = at
    if end.next_try_at is not None:
        values["next_try_at"] = end.next_try_at
    closed = changed(session, update(Letter).where(*mine).values(**values)) == 1
    if closed and end.phase in {Phase.SENT, Phase.REFUSED}:
        forget_words(session, letter_id)
    return closed


def forget_words(session: Session, letter_id: UUID) -> None:
    """Blank a secret letter: its link must not lie about once it is no longer needed."""
    secret = update(Letter).where(Letter.id == letter_id, Letter.is_secret)
    session.execute(secret.values(**FORGOTTEN))


def recover(session: Session, at: datetime, note: str) -> int:
    """Give back what a worker left when it died. Only after the handover is anything in doubt."""
    run_out = or_(Letter.lease_until <= at, Letter.lease_until > at + CLOCK_WENT_BACK)
    left_at_dot = and_(Letter.phase == Phase.HANDOVER, run_out)
    again = {"phase": Phase.DUE, "owner": None, "lease_until": None, "next_try_at": at}
    asked = {"phase": Phase.UNKNOWN, "last_answer": note}
    steps = (
        update(Letter).where(Letter.phase == Phase.CLAIMED, run_out).values(**again),
        update(Letter).where(left_at_dot, Letter.in_doubt == InDoubt.RESEND).values(**again),
        update(Letter).where(left_at_dot, Letter.in_doubt == InDoubt.ASK).values(**asked),
        update(Letter)
        .where(Letter.phase == Phase.DUE, Letter.next_try_at > at + CLOCK_WENT_BACK)
        .values(next_try_at=at),
    )
    return sum(changed(session, step) for step in steps)


def move(session: Session, letter_id: UUID, come_from: Collection[Phase], **values: object) -> bool:
    """Change a letter if it stands in one of these phases, and say whether it did."""
    there = update(Letter).where(Letter.id == letter_id, Letter.phase.in_(come_from))
    return changed(session, there.values(**values)) == 1


def drop(session: Session, keys: Collection[str] | None) -> frozenset[UUID]:
    """Drop those of these letters (None: of all) that wait, and forget what was secret in them.

    One in a worker's hands is dropped too: it misses its handover.
    """
    waiting = Letter.phase.in_((Phase.DUE, Phase.CLAIMED))
    these = waiting if keys is None else and_(waiting, Letter.key.in_(keys))
    ended = {"phase": Phase.DROPPED, "owner": None, "lease_until": None}
    secret = update(Letter).where(these, Letter.is_secret).values(**FORGOTTEN)
    changed(session, secret)
    dropped = update(Letter).where(these).values(**ended).returning(Letter.id)
    return frozenset(session.scalars(dropped.execution_options(synchronize_session=False)))


def put_back(session: Session, draft: Draft, at: datetime) -> None:
    """Owe a letter that was dropped anew, in the words of today."""
    dropped = update(Letter).where(Letter.key == draft.key, Letter.phase == Phase.DROPPED)
    again = words_of(draft) | due(at)
    changed(session, dropped.values(**again, last_answer=None))


def blank(session: Session, keys: Collection[str]) -> None:
    """Take the words out of these letters wherever they stand; none in doubt is sent again."""
    these = Letter.key.in_(keys)
    doubtful = update(Letter).where(these, Letter.phase == Phase.UNKNOWN)
    changed(session, doubtful.values(phase=Phase.DROPPED))
    changed(session, update(Letter).where(these).values(**BLANKED))


def changed(session: Session, statement: Update) -> int:
    result = session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)  # noqa: S101 - an UPDATE has no other
    return result.rowcount


def tally(session: Session) -> Tally:
    """Count all letters and those in each phase, in one statement, so that the sums must agree."""
    queued = select(func.count()).select_from(aliased(Letter)).scalar_subquery()
    query = select(Letter.phase, func.count(), queued).group_by(Letter.phase)
    rows = session.execute(query).all()
    counts = dict.fromkeys(Phase, 0) | {phase: count for phase, count, _ in rows}
    return Tally(rows[0][2] if rows else 0, counts)


def longest_waiting(session: Session) -> Letter | None:
    """Return the letter that was queued first of those that are neither sent nor settled."""
    waiting = select(Letter).where(Letter.phase.in_(UNSETTLED)).order_by(Letter.queued_at)
    return session.scalar(waiting.limit(1))


def page(session: Session, phase: Phase | None, *, skip: int, most: int) -> Sequence[Letter]:
    """Return one page of the outbox, newest first, without what the letters say."""
    query = select(Letter).order_by(Letter.queued_at.desc(), Letter.id.desc())
    if phase is not None:
        query = query.where(Letter.phase == phase)
    words = (defer(Letter.text, raiseload=True), defer(Letter.html, raiseload=True))
    return session.scalars(query.options(*words).offset(skip).limit(most)).all()
