"""Everything of one member, a few hundred entries in memory at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Select, extract, func, select
from sqlalchemy.orm import Session, joinedload

from cpd.attestations.models import Attestation
from cpd.certificates.models import Certificate, CertificateFile
from cpd.documents.models import DeclarationMade, Paper
from cpd.evidence.models import Evidence, StoredFile
from cpd.people.models import Person
from cpd.records.models import ClosedMonth, Draft, Entry, EntryTemplate, EntryVersion, Supervisor
from cpd.standings.models import Absence, Following
from cpd.transfers.rules.formats import Wanted

AT_ONCE = 500


@dataclass
class About:
    """What belongs to some entries: how they stood before, what shows them, who attested them."""

    versions: Mapping[UUID, list[EntryVersion]] = field(default_factory=dict)
    evidence: Mapping[UUID, list[Evidence]] = field(default_factory=dict)
    attestations: Mapping[UUID, list[Attestation]] = field(default_factory=dict)


def of_person(person_id: UUID, wanted: Wanted) -> Select[Entry]:
    query = select(Entry).where(Entry.person_id == person_id)
    if wanted.since is not None:
        query = query.where(func.coalesce(Entry.ended_on, Entry.done_on) >= wanted.since)
    if wanted.until is not None:
        query = query.where(Entry.done_on <= wanted.until)
    if wanted.kinds:
        query = query.where(Entry.kind.in_(wanted.kinds))
    return query.order_by(Entry.done_on, Entry.logged_at, Entry.id)


def count(session: Session, person_id: UUID, wanted: Wanted) -> int:
    counting = of_person(person_id, wanted).with_only_columns(func.count()).order_by(None)
    return session.execute(counting).scalar_one()


def entries(
    session: Session, person_id: UUID, wanted: Wanted
) -> Iterator[tuple[Sequence[Entry], About]]:
    """Yield the entries, oldest first, some at a time with what belongs to them."""
    query = of_person(person_id, wanted).execution_options(yield_per=AT_ONCE)
    for some in session.scalars(query).partitions():
        yield some, about(session, [one.id for one in some])


def about(session: Session, ids: Collection[UUID]) -> About:
    versions: defaultdict[UUID, list[EntryVersion]] = defaultdict(list)
    history = select(EntryVersion).where(EntryVersion.entry_id.in_(ids))
    for row in session.scalars(history.order_by(EntryVersion.version)):
        versions[row.entry_id].append(row)
    evidence: defaultdict[UUID, list[Evidence]] = defaultdict(list)
    shown = select(Evidence).where(Evidence.entry_id.in_(ids)).options(joinedload(Evidence.file))
    for one in session.scalars(shown.order_by(Evidence.added_at, Evidence.id)):
        evidence[one.entry_id].append(one)
    attested: defaultdict[UUID, list[Attestation]] = defaultdict(list)
    words = select(Attestation).where(Attestation.entry_id.in_(ids))
    for word in session.scalars(words.order_by(Attestation.made_at, Attestation.id)):
        attested[word.entry_id].append(word)
    return About(versions, evidence, attested)


def person(session: Session, person_id: UUID) -> Person:
    return session.execute(select(Person).where(Person.id == person_id)).scalar_one()


def supervisors(session: Session, person_id: UUID) -> Sequence[Supervisor]:
    query = select(Supervisor).where(Supervisor.person_id == person_id)
    return session.scalars(query.order_by(Supervisor.added_at, Supervisor.id)).all()


def papers(session: Session, person_id: UUID) -> Sequence[Paper]:
    query = select(Paper).where(Paper.person_id == person_id)
    return session.scalars(query.order_by(Paper.added_at, Paper.id)).all()


def declarations(session: Session, person_id: UUID) -> Sequence[DeclarationMade]:
    query = select(DeclarationMade).where(DeclarationMade.person_id == person_id)
    return session.scalars(query.order_by(DeclarationMade.made_at, DeclarationMade.id)).all()


def absences(session: Session, person_id: UUID) -> Sequence[Absence]:
    query = select(Absence).where(Absence.person_id == person_id)
    return session.scalars(query.order_by(Absence.since, Absence.id)).all()


def followings(session: Session, person_id: UUID) -> Sequence[Following]:
    query = select(Following).where(Following.person_id == person_id)
    return session.scalars(query.order_by(Following.began_at, Following.id)).all()


def closed_months(session: Session, person_id: UUID) -> Sequence[ClosedMonth]:
    query = select(ClosedMonth).where(ClosedMonth.person_id == person_id)
    return session.scalars(query.order_by(ClosedMonth.month)).all()


def templates(session: Session, person_id: UUID) -> Sequence[EntryTemplate]:
    query = select(EntryTemplate).where(EntryTemplate.person_id == person_id)
    return session.scalars(query.order_by(EntryTemplate.made_at, EntryTemplate.id)).all()


def drafts(session: Session, person_id: UUID) -> Sequence[Draft]:
    query = select(Draft).where(Draft.person_id == person_id)
    return session.scalars(query.order_by(Draft.saved_at)).all()


def certificates(session: Session, person_id: UUID) -> Sequence[Certificate]:
    """Return the issued ones that were not erased, the oldest first."""
    query = select(Certificate).where(
        Certificate.person_id == person_id,
        Certificate.issued_at.is_not(None),
        Certificate.erased_at.is_(None),
    )
    return session.scalars(query.order_by(Certificate.issued_on, Certificate.serial)).all()


def pdf(session: Session, certificate_id: UUID) -> bytes | None:
    return session.scalar(
        select(CertificateFile.pdf).where(CertificateFile.certificate_id == certificate_id)
    )


def credential(session: Session, certificate_id: UUID) -> str | None:
    return session.scalar(
        select(CertificateFile.credential).where(CertificateFile.certificate_id == certificate_id)
    )


def files(session: Session, person_id: UUID) -> Sequence[Any]:
    """Return the evidence files that stand: their hash, kind, label, and the day of their entry."""
    query = (
        select(Evidence.id, Evidence.label, Evidence.sha256, StoredFile.media_type, Entry.done_on)
        .join(StoredFile, StoredFile.sha256 == Evidence.sha256)
        .join(Entry, Entry.id == Evidence.entry_id)
        .where(
            Evidence.person_id == person_id,
            Evidence.removed_at.is_(None),
            StoredFile.erased_at.is_(None),
        )
    )
    return session.execute(query.order_by(Entry.done_on, Evidence.added_at, Evidence.id)).all()


def paper_files(session: Session, person_id: UUID) -> Sequence[Any]:
    """Return the files of papers that stand."""
    query = (
        select(Paper.id, Paper.title, Paper.sha256, StoredFile.media_type, Paper.added_at)
        .join(StoredFile, StoredFile.sha256 == Paper.sha256)
        .where(
            Paper.person_id == person_id,
            Paper.withdrawn_at.is_(None),
            StoredFile.erased_at.is_(None),
        )
    )
    return session.execute(query.order_by(Paper.added_at, Paper.id)).all()


def years(session: Session, person_id: UUID) -> Sequence[int]:
    """Return the years somebody has entries in that count."""
    year = extract("year", Entry.done_on)
    query = select(year).where(Entry.person_id == person_id, Entry.withdrawn_at.is_(None))
    return [int(one) for one in session.scalars(query.distinct().order_by(year))]
