"""Certificates that have no file yet: whose turn it is, and who has them in hand."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from cpd.certificates.models import Certificate
from cpd.certificates.rules.trying import CLOCKS_DIFFER_BY, LEASE, LONGEST_WAIT

IS_TO_BE_MADE = and_(
    Certificate.issued_at.is_(None),
    Certificate.replaced_at.is_(None),
    Certificate.withdrawn_at.is_(None),
    Certificate.erased_at.is_(None),
)


def claim(session: Session, owner: str, at: datetime, most: int) -> Sequence[Certificate]:
    """Take those that are due, in one statement: two schedulers never take the same.

    Single ones go before those of cohorts, and those that met no trouble before those that did.
    """
    due = (
        select(Certificate.id)
        .where(is_due(at))
        .order_by(
            Certificate.in_bulk,
            Certificate.try_after.is_not(None),
            Certificate.ordered_at,
            Certificate.id,
        )
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    taking = (
        update(Certificate)
        .where(Certificate.id.in_(due.scalar_subquery()), is_due(at))
        .values(claimed_by=owner, claimed_until=at + LEASE)
        .returning(Certificate)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    found = session.scalars(taking).all()
    return sorted(found, key=lambda one: (one.in_bulk, one.ordered_at, one.id))


def is_due(at: datetime) -> ColumnElement[bool]:
    """Say in SQL that one may be tried now. Times further off than ours go come from a wrong clock.

    What stands paused with its cohort waits for it.
    """
    lease, wait = at + LEASE + CLOCKS_DIFFER_BY, at + LONGEST_WAIT + CLOCKS_DIFFER_BY
    return and_(
        IS_TO_BE_MADE,
        Certificate.paused_at.is_(None),
        outside(Certificate.try_after, at, wait),
        outside(Certificate.claimed_until, at, lease),
    )


def outside(
    column: InstrumentedAttribute[datetime | None], at: datetime, latest: datetime
) -> ColumnElement[bool]:
    return or_(column.is_(None), column <= at, column > latest)


def held(session: Session, certificate_id: UUID, owner: str) -> Certificate | None:
    """Return one that this owner claimed and nobody finished, fresh, held until the end."""
    query = (
        select(Certificate)
        .where(Certificate.id == certificate_id, Certificate.claimed_by == owner, IS_TO_BE_MADE)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalar(query)


def give_back(session: Session, owner: str) -> None:
    """Let others have what this owner claimed and did not come to."""
    mine = (
        select(Certificate.id)
        .where(IS_TO_BE_MADE, Certificate.claimed_by == owner)
        .with_for_update(skip_locked=True)  # whoever holds one is changing it at this moment
    )
    session.execute(
        update(Certificate)
        .where(Certificate.id.in_(mine.scalar_subquery()))
        .values(claimed_by=None, claimed_until=None)
        .execution_options(synchronize_session=False)
    )
