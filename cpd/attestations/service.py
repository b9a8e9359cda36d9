"""What can be done about attestations: ask, take back, answer, remind."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar
from uuid import UUID

from cpd.attestations import mail, store
from cpd.attestations.models import Attestation, AttestationRequest
from cpd.attestations.rules.answers import Answer, Reply, refuse_empty_disagreement
from cpd.attestations.rules.asking import (
    HOLDS,
    Standing,
    mailbox,
    refuse_own,
    refuse_withdrawn,
    standing,
)
from cpd.attestations.rules.facts import Facts, changed, from_json, refuse_unattestable
from cpd.attestations.saying import facts_of
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.kernel.events import Event
from cpd.kernel.tokens import new_token, sha256
from cpd.letters import service as letters
from cpd.records.models import Entry
from cpd.work import Work, apart

BATCH = 200
TOO_LATE = {
    Standing.RECALLED: "This question was taken back, so it needs no answer any more.",
    Standing.WITHDRAWN: "This entry was withdrawn, so the question needs no answer any more.",
    Standing.EXPIRED: "This question has run out. It can be asked again.",
}


@dataclass(frozen=True, kw_only=True)
class AttestationAsked(Event):
    kind: ClassVar[str] = "attestation.asked"

    request: UUID
    entry: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class AttestationRecalled(Event):
    kind: ClassVar[str] = "attestation.recalled"

    request: UUID
    entry: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class AttestationMade(Event):
    kind: ClassVar[str] = "attestation.made"

    attestation: UUID
    request: UUID
    entry: UUID
    person: UUID
    answer: Answer


@dataclass(frozen=True, kw_only=True)
class SupervisorsReminded(Event):
    kind: ClassVar[str] = "attestation.reminded"

    request: UUID


@dataclass(frozen=True)
class Asked:
    """Who is asked to attest."""

    name: str
    email: str


# --- the member


def ask(work: Work, person_id: UUID, entry_id: UUID, asked: Asked) -> AttestationRequest:
    """Ask a supervisor about an entry as it stands. The same question twice is one question."""
    entry, member = my_entry(work, person_id, entry_id), store.person(work.session, person_id)
    if member is None:
        raise NotFoundError("There is no such person.")
    refuse_withdrawn(entry.withdrawn_at)
    refuse_unattestable(entry.kind)
    refuse_own(asked.email, member.email)
    facts = store.facts(entry)
    same = settle_open_question(work, entry, facts, asked)
    if same is not None:
        return same
    refuse_agreed_already(work, entry, facts, asked)
    token = new_token()
    request = AttestationRequest(
        person_id=person_id,
        entry_id=entry_id,
        entry_version=entry.version,
        supervisor_name=asked.name,
        supervisor_email=asked.email,
        facts=facts.to_json(),
        token_sha256=sha256(token),
        asked_at=work.at,
        expires_at=work.at + HOLDS,
    )
    work.session.add(request)
    work.session.flush()
    letters.queue(work, mail.asked(request, member, token))
    work.announce(AttestationAsked(request=request.id, entry=entry_id, person=person_id))
    return request


def settle_open_question(
    work: Work, entry: Entry, facts: Facts, asked: Asked
) -> AttestationRequest | None:
    """Return the question if it is open already; take back one that is of no more use."""
    open_one = store.open_request(work.session, entry.id)
    if open_one is None:
        return None
    is_as_asked = open_one.expires_at > work.at and not changed(facts_of(open_one), facts)
    if is_as_asked and mailbox(open_one.supervisor_email) == mailbox(asked.email):
        return open_one
    if is_as_asked:
        raise RuleError(
            f"You have asked {open_one.supervisor_name} about this. Take that back first, "
            "then ask somebody else."
        )
    take_back(work, open_one)
    return None


def refuse_agreed_already(work: Work, entry: Entry, facts: Facts, asked: Asked) -> None:
    """Ask nobody twice for the same word."""
    for one in store.answers(work.session, entry.person_id, entry.id)[:1]:
        is_same = not changed(from_json(one.facts), facts)
        is_theirs = mailbox(one.supervisor_email) == mailbox(asked.email)
        if is_same and is_theirs and one.answer is Answer.AGREED:
            raise RuleError(f"{one.supervisor_name} has agreed to this already.")


def recall(work: Work, person_id: UUID, entry_id: UUID) -> AttestationRequest | None:
    """Take the open question about an entry back. Where there is none, nothing happens."""
    my_entry(work, person_id, entry_id)
    open_one = store.open_request(work.session, entry_id)
    if open_one is not None:
        take_back(work, open_one)
    return open_one


def take_back(work: Work, request: AttestationRequest) -> None:
    request.recalled_at = work.at
    letters.drop(work, [mail.asked_key(request.id)])
    work.session.flush()
    work.announce(
        AttestationRecalled(request=request.id, entry=request.entry_id, person=request.person_id)
    )


def my_entry(work: Work, person_id: UUID, entry_id: UUID) -> Entry:
    entry = store.entry_locked(work.session, person_id, entry_id)
    if entry is None:
        raise NotFoundError("There is no such entry in your log.")
    return entry


# --- the supervisor


def answer(work: Work, request_id: UUID, reply: Reply, by: UUID | None) -> Attestation:
    """Write down what the supervisor says, once. The same answer twice is the first one."""
    request = store.by_id(work.session, request_id)
    if request is None:
        raise NotFoundError("There is no such question.")
    refuse_asker(request, by)
    refuse_empty_disagreement(reply, facts_of(request).minutes)
    stands = standing_of(work, request)
    if stands in TOO_LATE:
        raise RuleError(TOO_LATE[stands])
    if not store.claim(work.session, request.id, work.at):
        return the_first(work, request, reply)
    attestation = written(work, request, reply, by)
    if reply.answer is Answer.DISAGREED:
        letters.queue(work, mail.disagreed(attestation, request.person))
    return attestation


def written(work: Work, request: AttestationRequest, reply: Reply, by: UUID | None) -> Attestation:
    attestation = Attestation(
        person_id=request.person_id,
        entry_id=request.entry_id,
        entry_version=request.entry_version,
        request_id=request.id,
        answer=reply.answer,
        minutes=reply.minutes if reply.answer is Answer.DISAGREED else None,
        remark=reply.remark,
        supervisor_name=request.supervisor_name,
        supervisor_email=request.supervisor_email,
        by_person_id=by,
        facts=request.facts,
        made_at=work.at,
    )
    work.session.add(attestation)
    work.session.flush()
    work.announce(
        AttestationMade(
            attestation=attestation.id,
            request=request.id,
            entry=request.entry_id,
            person=request.person_id,
            answer=reply.answer,
        )
    )
    return attestation


def refuse_asker(request: AttestationRequest, by: UUID | None) -> None:
    if by is not None and by == request.person_id:
        raise RuleError("This is your own question. Only the one you asked can answer it.")


def standing_of(work: Work, request: AttestationRequest) -> Standing:
    return standing(
        work.at,
        expires_at=request.expires_at,
        answered_at=None,  # who was first is settled by the claim
        recalled_at=request.recalled_at,
        withdrawn_at=request.entry.withdrawn_at,
    )


def the_first(work: Work, request: AttestationRequest, reply: Reply) -> Attestation:
    """Return the answer that was given before, if it was the same."""
    before = store.answer_to(work.session, request.id)
    if before is None:
        raise RuleError(TOO_LATE[Standing.RECALLED])
    if before.answer is not reply.answer:
        raise RuleError("This question was answered before, in another way. That answer stands.")
    return before


def agree_to(work: Work, person_id: UUID, request_ids: Collection[UUID]) -> int:
    """Agree to several questions at once, and return how many of them were still open."""
    waiting = store.waiting_for(work.session, person_id, work.at, BATCH)
    chosen = [one for one in waiting if one.id in request_ids]
    for request in chosen:
        answer(work, request.id, Reply(Answer.AGREED), person_id)
    return len(chosen)


# --- reminders


@dataclass(frozen=True)
class Reminded:
    """How many letters one batch owes, and whether there may be more to remind of."""

    letters: int
    is_more: bool


def remind(work: Work, *, most: int = BATCH) -> Reminded:
    """Remind each supervisor once of each question, all that is due in one letter."""
    due = store.to_be_reminded(work.session, work.at, most)
    owed = 0
    for _address, questions in groupby(due, lambda one: one.supervisor_email):
        with apart(work, "reminding a supervisor"):
            owed += remind_of(work, list(questions))
    is_getting_on = any(one.reminded_at is not None for one in due)
    return Reminded(owed, len(due) == most and is_getting_on)


def remind_of(work: Work, questions: Sequence[AttestationRequest]) -> bool:
    """Owe the letter. Of what has changed since it was asked, nobody is reminded."""
    told = []
    for request in questions:
        request.reminded_at = work.at
        if changed(facts_of(request), store.facts(request.entry)):
            continue
        token = new_token()
        request.reminder_sha256 = sha256(token)
        told.append((request, token))
        work.announce(SupervisorsReminded(request=request.id))
    work.session.flush()
    if told:
        letters.queue(work, mail.reminder(told))
    return bool(told)
