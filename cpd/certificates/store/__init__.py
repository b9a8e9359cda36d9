from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, func, or_, select, union, update
from sqlalchemy.orm import Session

from cpd.audit.models import AuditEntry
from cpd.certificates.models import Certificate, CertificateFile
from cpd.certificates.rules.listing import Search, Show
from cpd.db import has_words, insert_into
from cpd.evidence.models import Evidence
from cpd.people.models import Person
from cpd.records.models import Entry

IS_ISSUED = Certificate.issued_at.is_not(None)
IS_WAITING = and_(Certificate.issued_at.is_(None), Certificate.replaced_at.is_(None))
IS_KEPT = Certificate.erased_at.is_(None)


def add_once(session: Session, values: Mapping[str, Any]) -> UUID | None:
    """Write a certificate, or return None: for this order, or of this number, one is there."""
    insert = insert_into(session, Certificate).values(id=uuid4(), **values)
    return session.scalar(insert.on_conflict_do_nothing().returning(Certificate.id))


def by_order(session: Session, order_key: str) -> Certificate | None:
    """Return the first certificate of an order; later ones replace it or one another."""
    query = select(Certificate).where(
        Certificate.order_key == order_key, Certificate.replaces_id.is_(None)
    )
    return session.scalar(query)


def set_place(session: Session, certificate_id: UUID, list_number: int, position: int) -> None:
    one = update(Certificate).where(Certificate.id == certificate_id)
    session.execute(one.values(status_list=list_number, status_position=position))


def fresh(session: Session, certificate_id: UUID) -> Certificate | None:
    """Return a certificate as it stands now, and hold it until the transaction ends."""
    query = select(Certificate).where(Certificate.id == certificate_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def public_by_token(session: Session, token: str) -> Certificate | None:
    return session.scalar(select(Certificate).where(Certificate.token == token, IS_ISSUED))


def public_by_serials(session: Session, serials: Collection[str]) -> Mapping[str, Certificate]:
    query = select(Certificate).where(Certificate.serial.in_(serials), IS_ISSUED)
    return {one.serial: one for one in session.scalars(query)}


def numbers_of_entry(session: Session, person_id: UUID, entry_id: UUID) -> Sequence[str]:
    """Return the certificate numbers that somebody gives for an entry, in it or as evidence."""
    given = select(Evidence.certificate_number).where(
        Evidence.entry_id == entry_id, Evidence.person_id == person_id,
        Evidence.removed_at.is_(None), Evidence.certificate_number.is_not(None),
    )  # fmt: skip
    inside = select(Entry.certificate_number).where(
        Entry.id == entry_id, Entry.person_id == person_id, Entry.certificate_number.is_not(None)
    )
    return [str(number) for number in session.scalars(union(given, inside))]


def mine(session: Session, person_id: UUID) -> Sequence[Certificate]:
    """Return somebody's certificates, newest first, but for those replaced unissued or erased."""
    query = select(Certificate).where(
        Certificate.person_id == person_id,
        IS_KEPT,
        or_(IS_ISSUED, Certificate.replaced_at.is_(None)),
    )
    return session.scalars(query.order_by(Certificate.ordered_at.desc(), Certificate.id)).all()


def mine_one(session: Session, person_id: UUID, serial: str) -> Certificate | None:
    query = select(Certificate).where(
        Certificate.person_id == person_id, Certificate.serial == serial
    )
    return session.scalar(query)


def pdf(session: Session, certificate_id: UUID) -> bytes | None:
    query = select(CertificateFile.pdf).where(CertificateFile.certificate_id == certificate_id)
    return session.scalar(query)


def files(session: Session) -> Iterator[tuple[str, str | None, bytes | None]]:
    """Yield serial, hash and bytes of all that is kept, a hundred files in memory at a time."""
    stored = select(Certificate.serial, Certificate.sha256, CertificateFile.pdf).outerjoin(
        CertificateFile, CertificateFile.certificate_id == Certificate.id
    )
    rows = session.execute(stored.where(IS_ISSUED, IS_KEPT).execution_options(yield_per=100))
    return ((serial, sha256, pdf) for serial, sha256, pdf in rows)


def troubled(session: Session) -> int:
    """Count those without a file that met trouble when it was to be made."""
    query = select(func.count()).where(IS_WAITING, Certificate.trouble.is_not(None))
    return session.scalar(query) or 0


def administered(
    session: Session, organisations: Collection[UUID], serial: str
) -> Certificate | None:
    """Return a certificate that one of these organisations issued."""
    query = select(Certificate).where(
        Certificate.serial == serial, Certificate.organisation_id.in_(organisations)
    )
    return session.scalar(query)


def issued(
    session: Session, organisations: Collection[UUID], search: Search, today: date
) -> tuple[Sequence[Certificate], int]:
    """Return one page of what these organisations issued, newest first, and how many there are."""
    conditions = (Certificate.organisation_id.in_(organisations), *_found(search, today))
    count = session.scalar(select(func.count()).select_from(Certificate).where(*conditions)) or 0
    newest_first = (Certificate.ordered_at.desc(), Certificate.id)
    query = select(Certificate).where(*conditions).order_by(*newest_first)
    page = query.limit(search.per_page).offset((search.page - 1) * search.per_page)
    return session.scalars(page).all(), count


def _found(search: Search, today: date) -> list[ColumnElement[bool]]:
    conditions = []
    if search.text:
        name = Certificate.facts["name"].as_string()
        conditions.append(or_(Certificate.serial == search.serial, has_words(search.text, name)))
    if search.show is not Show.ALL:
        conditions.append(_shown(search.show, today))
    return conditions


def _shown(show: Show, today: date) -> ColumnElement[bool]:
    """Say in SQL what `Validity.verdict` says of one row."""
    withdrawn, replaced, suspended = (
        column.is_not(None)
        for column in (
            Certificate.withdrawn_at,
            Certificate.replaced_at,
            Certificate.suspended_at,
        )
    )
    current = and_(IS_ISSUED, IS_KEPT, ~withdrawn, ~replaced, ~suspended)
    conditions = {
        Show.VALID: and_(current, Certificate.expires_on >= today),
        Show.EXPIRED: and_(current, Certificate.expires_on < today),
        Show.REPLACED: and_(IS_KEPT, ~withdrawn, replaced),
        Show.WITHDRAWN: and_(IS_KEPT, withdrawn),
        Show.SUSPENDED: and_(IS_KEPT, ~withdrawn, ~replaced, suspended),
        Show.ERASED: ~IS_KEPT,
        Show.PENDING: IS_WAITING,
    }
    return conditions[show]


def by_id(session: Session, certificate_id: UUID | None) -> Certificate | None:
    return session.get(Certificate, certificate_id) if certificate_id else None


def trail(
    session: Session, certificate: Certificate, more: Collection[datetime] = ()
) -> Sequence[AuditEntry]:
    """Return what the audit trail says of a certificate, found by the instants its row knows.

    `more` are instants known from elsewhere, from what was written about it.
    """
    known = (
        certificate.ordered_at,
        certificate.issued_at,
        certificate.replaced_at,
        certificate.withdrawn_at,
        certificate.suspended_at,
        certificate.erased_at,
        *more,
    )
    query = select(AuditEntry).where(
        AuditEntry.happened_at.in_({instant for instant in known if instant is not None}),
        AuditEntry.kind.startswith("certificate."),
    )
    entries = session.scalars(query.order_by(AuditEntry.happened_at, AuditEntry.kind.desc())).all()
    return [entry for entry in entries if entry.facts.get("certificate") == str(certificate.id)]


def names(session: Session, person_ids: Collection[UUID]) -> Mapping[UUID, str]:
    query = select(Person.id, Person.name).where(Person.id.in_(person_ids))
    return {row.id: row.name for row in session.execute(query)}
