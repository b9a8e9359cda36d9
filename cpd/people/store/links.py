"""Finds the links in letters, and uses them up."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session, joinedload

from cpd.people.models import LetterLink
from cpd.people.rules import Purpose


def link_by_hash(session: Session, token_sha256: str, purpose: Purpose) -> LetterLink | None:
    query = select(LetterLink).where(
        LetterLink.token_sha256 == token_sha256, LetterLink.purpose == purpose
    )
    return session.scalar(query.options(joinedload(LetterLink.person)))


def open_link(
    session: Session, token_sha256: str, purpose: Purpose, at: datetime
) -> LetterLink | None:
    """Return the link if it may still be used, with its person."""
    link = link_by_hash(session, token_sha256, purpose)
    if link is None or link.used_at is not None or link.expires_at <= at:
        return None
    return link


def use_link(session: Session, token_sha256: str, purpose: Purpose, at: datetime) -> UUID | None:
    """Use the link up in one statement, so that two tabs cannot both; return whose it was."""
    used = update(LetterLink).where(
        LetterLink.token_sha256 == token_sha256,
        LetterLink.purpose == purpose,
        LetterLink.used_at.is_(None),
        LetterLink.expires_at > at,
    )
    return session.scalar(used.values(used_at=at).returning(LetterLink.person_id))


def void_links(
    session: Session, person_id: UUID, purposes: Collection[Purpose], at: datetime
) -> None:
    voided = update(LetterLink).where(
        LetterLink.person_id == person_id,
        LetterLink.purpose.in_(purposes),
        LetterLink.used_at.is_(None),
    )
    session.execute(voided.values(used_at=at))


def drop_links_before(session: Session, instant: datetime) -> int:
    """Delete the links that were used or ran out before then."""
    past = or_(LetterLink.used_at < instant, LetterLink.expires_at < instant)
    dropped = delete(LetterLink).where(past).returning(LetterLink.id)
    return len(session.scalars(dropped).all())
