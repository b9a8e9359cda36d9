"""Finds certificates many at a time, and the files of bodies that are checked line by line."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, delete, func, insert, null, or_, select, update
from sqlalchemy.orm import Session

from cpd.certificates.models import Certificate
from cpd.people.models import Membership
from cpd.verification.models import BulkCheck, BulkLine
from cpd.verification.rules.scopes import BulkState
from cpd.verification.store.webhooks import MEMBERS, changed

IS_ISSUED = Certificate.issued_at.is_not(None)
OPEN = (BulkState.WAITING, BulkState.RUNNING)
IN_WORDS = BulkLine.answer["verdict"].as_string()
IS_ANSWERED = BulkLine.answer.is_not(null())


def certificates(
    session: Session, tokens: Collection[str], serials: Collection[str]
) -> Sequence[Certificate]:
    """Return what is issued under these names, in one query."""
    named = or_(Certificate.token.in_(tokens), Certificate.serial.in_(serials))
    return session.scalars(select(Certificate).where(named, IS_ISSUED)).all()


def members_of(
    session: Session, organisation_id: UUID, person_ids: Collection[UUID]
) -> frozenset[UUID]:
    """Return who of these shares what they hold with this body now."""
    query = select(Membership.person_id).where(
        Membership.organisation_id == organisation_id,
        Membership.person_id.in_(person_ids),
        Membership.role.in_(MEMBERS),
        Membership.ended_on.is_(None),
    )
    return frozenset(session.scalars(query))


def checks(
    session: Session, organisations: Collection[UUID], page: int, per_page: int
) -> tuple[Sequence[BulkCheck], int]:
    mine = BulkCheck.organisation_id.in_(organisations)
    count = session.scalar(select(func.count()).select_from(BulkCheck).where(mine)) or 0
    query = select(BulkCheck).where(mine).order_by(BulkCheck.created_at.desc(), BulkCheck.id)
    return session.scalars(query.limit(per_page).offset((page - 1) * per_page)).all(), count


def open_checks(session: Session, organisation_id: UUID) -> int:
    mine = (BulkCheck.organisation_id == organisation_id, BulkCheck.state.in_(OPEN))
    return session.scalar(select(func.count()).select_from(BulkCheck).where(*mine)) or 0


def one_of(session: Session, organisations: Collection[UUID], check_id: UUID) -> BulkCheck | None:
    query = select(BulkCheck).where(
        BulkCheck.id == check_id, BulkCheck.organisation_id.in_(organisations)
    )
    return session.scalar(query)


def held(session: Session, check_id: UUID) -> BulkCheck | None:
    """Return a check as it stands now, held until the transaction ends."""
    query = select(BulkCheck).where(BulkCheck.id == check_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def add_lines(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    session.execute(insert(BulkLine), list(rows))


def claim(session: Session, at: datetime, until: datetime) -> UUID | None:
    """Take the oldest file that is not being worked on."""
    free = or_(BulkCheck.claimed_until.is_(None), BulkCheck.claimed_until <= at)
    waits = (BulkCheck.state.in_(OPEN), free)
    oldest = (
        select(BulkCheck.id)
        .where(*waits)
        .order_by(BulkCheck.created_at, BulkCheck.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.scalar(
        update(BulkCheck)
        .where(BulkCheck.id == oldest.scalar_subquery(), *waits)
        .values(claimed_until=until, state=BulkState.RUNNING)
        .returning(BulkCheck.id)
        .execution_options(synchronize_session=False)
    )


def unanswered(session: Session, check_id: UUID, most: int) -> Sequence[BulkLine]:
    query = select(BulkLine).where(BulkLine.check_id == check_id, ~IS_ANSWERED)
    return session.scalars(query.order_by(BulkLine.line).limit(most)).all()


def answer(session: Session, check_id: UUID, answers: Mapping[int, dict[str, Any]]) -> None:
    """Write the answers of some lines, by their numbers."""
    rows = [{"check_id": check_id, "line": n, "answer": said} for n, said in answers.items()]
    session.execute(update(BulkLine), rows)


def note_done(session: Session, check_id: UUID, done: int, until: datetime) -> None:
    """Say how far it is, and hold on to it a little longer."""
    change = update(BulkCheck).where(BulkCheck.id == check_id)
    session.execute(change.values(done=BulkCheck.done + done, claimed_until=until))


def end(session: Session, check_id: UUID, state: BulkState, at: datetime) -> bool:
    """End a check that is still open; False if it ended before."""
    still = (BulkCheck.id == check_id, BulkCheck.state.in_(OPEN))
    values = {"state": state, "ended_at": at, "claimed_until": None}
    return changed(session, update(BulkCheck).where(*still).values(**values))


def tally(session: Session, check_id: UUID) -> Mapping[str, int]:
    """Count the answers by verdict."""
    query = select(IN_WORDS, func.count()).where(BulkLine.check_id == check_id, IS_ANSWERED)
    return {row[0]: row[1] for row in session.execute(query.group_by(IN_WORDS))}


def lines(
    session: Session, check_id: UUID, verdict: str, page: int, per_page: int
) -> tuple[Sequence[BulkLine], int]:
    """Return one page of the answered lines, and how many there are; all verdicts, or one."""
    mine = [BulkLine.check_id == check_id, IS_ANSWERED]
    if verdict:
        mine.append(IN_WORDS.in_([verdict]))
    count = session.scalar(select(func.count()).select_from(BulkLine).where(*mine)) or 0
    query = select(BulkLine).where(*mine).order_by(BulkLine.line)
    return session.scalars(query.limit(per_page).offset((page - 1) * per_page)).all(), count


def every_line(session: Session, check_id: UUID) -> Iterator[tuple[int, dict[str, Any]]]:
    """Return the number and the answer of every answered line, in order."""
    query = select(BulkLine.line, BulkLine.answer)
    query = query.where(BulkLine.check_id == check_id, IS_ANSWERED).order_by(BulkLine.line)
    return ((line, said) for line, said in session.execute(query) if said is not None)


def forget(session: Session, check_ids: Collection[UUID]) -> int:
    """Delete checks with all their lines, and return how many there were."""
    session.execute(delete(BulkLine).where(BulkLine.check_id.in_(check_ids)))
    gone = session.execute(delete(BulkCheck).where(BulkCheck.id.in_(check_ids)))
    return gone.rowcount if isinstance(gone, CursorResult) else 0


def ended_before(session: Session, instant: datetime, most: int) -> Sequence[UUID]:
    query = select(BulkCheck.id).where(BulkCheck.ended_at < instant).limit(most)
    return session.scalars(query).all()
