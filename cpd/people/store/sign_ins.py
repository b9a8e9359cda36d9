"""Finds and ends sign-ins."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from cpd.people.models import SignIn
from cpd.people.rules import SIGN_IN_IDLE, SIGN_IN_LONGEST


def sign_ins_of(session: Session, person_id: UUID, at: datetime) -> Sequence[SignIn]:
    """Return those that hold now, the one last seen first."""
    query = select(SignIn).where(
        SignIn.person_id == person_id,
        SignIn.ended_at.is_(None),
        SignIn.seen_at >= at - SIGN_IN_IDLE,
        SignIn.began_at >= at - SIGN_IN_LONGEST,
    )
    return session.scalars(query.order_by(SignIn.seen_at.desc(), SignIn.id)).all()


def end_sign_ins(session: Session, person_id: UUID, at: datetime, *, but: UUID | None) -> int:
    """End every sign-in of this person, save the one they sit at; return how many."""
    ended = update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    if but is not None:
        ended = ended.where(SignIn.id != but)
    return len(session.scalars(ended.values(ended_at=at).returning(SignIn.id)).all())


def end_by_hash(session: Session, token_sha256: str, at: datetime) -> UUID | None:
    """End the sign-in with this token, if it holds; return whose it was."""
    which = update(SignIn).where(SignIn.token_sha256 == token_sha256, SignIn.ended_at.is_(None))
    return session.scalar(which.values(ended_at=at).returning(SignIn.person_id))


def end_mine(session: Session, person_id: UUID, sign_in_id: UUID, at: datetime) -> bool:
    which = update(SignIn).where(
        SignIn.person_id == person_id, SignIn.id == sign_in_id, SignIn.ended_at.is_(None)
    )
    return session.scalar(which.values(ended_at=at).returning(SignIn.id)) is not None


def end_run_out(session: Session, at: datetime) -> int:
    run_out = or_(SignIn.seen_at < at - SIGN_IN_IDLE, SignIn.began_at < at - SIGN_IN_LONGEST)
    ended = update(SignIn).where(SignIn.ended_at.is_(None), run_out).values(ended_at=at)
    return len(session.scalars(ended.returning(SignIn.id)).all())
