"""Finds the record that a number, a file or a credential leads to. Only what is issued."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.certificates.models import Certificate, CertificateFile, CertificateNote
from cpd.certificates.rules.life import Noted
from cpd.verification.rules.standing import PastHold, past_holds

IS_ISSUED = Certificate.issued_at.is_not(None)


@dataclass(frozen=True)
class Kept:
    """The bytes of a certificate as they stand in the database."""

    pdf: bytes
    credential: str | None
    credential_sha256: str | None
    token: str | None


def by_token(session: Session, token: str) -> Certificate | None:
    return session.scalar(select(Certificate).where(Certificate.token == token, IS_ISSUED))


def by_serial(session: Session, serial: str) -> Certificate | None:
    return session.scalar(select(Certificate).where(Certificate.serial == serial, IS_ISSUED))


def by_id(session: Session, certificate_id: UUID) -> Certificate | None:
    return session.scalar(select(Certificate).where(Certificate.id == certificate_id, IS_ISSUED))


def past_holds_of(
    session: Session, certificate_ids: Collection[UUID]
) -> dict[UUID, tuple[PastHold, ...]]:
    """Return when these were on hold and are so no more; never why."""
    note = CertificateNote
    query = select(note.certificate_id, note.about, note.written_at).where(
        note.certificate_id.in_(certificate_ids),
        note.about.in_((Noted.SUSPENDED, Noted.REINSTATED)),
    )
    at: defaultdict[tuple[UUID, Noted], list[datetime]] = defaultdict(list)
    for certificate_id, about, written_at in session.execute(query):
        at[certificate_id, about].append(written_at)
    return {
        one: past_holds(at[one, Noted.SUSPENDED], at[one, Noted.REINSTATED])
        for one in certificate_ids
    }


def by_file(session: Session, sha256: str) -> Certificate | None:
    """Return the certificate whose PDF or whose credential has this hash."""
    of_pdf = session.scalar(select(Certificate).where(Certificate.sha256 == sha256, IS_ISSUED))
    if of_pdf is not None:
        return of_pdf
    joined = select(Certificate).join(CertificateFile).where(IS_ISSUED)
    return session.scalar(joined.where(CertificateFile.credential_sha256 == sha256))


def kept(session: Session, certificate_id: UUID) -> Kept | None:
    file = CertificateFile
    query = select(file.pdf, file.credential, file.credential_sha256, file.token)
    row = session.execute(query.where(file.certificate_id == certificate_id)).one_or_none()
    return Kept(*row) if row else None
