"""Finds what was asked and written about certificates after they were issued."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from cpd.certificates.models import (
    Certificate,
    CertificateFile,
    CertificateNote,
    WithdrawalRequest,
)
from cpd.people.models import Person

IS_OPEN = WithdrawalRequest.decided_at.is_(None)


def replaced_places(session: Session, list_number: int) -> Sequence[int]:
    """Return the places in a status list of what was replaced, and neither withdrawn nor erased."""
    query = select(Certificate.status_position).where(
        Certificate.status_list == list_number,
        Certificate.status_position.is_not(None),
        Certificate.replaced_at.is_not(None),
        Certificate.issued_at.is_not(None),
        Certificate.withdrawn_at.is_(None),
        Certificate.erased_at.is_(None),
    )
    places = session.scalars(query.order_by(Certificate.status_position)).all()
    return [place for place in places if place is not None]


def open_request(session: Session, certificate_id: UUID) -> WithdrawalRequest | None:
    query = select(WithdrawalRequest).where(
        WithdrawalRequest.certificate_id == certificate_id, IS_OPEN
    )
    return session.scalar(query)


def request_of(
    session: Session, organisations: Collection[UUID], request_id: UUID
) -> WithdrawalRequest | None:
    """Return a request about a certificate that one of these organisations issued."""
    query = (
        select(WithdrawalRequest)
        .join(Certificate, Certificate.id == WithdrawalRequest.certificate_id)
        .where(WithdrawalRequest.id == request_id, Certificate.organisation_id.in_(organisations))
    )
    return session.scalar(query)


def request_held(session: Session, request_id: UUID) -> WithdrawalRequest | None:
    query = select(WithdrawalRequest).where(WithdrawalRequest.id == request_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def open_requests(session: Session, organisations: Collection[UUID]) -> Sequence[Any]:
    """Return requests, certificates and the askers' names, those that wait longest first."""
    query = (
        select(WithdrawalRequest, Certificate, Person.name)
        .join(Certificate, Certificate.id == WithdrawalRequest.certificate_id)
        .join(Person, Person.id == WithdrawalRequest.asked_by)
        .where(
            IS_OPEN,
            Certificate.organisation_id.in_(organisations),
            Certificate.erased_at.is_(None),
        )
    )
    return session.execute(query.order_by(WithdrawalRequest.asked_at)).all()


def count_open_requests(session: Session, organisations: Collection[UUID]) -> int:
    query = (
        select(func.count())
        .select_from(WithdrawalRequest)
        .join(Certificate, Certificate.id == WithdrawalRequest.certificate_id)
        .where(
            IS_OPEN,
            Certificate.organisation_id.in_(organisations),
            Certificate.erased_at.is_(None),
        )
    )
    return session.scalar(query) or 0


def requests_about(session: Session, certificate_id: UUID) -> Sequence[WithdrawalRequest]:
    query = select(WithdrawalRequest).where(WithdrawalRequest.certificate_id == certificate_id)
    return session.scalars(query.order_by(WithdrawalRequest.asked_at)).all()


def notes(session: Session, certificate_id: UUID) -> Sequence[CertificateNote]:
    query = select(CertificateNote).where(CertificateNote.certificate_id == certificate_id)
    return session.scalars(query.order_by(CertificateNote.written_at, CertificateNote.id)).all()


def chain(session: Session, certificate: Certificate) -> Sequence[Certificate]:
    """Return the certificate with those before and after it, the first one first."""
    query = select(Certificate).where(
        Certificate.order_key == certificate.order_key,
        Certificate.person_id == certificate.person_id,
    )
    return session.scalars(query.order_by(Certificate.ordered_at, Certificate.id)).all()


def credential(session: Session, certificate_id: UUID) -> str | None:
    query = select(CertificateFile.credential).where(
        CertificateFile.certificate_id == certificate_id
    )
    return session.scalar(query)


def token(session: Session, certificate_id: UUID) -> str | None:
    query = select(CertificateFile.token).where(CertificateFile.certificate_id == certificate_id)
    return session.scalar(query)


def has_credential(session: Session, certificate_id: UUID) -> bool:
    query = select(CertificateFile.credential_sha256).where(
        CertificateFile.certificate_id == certificate_id
    )
    return session.scalar(query) is not None


def destroy_files(session: Session, certificate_id: UUID) -> None:
    """Delete the stored bytes. The database lets it happen only to what was erased."""
    session.execute(delete(CertificateFile).where(CertificateFile.certificate_id == certificate_id))


def blank_reasons(session: Session, certificate_id: UUID) -> None:
    """Leave that something was written, and take away what."""
    for table in (CertificateNote, WithdrawalRequest):
        session.execute(
            update(table).where(table.certificate_id == certificate_id).values(reason="")
        )
