"""What stands on certificates besides what was learnt: who issues them, and who approved them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cpd.certificates.models import Approval, IssuerLogo, IssuerProfile


def profile(session: Session, organisation_id: UUID) -> IssuerProfile | None:
    return session.get(IssuerProfile, organisation_id)


def approvals(
    session: Session, organisation_id: UUID, module_key: str, day: date
) -> Sequence[Approval]:
    """Return what bodies approved of a module that holds on a day, by body."""
    query = select(Approval).where(
        Approval.organisation_id == organisation_id,
        Approval.module_key == module_key,
        Approval.removed_at.is_(None),
        Approval.valid_from <= day,
        or_(Approval.valid_until.is_(None), Approval.valid_until >= day),
    )
    return session.scalars(query.order_by(Approval.body, Approval.number, Approval.id)).all()


def logo(session: Session, sha256: str | None) -> bytes | None:
    if sha256 is None:
        return None
    return session.scalar(select(IssuerLogo.png).where(IssuerLogo.sha256 == sha256))
