"""What an audit reads of certificates, a part at a time."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from cpd.certificates.models import Certificate, CertificateFile
from cpd.credentials.models import StatusEntry
from cpd.transparency.models import LogLeaf

AT_ONCE = 50  # files are large; they are read and forgotten

ITS_FILE = CertificateFile.certificate_id == Certificate.id
ITS_ENTRY = and_(
    StatusEntry.list_number == Certificate.status_list,
    StatusEntry.position == Certificate.status_position,
)


class Row(NamedTuple):
    """A certificate as it is kept: its files, its line, its place in the status lists."""

    serial: str
    salt: bytes | None
    issued_at: datetime | None
    withdrawn_at: datetime | None
    replaced_at: datetime | None
    suspended_at: datetime | None
    erased_at: datetime | None
    sha256: str | None
    position: int | None
    status_list: int | None
    pdf: bytes | None
    credential: str | None
    credential_sha256: str | None
    token: str | None
    line: str | None
    revoked_bit: datetime | None
    suspended_bit: datetime | None


def rows(session: Session) -> Iterator[Row]:
    """Yield every certificate that was issued, by serial, reading a few at a time."""
    after = ""
    while some := next_rows(session, after):
        yield from some
        after = some[-1].serial


def next_rows(session: Session, after: str) -> Sequence[Row]:
    one = Certificate
    query = (
        select(
            one.serial, one.salt, one.issued_at, one.withdrawn_at, one.replaced_at,
            one.suspended_at, one.erased_at, one.sha256, one.leaf, one.status_list,
            CertificateFile.pdf, CertificateFile.credential, CertificateFile.credential_sha256,
            CertificateFile.token, LogLeaf.body, StatusEntry.revoked_at, StatusEntry.suspended_at,
        )
        .outerjoin(CertificateFile, ITS_FILE)
        .outerjoin(LogLeaf, LogLeaf.position == one.leaf)
        .outerjoin(StatusEntry, ITS_ENTRY)
        .where(one.serial > after, or_(one.issued_at.is_not(None), one.leaf.is_not(None)))
        .order_by(one.serial)
        .limit(AT_ONCE)
    )  # fmt: skip
    return [Row._make(found) for found in session.execute(query)]


def positions(session: Session, begin: int, end: int) -> set[int]:
    """Return which of these lines a certificate calls its own."""
    within = Certificate.leaf.between(begin, end - 1)
    return {
        one for one in session.scalars(select(Certificate.leaf).where(within)) if one is not None
    }


def marked_without_certificate(session: Session) -> Iterator[tuple[int, int]]:
    """Yield the places in status lists that say something of no certificate."""
    is_set = or_(StatusEntry.revoked_at.is_not(None), StatusEntry.suspended_at.is_not(None))
    found = (
        select(StatusEntry.list_number, StatusEntry.position)
        .outerjoin(Certificate, ITS_ENTRY)
        .where(is_set, Certificate.id.is_(None))
    )
    for row in session.execute(found):
        yield row.list_number, row.position
