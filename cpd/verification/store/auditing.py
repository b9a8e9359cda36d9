"""Every issued certificate with its credential, for whoever compares the two."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.certificates.models import Certificate, CertificateFile

AT_ONCE = 100


@dataclass(frozen=True)
class Record:
    """What the record says of a certificate, and its credential as it was signed."""

    id: UUID
    serial: str
    title: str
    issued_on: date
    expires_on: date
    status_list: int | None
    status_position: int | None
    facts: dict[str, Any]
    credential: str


def records(session: Session) -> Iterator[Record]:
    """Yield what can be compared, some in memory at a time; of what is erased nothing is there."""
    query = (
        select(
            Certificate.id,
            Certificate.serial,
            Certificate.title,
            Certificate.issued_on,
            Certificate.expires_on,
            Certificate.status_list,
            Certificate.status_position,
            Certificate.facts,
            CertificateFile.credential,
        )
        .join(CertificateFile, CertificateFile.certificate_id == Certificate.id)
        .where(CertificateFile.credential.is_not(None))
        .execution_options(yield_per=AT_ONCE)
    )
    return (Record(*row) for row in session.execute(query))
