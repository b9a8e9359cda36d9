from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, or_, select, update
from sqlalchemy.orm import Session, contains_eager, joinedload

from cpd.attestations.models import Attestation, AttestationRequest
from cpd.attestations.rules.answers import Answer
from cpd.attestations.rules.asking import LEAST_LEFT, REMIND_AFTER
from cpd.attestations.rules.facts import Facts, changed, from_json
from cpd.people.models import Person
from cpd.records.models import Entry, Supervisor
from cpd.records.rules.kinds import EntryKind

WAITS = and_(AttestationRequest.answered_at.is_(None), AttestationRequest.recalled_at.is_(None))
FACTS = (
    Entry.id, Entry.kind, Entry.done_on, Entry.ended_on, Entry.minutes, Entry.supervision_format,
    Entry.part, Entry.contracted, Entry.attended, Entry.facilitated, Entry.title,
)  # fmt: skip


def facts(entry: Entry) -> Facts:
    """Return what of an entry can be attested, as it stands now."""
    is_activity = entry.kind is EntryKind.ACTIVITY
    return Facts(
        kind=entry.kind,
        done_on=entry.done_on,
        ended_on=entry.ended_on,
        minutes=entry.minutes,
        supervision_format=entry.supervision_format,
        part=entry.part,
        contracted=entry.contracted,
        attended=entry.attended,
        facilitated=entry.facilitated,
        title=entry.title if is_activity else None,
    )


# --- what the rules of bodies ask


@dataclass(frozen=True)
class Attested:
    """That a supervisor agreed to an entry as it stands."""

    supervisor_name: str
    supervisor_email: str
    made_at: datetime


def agreed(session: Session, person_ids: Collection[UUID]) -> Mapping[UUID, Attested]:
    """Return which entries of these people are attested as they stand, and by whom.

    The last word on the present facts counts. One query for the words and one for the entries.
    """
    words = session.execute(
        select(
            Attestation.entry_id, Attestation.answer, Attestation.facts, Attestation.made_at,
            Attestation.supervisor_name, Attestation.supervisor_email,
        )
        .where(Attestation.person_id.in_(person_ids))
        .order_by(Attestation.made_at, Attestation.id)
    ).all()  # fmt: skip
    present = _present(session, {word.entry_id for word in words}, person_ids)
    found: dict[UUID, Attested] = {}
    for word in words:
        if changed(from_json(word.facts), present[word.entry_id]):
            continue
        found.pop(word.entry_id, None)
        if word.answer is Answer.AGREED:
            found[word.entry_id] = Attested(
                word.supervisor_name, word.supervisor_email, word.made_at
            )
    return found


def _present(
    session: Session, entry_ids: Collection[UUID], person_ids: Collection[UUID]
) -> dict[UUID, Facts]:
    theirs = select(Attestation.entry_id).where(Attestation.person_id.in_(person_ids))
    query = select(*FACTS).where(Entry.person_id.in_(person_ids), Entry.id.in_(theirs))
    rows = session.execute(query)
    return {row.id: facts(row) for row in rows if row.id in entry_ids}  # type: ignore[arg-type] # a row has the columns of an entry


def lacks_attestation() -> ColumnElement[bool]:
    """Say in SQL that a session of supervision stands and nobody agreed to its day and time."""
    has_some = exists().where(
        Attestation.entry_id == Entry.id,
        Attestation.answer == Answer.AGREED,
        Attestation.facts["minutes"].as_integer() == Entry.minutes,
        Attestation.facts["done_on"].as_string() == cast(Entry.done_on, String),
    )
    return and_(Entry.kind == EntryKind.SUPERVISION, Entry.withdrawn_at.is_(None), ~has_some)


# --- for the member


def entry(session: Session, person_id: UUID, entry_id: UUID) -> Entry | None:
    """Return the person's own entry; somebody else's is not found."""
    return session.scalar(_entry(person_id, entry_id))


def entry_locked(session: Session, person_id: UUID, entry_id: UUID) -> Entry | None:
    """Return the same, fresh, and let those who ask about it come one after the other."""
    query = _entry(person_id, entry_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def _entry(person_id: UUID, entry_id: UUID) -> Select[Entry]:
    return select(Entry).where(Entry.id == entry_id, Entry.person_id == person_id)


def person(session: Session, person_id: UUID) -> Person | None:
    return session.get(Person, person_id)


def supervisors(session: Session, person_id: UUID) -> Sequence[Supervisor]:
    """Return the present supervisors of somebody who can be written to, by name."""
    query = select(Supervisor).where(
        Supervisor.person_id == person_id,
        Supervisor.ended_on.is_(None),
        Supervisor.email.is_not(None),
    )
    return session.scalars(query.order_by(Supervisor.name, Supervisor.id)).all()


def last_request(session: Session, person_id: UUID, entry_id: UUID) -> AttestationRequest | None:
    query = select(AttestationRequest).where(
        AttestationRequest.person_id == person_id, AttestationRequest.entry_id == entry_id
    )
    query = query.order_by(AttestationRequest.asked_at.desc(), AttestationRequest.id)
    return session.scalars(query.limit(1)).first()


def open_request(session: Session, entry_id: UUID) -> AttestationRequest | None:
    """Return, fresh, the one question about an entry that was neither answered nor taken back."""
    query = select(AttestationRequest).where(AttestationRequest.entry_id == entry_id, WAITS)
    query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def answers(session: Session, person_id: UUID, entry_id: UUID) -> Sequence[Attestation]:
    """Return everything supervisors said about an entry, the latest first."""
    query = select(Attestation).where(
        Attestation.person_id == person_id, Attestation.entry_id == entry_id
    )
    return session.scalars(query.order_by(Attestation.made_at.desc(), Attestation.id)).all()


# --- for the supervisor


def by_token(session: Session, token_sha256: str) -> AttestationRequest | None:
    """Return the question a letter or its reminder leads to."""
    has_it = or_(
        AttestationRequest.token_sha256 == token_sha256,
        AttestationRequest.reminder_sha256 == token_sha256,
    )
    return session.scalar(_asked().where(has_it))


def by_id(session: Session, request_id: UUID) -> AttestationRequest | None:
    return session.scalar(_asked().where(AttestationRequest.id == request_id))


def asked_of(session: Session, person_id: UUID, request_id: UUID) -> AttestationRequest | None:
    """Return a question that was put to this person's confirmed address."""
    query = _asked().where(AttestationRequest.id == request_id)
    return session.scalar(query.where(_is_put_to(person_id)))


def waiting_for(
    session: Session, person_id: UUID, at: datetime, most: int
) -> Sequence[AttestationRequest]:
    """Return what waits for an answer from this person's confirmed address, the oldest first."""
    query = _asked().where(_is_put_to(person_id), *_can_be_answered(at))
    query = query.order_by(AttestationRequest.asked_at, AttestationRequest.id)
    return session.scalars(query.limit(most)).all()


def count_waiting_for(session: Session, person_id: UUID, at: datetime) -> int:
    query = select(func.count(AttestationRequest.id)).join(AttestationRequest.entry)
    return session.scalar(query.where(_is_put_to(person_id), *_can_be_answered(at))) or 0


def answered_by(session: Session, person_id: UUID, most: int) -> Sequence[tuple[Attestation, str]]:
    """Return what this person's confirmed address answered, the latest first, with who asked."""
    query = (
        select(Attestation, Person.name)
        .join(AttestationRequest, AttestationRequest.id == Attestation.request_id)
        .join(Person, Person.id == Attestation.person_id)
        .where(_is_put_to(person_id))
        .order_by(Attestation.made_at.desc(), Attestation.id)
    )
    return [(row[0], row[1]) for row in session.execute(query.limit(most))]


def answer_to(session: Session, request_id: UUID) -> Attestation | None:
    return session.scalar(select(Attestation).where(Attestation.request_id == request_id))


def claim(session: Session, request_id: UUID, at: datetime) -> bool:
    """Note that a question is answered, in one statement: of two who answer one is the first."""
    answered = update(AttestationRequest).where(
        AttestationRequest.id == request_id, WAITS, AttestationRequest.expires_at > at
    )
    answered = answered.values(answered_at=at).returning(AttestationRequest.id)
    return session.scalar(answered) is not None


def _asked() -> Select[AttestationRequest]:
    return (
        select(AttestationRequest)
        .join(AttestationRequest.entry)
        .options(contains_eager(AttestationRequest.entry), joinedload(AttestationRequest.person))
        .execution_options(populate_existing=True)
    )


def _can_be_answered(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (WAITS, AttestationRequest.expires_at > at, Entry.withdrawn_at.is_(None))


def _is_put_to(person_id: UUID) -> ColumnElement[bool]:
    """Say that the address is this person's, confirmed, and that the question is not their own."""
    address = select(Person.email).where(Person.id == person_id, Person.confirmed_at.is_not(None))
    return and_(
        AttestationRequest.supervisor_email == address.scalar_subquery(),
        AttestationRequest.person_id != person_id,
    )


# --- reminders


def to_be_reminded(session: Session, at: datetime, most: int) -> Sequence[AttestationRequest]:
    """Return questions that have waited a week, nobody was reminded of and that are as asked."""
    query = _asked().where(
        *_can_be_answered(at + LEAST_LEFT),
        AttestationRequest.reminded_at.is_(None),
        AttestationRequest.asked_at <= at - REMIND_AFTER,
    )
    by_address = (AttestationRequest.supervisor_email, AttestationRequest.asked_at)
    return session.scalars(query.order_by(*by_address).limit(most)).all()
