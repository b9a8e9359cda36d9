"""Keeps what organisations say of themselves on certificates, and what bodies approved."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.certificates.models import Approval, IssuerLogo, IssuerProfile
from cpd.certificates.rules.profiles import NewApproval, Profile
from cpd.db import insert_into
from cpd.people.models import Organisation
from cpd.people.rules import OrganisationKind


def providers(session: Session, organisations: Collection[UUID]) -> Sequence[Organisation]:
    """Return those of these organisations that issue certificates, by name."""
    query = select(Organisation).where(
        Organisation.id.in_(organisations), Organisation.kind == OrganisationKind.PROVIDER
    )
    return session.scalars(query.order_by(Organisation.name, Organisation.id)).all()


def add_once(session: Session, organisation_id: UUID, first: Profile, at: datetime) -> None:
    insert = insert_into(session, IssuerProfile).values(
        organisation_id=organisation_id,
        design=first.design,
        address=first.address,
        signatory=first.signatory,
        signatory_title=first.signatory_title,
        provider_numbers=[],
        changed_at=at,
    )
    session.execute(insert.on_conflict_do_nothing())


def locked(session: Session, organisation_id: UUID) -> IssuerProfile:
    """Return the profile as it stands now, held until the transaction ends."""
    query = select(IssuerProfile).where(IssuerProfile.organisation_id == organisation_id)
    held = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(held).one()


def add_logo(session: Session, sha256: str, png: bytes, at: datetime) -> None:
    """Keep a logo, once: what stood on an issued certificate stays for the record."""
    insert = insert_into(session, IssuerLogo).values(sha256=sha256, png=png, kept_at=at)
    session.execute(insert.on_conflict_do_nothing())


def approvals(session: Session, organisation_id: UUID) -> Sequence[Approval]:
    """Return every approval that was not removed, those that hold longest first."""
    query = select(Approval).where(
        Approval.organisation_id == organisation_id, Approval.removed_at.is_(None)
    )
    order = (Approval.module_key, Approval.body, Approval.valid_from.desc(), Approval.id)
    return session.scalars(query.order_by(*order)).all()


def same_approval(session: Session, organisation_id: UUID, new: NewApproval) -> Approval | None:
    query = select(Approval).where(
        Approval.organisation_id == organisation_id,
        Approval.module_key == new.module_key,
        Approval.body == new.body,
        Approval.number == new.number,
        Approval.valid_from == new.valid_from,
        Approval.removed_at.is_(None),
    )
    return session.scalars(query).first()


def approval_held(session: Session, organisation_id: UUID, approval_id: UUID) -> Approval | None:
    query = select(Approval).where(
        Approval.id == approval_id, Approval.organisation_id == organisation_id
    )
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))
